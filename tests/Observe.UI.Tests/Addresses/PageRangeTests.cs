using Microsoft.Extensions.Time.Testing;
using Observe.Storage;
using Observe.UI.Addresses;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Addresses;

public sealed class PageRangeTests
{
    private readonly FakeTimeProvider _time = new(Some.Now);

    [Theory]
    [InlineData("now-15m", null)]
    [InlineData("now-7d", "now")]
    [InlineData("2026-11-23T02:15:00Z", "2026-11-23T03:15:00Z")]
    [InlineData("2026-11-23T02:15:00.5Z", "2026-11-23T03:15:00Z")]
    public void Parse_WhatAnAddressSays_IsWrittenTheSame(string from, string? to)
    {
        var range = PageRange.Parse(from, to);

        Assert.Equal(from, range.FromParameter);
        Assert.Equal(range, PageRange.Parse(range.FromParameter, range.ToParameter));
    }

    [Theory]
    [InlineData("yesterday", null)]
    [InlineData("now-0h", null)]
    [InlineData("now-999999d", null)]
    [InlineData("2026-11-23T03:15:00Z", "2026-11-23T02:15:00Z")]
    [InlineData("1999-01-01T00:00:00Z", "2026-11-23T02:15:00Z")]
    [InlineData("now-1h", "2026-11-23T02:15:00Z")]
    public void Parse_Unreadable_IsTheDefault(string from, string? to) => Assert.Equal(PageRange.Default, PageRange.Parse(from, to));

    [Fact]
    public void Resolve_Relative_EndsNow() =>
        Assert.Equal(TimeRange.Of(Some.Now.AddHours(-6), Some.Now), PageRange.Parse("now-6h", null).Resolve(_time));

    [Fact]
    public void Fix_Relative_NoLongerMovesWithTheClock()
    {
        var range = PageRange.Default.Fix(_time);
        _time.Advance(TimeSpan.FromHours(5));

        Assert.False(range.IsRelative);
        Assert.Equal(TimeRange.Of(Some.Now.AddHours(-1), Some.Now), range.Resolve(_time));
    }

    [Fact]
    public void Later_AfterEarlier_IsRelativeAgain() =>
        Assert.Equal(PageRange.Default, PageRange.Default.Earlier(_time).Later(_time));

    [Fact]
    public void Earlier_Twice_GoesBackTwoLengths() => Assert.Equal(
        TimeRange.Of(Some.Now.AddHours(-3), Some.Now.AddHours(-2)),
        PageRange.Default.Earlier(_time).Earlier(_time).Resolve(_time));
}
