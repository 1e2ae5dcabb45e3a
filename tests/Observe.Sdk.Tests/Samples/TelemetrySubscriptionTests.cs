using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Observe.Samples.Platform.Lambda;

namespace Observe.Sdk.Tests.Samples;

public sealed class TelemetrySubscriptionTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<int> _delivered = [];
    private readonly TelemetrySubscription _subscription;
    private TaskCompletionSource _delivery = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isGone;

    public TelemetrySubscriptionTests()
    {
        var request = new TelemetryRequest(["platform"], new TelemetryBuffering(TimeoutMs: 100), new Uri("http://127.0.0.1:1/"));
        _subscription = new TelemetrySubscription(request, DeliverAsync, _time);
    }

    public void Dispose() => _subscription.Dispose();

    [Fact]
    public async Task TryAdd_NotManyNotOld_AreGatheredUntilTheFirstIsOld()
    {
        Add(2);
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Empty(_delivered);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await _delivery.Task;

        Assert.Equal([2], _delivered);
    }

    [Fact]
    public async Task TryAdd_AsManyAsMayWait_AreDeliveredAtOnce()
    {
        Add(1_000);
        await _delivery.Task;

        Assert.Equal([1_000], _delivered);
    }

    [Fact]
    public async Task TryAdd_Frozen_AreDeliveredWhenItIsThawed()
    {
        await _subscription.FreezeAsync();
        Add(3);
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Empty(_delivered);
        _subscription.Thaw();
        await _delivery.Task;

        Assert.Equal([3], _delivered);
    }

    [Fact]
    public async Task EndAsync_ItWentAway_GivesWhatItNeverTook()
    {
        _isGone = true;
        Add(2);
        await _subscription.FlushAsync();

        Assert.False(_subscription.TryAdd("platform.report", "{}"u8.ToArray()));
        Assert.Equal(2, (await _subscription.EndAsync()).Count);
        Assert.Empty(await _subscription.EndAsync());
    }

    [Fact]
    public void TryAdd_OfATypeThatNobodyAskedFor_IsLeftToOthers() => Assert.False(_subscription.TryAdd("function", "{}"u8.ToArray()));

    [Theory]
    [InlineData("2022-12-13", "HTTP", "http://sandbox.localdomain:4243/", 100, true)]
    [InlineData("2022-12-13", "HTTP", "http://sandbox:4243", 100, true)]
    [InlineData("2020-01-01", "HTTP", "http://sandbox.localdomain:4243/", 100, false)]
    [InlineData("2022-12-13", "TCP", "http://sandbox.localdomain:4243/", 100, false)]
    [InlineData("2022-12-13", "HTTP", "http://example.org/", 100, false)]
    [InlineData("2022-12-13", "HTTP", "http://sandbox.localdomain:4243/", 1, false)]
    public async Task ReadAsync_Request_IsTakenOrRefused(string schema, string protocol, string address, int age, bool isTaken)
    {
        var json = $$$"""{"schemaVersion":"{{{schema}}}","types":["platform"],"buffering":{"timeoutMs":{{{age}}}},"destination":{"protocol":"{{{protocol}}}","URI":"{{{address}}}"}}""";

        var request = await TelemetryRequest.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(json)), CancellationToken.None);

        Assert.Equal(isTaken ? "http://127.0.0.1:4243/" : null, request?.Destination.AbsoluteUri);
    }

    private void Add(int count)
    {
        for (var number = 0; number < count; number++)
        {
            Assert.True(_subscription.TryAdd("platform.start", "{}"u8.ToArray()));
        }
    }

    private Task<bool> DeliverAsync(byte[] json)
    {
        if (!_isGone)
        {
            _delivered.Add(JsonSerializer.Deserialize<JsonElement>(json).GetArrayLength());
            _delivery.SetResult();
        }
        return Task.FromResult(!_isGone);
    }
}
