using Observe.UI.Addresses;
using Observe.UI.Components.Pages.Traces;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Pages.Traces;

public sealed class TracesPageStateTests
{
    [Theory]
    [InlineData("/traces", "", "now-1h")]
    [InlineData("/traces?q=service%20%3D%20checkout", "service = checkout", "now-1h")]
    [InlineData("/traces?q=name%20~%20%22a%26b%3Fc%23%22&from=now-24h", "name ~ \"a&b?c#\"", "now-24h")]
    public void Parse_ToUrl_IsTheSameAddress(string url, string search, string from)
    {
        var state = TracesPageState.Parse(new Uri("http://localhost" + url))!;

        Assert.Equal(search, state.Search);
        Assert.Equal(from, state.Range.From);
        Assert.Equal(url, state.ToUrl());
    }

    [Fact]
    public void Parse_AbsoluteRange_RoundTrips()
    {
        var range = PageRange.Absolute(Some.Now.AddHours(-2), Some.Now);
        var state = new TracesPageState("cold", range);

        Assert.Equal(state, TracesPageState.Parse(new Uri("http://localhost" + state.ToUrl())));
    }

    [Theory]
    [InlineData("2026-11-23T03:00:00Z/2026-11-23T03:08:00Z,900ms-12s", 900_000_000, 12_000_000_000)]
    [InlineData("2026-11-23T03:00:00.1234567Z/2026-11-23T03:08:00Z,1.07us-1h", null, null)]
    [InlineData("2026-11-23T03:00:00.1234567Z/2026-11-23T03:08:00Z,0ns-1.07us", 0, 1_070L)]
    [InlineData("2026-11-23T03:00:00Z/2026-11-23T03:08:00Z,12s-900ms", null, null)]
    [InlineData("2026-11-23T03:08:00Z/2026-11-23T03:00:00Z,900ms-12s", null, null)]
    [InlineData("now-1h/now,900ms-12s", null, null)]
    [InlineData("2026-11-23T03:00:00Z/2026-11-23T03:08:00Z,999999999999s-999999999999.5s", null, null)]
    [InlineData("<script>", null, null)]
    public void Parse_Selection_RoundTripsOrIsLeftOut(string text, int? from, long? to)
    {
        var state = TracesPageState.Parse(new Uri("http://localhost/traces?q=cold&sel=" + Uri.EscapeDataString(text)))!;

        Assert.Equal((from, to), ((int?)state.Selection?.FromNanoseconds, state.Selection?.ToNanoseconds));
        Assert.Equal(state, TracesPageState.Parse(new Uri("http://localhost" + state.ToUrl())));
        Assert.Equal(from is null ? null : text, state.Selection?.ToString());
    }

    [Theory]
    [InlineData(1_234_567, 9_876_543_210, "1.23ms-9.88s")]
    [InlineData(0.2, 3.5, "0ns-4ns")]
    [InlineData(5, 5, "5ns-6ns")]
    [InlineData(1e30, 1e31, null)]
    public void Of_AnyBrush_RoundsOutwardsToThreeFigures(double from, double to, string? expected)
    {
        var selection = TraceSelection.Of(0, 1_000_000_000, from, to);

        Assert.True(selection.FromNanoseconds < selection.ToNanoseconds);
        if (expected is not null)
        {
            Assert.Equal(expected, selection.ToString().Split(',')[1]);
            Assert.Equal(selection, TraceSelection.Parse(selection.ToString()));
        }
    }

    [Fact]
    public void Parse_OtherPage_IsNull() => Assert.Null(TracesPageState.Parse(new Uri("http://localhost/logs")));
}
