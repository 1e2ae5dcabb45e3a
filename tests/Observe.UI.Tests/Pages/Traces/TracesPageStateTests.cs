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

    [Fact]
    public void Parse_OtherPage_IsNull() => Assert.Null(TracesPageState.Parse(new Uri("http://localhost/logs")));
}
