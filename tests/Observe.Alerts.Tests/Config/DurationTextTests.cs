using CsCheck;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Config;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("0s", 0)]
    [InlineData("250ms", 250)]
    [InlineData("30s", 30_000)]
    [InlineData("5m", 300_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("7d", 604_800_000)]
    public void TryParse_Text_IsThatLong(string text, long milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("-5m")]
    [InlineData("5 m")]
    [InlineData("5m1h")]
    [InlineData("5m5m")]
    [InlineData("1.5h")]
    [InlineData("00:05:00")]
    [InlineData("999999999d")]
    [InlineData("5y")]
    public void TryParse_NoDuration_IsRefused(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Fact]
    public void Format_AnyDuration_IsReadBack() => Gen.Long[0, 1L << 45].Sample(milliseconds =>
    {
        var duration = TimeSpan.FromMilliseconds(milliseconds);
        Assert.True(DurationText.TryParse(DurationText.Format(duration), out var read));
        Assert.Equal(duration, read);
    });
}
