using Observe.Server.Api;
using Observe.Storage;

namespace Observe.Server.Tests.Api;

public sealed class ApiTimeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("now", "2026-11-23T12:00:00.000000000Z")]
    [InlineData("now-15m", "2026-11-23T11:45:00.000000000Z")]
    [InlineData("now-90s", "2026-11-23T11:58:30.000000000Z")]
    [InlineData("now-1w", "2026-11-16T12:00:00.000000000Z")]
    [InlineData("2026-11-23T03:07:53.224000001Z", "2026-11-23T03:07:53.224000001Z")]
    [InlineData("2026-11-23T03:07:53.5+02:00", "2026-11-23T01:07:53.500000000Z")]
    [InlineData("2026-11-23t03:07:53z", "2026-11-23T03:07:53.000000000Z")]
    public void TryParse_KnownForm_IsThatMoment(string text, string expected)
    {
        Assert.True(ApiTime.TryParse(text, Now, out var nanoseconds));

        Assert.Equal(expected, UnixTime.ToRfc3339(nanoseconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("now+1h")]
    [InlineData("now-15")]
    [InlineData("now-999999999w")]
    [InlineData("2026-11-23")]
    [InlineData("2026-11-23T03:07:53")]
    [InlineData("2026-02-30T00:00:00Z")]
    [InlineData("2026-11-23T03:07:53.1234567890Z")]
    [InlineData("9999-01-01T00:00:00Z")]
    [InlineData("1969-12-31T23:59:59Z")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(ApiTime.TryParse(text, Now, out _));
}
