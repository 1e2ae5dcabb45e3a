using Microsoft.Extensions.Time.Testing;
using Observe.UI.Live;

namespace Observe.UI.Tests.Live;

public sealed class LiveTimerTests : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _time = new();
    private readonly LiveSwitch _live = new();
    private readonly SemaphoreSlim _ticked = new(0);
    private int _ticks;

    [Fact]
    public async Task Tick_WhileLive_OncePerPeriod()
    {
        await using var timer = Start();
        _time.Advance(Period);
        await _ticked.WaitAsync();
        _time.Advance(Period);
        await _ticked.WaitAsync();

        Assert.Equal(2, _ticks);
    }

    [Theory]
    [InlineData("paused")]
    [InlineData("hidden")]
    [InlineData("fixed range")]
    [InlineData("browser gone")]
    public async Task Tick_NotLive_StopsAndCatchesUpAtOnceAfterwards(string reason)
    {
        await using var timer = Start();
        Set(reason, false);
        _time.Advance(Period * 10);
        Assert.Equal(0, _ticks);

        Set(reason, true);
        await _ticked.WaitAsync();

        Assert.Equal(1, _ticks);
    }

    [Fact]
    public async Task Dispose_Always_EndsTheTicks()
    {
        var timer = Start();
        await timer.DisposeAsync();

        _time.Advance(Period * 3);
        _live.IsOn = false;
        _live.IsOn = true;

        Assert.Equal(0, _ticks);
    }

    public void Dispose() => _ticked.Dispose();

    private LiveTimer Start() => new(_live, _time, Period, () =>
    {
        _ticks++;
        _ticked.Release();
        return Task.CompletedTask;
    });

    private void Set(string reason, bool value)
    {
        switch (reason)
        {
            case "paused":
                _live.IsOn = value;
                break;
            case "hidden":
                _live.IsVisible = value;
                break;
            case "browser gone":
                _ = ConnectAsync(value);
                break;
            default:
                _live.IsRangeRelative = value;
                break;
        }
    }

    private Task ConnectAsync(bool value)
    {
        var connection = new LiveConnection(_live);
        return value ? connection.OnConnectionUpAsync(null!, default) : connection.OnConnectionDownAsync(null!, default);
    }
}
