using Bunit;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Components.Pages.Compare;
using static Observe.UI.Tests.Shaping.TraceSome;

namespace Observe.UI.Tests.Pages.Compare;

public sealed class ComparePageTests : ExplorerContext
{
    private const string First = "0000000000000000000000000000000a";
    private const string Second = "0000000000000000000000000000000b";
    private const string Url = $"/trace/{First}/compare/{Second}";

    [Fact]
    public void Open_TwoTraces_ShowsWhatDiffersAndWhereItIs()
    {
        Given([Span(1, 0, 0, 100), Span(2, 1, 10, 20, name: "gone")], [Span(11, 0, 0, 300), Span(12, 11, 10, 200, "payments", "init")]);

        var page = Open<ComparePage>(Url, until: ".cr .nm");

        Assert.Equal("B answered 200 ms later than A: B took 3 times as long.", page.Find("h1").TextContent);
        Assert.Equal(["", "only in A", "only in B"], page.FindAll(".cr:not(.hd)").Select(row => row.QuerySelector(".bdg")?.TextContent.Trim() ?? ""));
        Assert.Equal("+200 ms", page.FindAll(".cr .dd")[0].TextContent);
        Assert.Equal($"/trace/{Second}?span=000000000000000c", page.FindAll(".cr .nm")[2].GetAttribute("href"));
        Assert.Contains("init", page.Find(".co tbody tr").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Differing_Chosen_LeavesOutWhatIsAlikeWithoutReadingAgain()
    {
        Given([Span(1, 0, 0, 100), Span(2, 1, 10, 20, name: "same")], [Span(11, 0, 0, 300), Span(12, 11, 10, 20, name: "same")]);
        var page = Open<ComparePage>(Url, until: ".cr .nm");
        Assert.Equal(2, page.FindAll(".cr .nm").Count);

        Navigation.NavigateTo(page.FindAll(".seg a")[1].GetAttribute("href")!);

        page.WaitForAssertion(() => Assert.Single(page.FindAll(".cr .nm")));
        Assert.Equal($"{Url}?show=differing", PathAndQuery);
        Assert.Equal(2, Traces.GetCalls);
    }

    [Fact]
    public void Open_OneIsNotStored_SaysWhich()
    {
        Given([Span(1, 0, 0, 100)], []);

        var page = Open<ComparePage>(Url, until: ".state");

        Assert.Contains("No span of trace B is stored", page.Markup, StringComparison.Ordinal);
        Assert.Equal($"/trace/{First}", page.Find(".state a").GetAttribute("href"));
    }

    [Fact]
    public void Open_ReadFails_OffersToRetry()
    {
        Traces.Get = _ => Task.FromException<TraceResult?>(new TimeoutException());
        var page = Open<ComparePage>(Url, until: ".state");

        Given([Span(1, 0, 0, 100)], [Span(11, 0, 0, 300)]);
        page.Find(".state button").Click();

        page.WaitForElement(".cr .nm");
    }

    [Fact]
    public void Open_NoTraceId_SaysSo() =>
        Assert.Contains("not a trace id", Open<ComparePage>($"/trace/{First}/compare/x", until: ".state").Markup, StringComparison.Ordinal);

    [Theory]
    [InlineData(Url)]
    [InlineData(Url + "?show=differing")]
    public void State_OfAnAddress_GivesItBack(string url) =>
        Assert.Equal(url, ComparePageState.Parse(new Uri("http://page" + url))!.ToUrl());

    private void Given(SpanRecord[] a, SpanRecord[] b) => Traces.Get = id =>
    {
        var spans = id == new TraceId(0, 10) ? a : b;
        return Task.FromResult(spans.Length == 0 ? null : new TraceResult(id, spans, false, 1));
    };
}
