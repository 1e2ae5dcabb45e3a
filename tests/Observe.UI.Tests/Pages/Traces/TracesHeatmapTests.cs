using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Observe.Storage.Read;
using Observe.Storage.Search;
using Observe.UI.Components.Pages.Traces;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Pages.Traces;

public sealed class TracesHeatmapTests : ExplorerContext
{
    private const string Selected = "/traces?q=service%20%3D%20checkout&sel=2026-11-23T03%3A00%3A00Z%2F2026-11-23T03%3A08%3A00Z%2C900ms-12s";

    public TracesHeatmapTests()
    {
        Heatmaps.Heatmap = query => Task.FromResult(NightTraces.Heatmap(query));
        Heatmaps.Differences = _ => Task.FromResult(NightTraces.Differences);
    }

    [Fact]
    public void Open_WithoutSelection_ComparesNothing()
    {
        var page = Open<TracesPage>("/traces", until: ".hm");

        Assert.Empty(Heatmaps.Compared);
        Assert.Empty(page.FindAll(".dif"));
        Assert.Contains("spans, from", page.Find(".hm .ch").GetAttribute("aria-label"), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WithSelection_ListsItAndSaysWhatIsDifferent()
    {
        var page = Open<TracesPage>(Selected, until: ".dl");

        var list = Assert.Single(Traces.ListQueries);
        Assert.Equal("service = checkout and (duration >= 900ms and duration < 12s)", list.Search!.ToString());
        Assert.Equal(8 * 60 * 1_000_000_000L, list.Range.Nanoseconds);
        Assert.Equal("service = checkout", Assert.Single(Heatmaps.Compared).Search!.ToString());
        Assert.Equal("What is different about the 214", page.Find(".dif h3").TextContent);
        Assert.Contains("against the other 30.7 k", page.Find(".dh").TextContent, StringComparison.Ordinal);
        Assert.Equal(["version +1", "cold", "payments.provider", "payments.bytes", "resource.cloud.availability_zone"], page.FindAll(".fn").Select(name => name.TextContent));
        Assert.Equal(["42", "true", "northpay", "4096 to 8192", "euc1-az2"], page.FindAll(".vl").Select(value => value.TextContent));
        Assert.Equal("width:97%", page.Find(".cmp.s b").GetAttribute("style"));
    }

    [Theory]
    [InlineData("2026-11-23T01:00:00Z%2F2026-11-23T02:25:00Z", 10)]
    [InlineData("2026-11-23T01:00:00Z%2F2026-11-23T02:00:00Z", 60)]
    public void Open_SelectionReachesOutOfTheRange_IsCutToIt(string time, int minutes)
    {
        Open<TracesPage>($"/traces?sel={time}%2C900ms-12s", until: ".hm");

        Assert.Equal(minutes * 60 * 1_000_000_000L, Assert.Single(Traces.ListQueries).Range.Nanoseconds);
        Assert.Equal(minutes == 60 ? 0 : 1, Heatmaps.Compared.Count);
    }

    [Fact]
    public void Open_WithSelectionOfEverything_ListsRootsOnly()
    {
        Open<TracesPage>("/traces?sel=2026-11-23T03%3A00%3A00Z%2F2026-11-23T03%3A08%3A00Z%2C900ms-12s", until: ".dl");

        Assert.Equal("not parent exists and (duration >= 900ms and duration < 12s)", Assert.Single(Traces.ListQueries).Search!.ToString());
        Assert.Null(Assert.Single(Heatmaps.Compared).Search);
    }

    [Theory]
    [InlineData("Filter to selection", "service = checkout and (duration >= 900ms and duration < 12s)", "2026-11-23T03:00:00Z")]
    [InlineData("Exclude", "service = checkout and not (duration >= 900ms and duration < 12s)", null)]
    public async Task Button_WritesTheSearch(string button, string search, string? from)
    {
        var page = Open<TracesPage>(Selected, until: ".dl");

        await page.InvokeAsync(() => page.FindAll(".dh button").Single(item => item.TextContent == button).Click());

        page.WaitForAssertion(() => Assert.Equal(
            new TracesPageState(search, Observe.UI.Addresses.PageRange.Parse(from, from is null ? null : "2026-11-23T03:08:00Z")).ToUrl(), PathAndQuery));
    }

    [Theory]
    [InlineData(2, "service = checkout and payments.provider = northpay")]
    [InlineData(3, "service = checkout and (payments.bytes >= 4096 and payments.bytes < 8192)")]
    public async Task Value_Clicked_NarrowsTheSearchAndKeepsTheSelection(int index, string search)
    {
        var page = Open<TracesPage>(Selected, until: ".dl");

        await page.InvokeAsync(() => page.FindAll(".vl")[index].Click());

        page.WaitForAssertion(() => Assert.Contains("q=" + Uri.EscapeDataString(search) + "&", PathAndQuery, StringComparison.Ordinal));
        Assert.Contains("&sel=", PathAndQuery, StringComparison.Ordinal);
        Assert.NotNull(SearchParser.Parse(search).Expression);
    }

    [Theory]
    [InlineData(0, 10, "No span is in the selection.")]
    [InlineData(10, 0, "The selection holds every span of the search")]
    [InlineData(10, 10, "No field tells the selection from the others")]
    public void Open_NothingToTell_SaysWhy(int selected, int others, string text)
    {
        Heatmaps.Differences = _ => Task.FromResult(new DifferencesResult(selected, others, selected, others, []));

        var page = Open<TracesPage>(Selected, until: ".dif .msg");

        page.WaitForAssertion(() => Assert.Contains(text, page.Find(".dif .msg").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Open_ComparisonFails_SaysSoAndRowsStay()
    {
        Traces.Find = _ => Task.FromResult(new TraceListResult(NightTraces.List(Some.Now, 3), null, FakeTraceReader.AllScanned));
        Heatmaps.Heatmap = _ => throw new TimeoutException();
        Heatmaps.Differences = _ => throw new TimeoutException();

        var page = Open<TracesPage>(Selected, until: ".dif [role=alert]");

        page.WaitForElement("a.tr");
        Assert.Contains("The heatmap could not be read", page.Find(".tcharts [role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refresh_OfALivePage_ComparesOnce()
    {
        var page = Open<TracesPage>(Selected, until: ".dl");
        var asked = Traces.ListQueries.Count;

        await page.InvokeAsync(() => Clock.Advance(TimeSpan.FromSeconds(5)));

        page.WaitForState(() => Traces.ListQueries.Count > asked);
        Assert.Single(Heatmaps.Compared);
    }

    [Fact]
    public async Task Enter_OnTheHeatmap_SelectsTheSlowest()
    {
        var page = Open<TracesPage>("/traces", until: ".hm");

        await page.InvokeAsync(() => page.Find(".tcharts figure:last-child").KeyDown(new KeyboardEventArgs { Key = "Enter" }));

        page.WaitForAssertion(() => Assert.Matches("/traces[?]sel=.*s-.*s$", PathAndQuery));
    }
}
