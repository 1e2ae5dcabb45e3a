using Bunit;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Components.Pages.Traces;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Pages.Traces;

public sealed class TracesPageTests : ExplorerContext
{
    [Fact]
    public void Open_WithTraces_ShowsThemAsLinks()
    {
        Traces.Find = _ => Page(null, Trace(1) with { ErrorCount = 3, Cold = true, InitDurationNanoseconds = 2_070_000_000 }, Trace(2));

        var page = Open<TracesPage>("/traces", until: "a.tr");

        var rows = page.FindAll("a.tr");
        Assert.Equal(2, rows.Count);
        Assert.Equal("/trace/00000000000000000000000000000001", rows[0].GetAttribute("href"));
        Assert.Contains("POST /orders 1", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Equal("3", rows[0].QuerySelector(".er .bdg")!.TextContent.Trim());
        Assert.Equal("2.07 s", rows[0].QuerySelector(".co .bdg")!.TextContent.Trim());
        Assert.Contains("all of the last 1 h scanned in 46 ms", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_SlowestOnScreen_HasTheLongestBar()
    {
        Traces.Find = _ => Page(
            null, Trace(1) with { DurationNanoseconds = 500 }, Trace(2) with { DurationNanoseconds = 2_000 });

        var page = Open<TracesPage>("/traces", until: "a.tr");

        Assert.Equal(["width:25%", "width:100%"], page.FindAll(".du .bar b").Select(bar => bar.GetAttribute("style")));
    }

    [Fact]
    public void Open_HostileNames_AreText()
    {
        Traces.Find = _ => Page(null, Trace(1) with { RootName = "<img src=x onerror=alert(1)>", RootService = "\"><script>" });

        var page = Open<TracesPage>("/traces", until: "a.tr");

        Assert.Empty(page.FindAll("img, script"));
        Assert.Equal("<img src=x onerror=alert(1)>", page.Find(".op").TextContent);
    }

    [Fact]
    public void Open_SlowStore_ShowsSkeletonAfterTheDelay()
    {
        var answer = new TaskCompletionSource<TraceListResult>();
        Traces.Find = _ => answer.Task;

        var page = Open<TracesPage>("/traces", until: ".qwrap");
        Assert.Empty(page.FindAll(".skeleton"));
        Clock.Advance(TimeSpan.FromMilliseconds(150));

        page.WaitForElement(".skeleton");
        answer.SetResult(new TraceListResult([Trace(1)], null, FakeTraceReader.AllScanned));
        page.WaitForElement("a.tr");
        Assert.Empty(page.FindAll(".skeleton"));
    }

    [Fact]
    public void Open_NothingEverSent_ShowsTheNextStepAndWhatArrived()
    {
        Ingest.Result = Some.Ingest with { LastEventUnixNanoseconds = 0 };

        var page = Open<TracesPage>("/traces", until: "pre");

        Assert.Contains("ObserveFunction.Start", page.Find("pre").TextContent, StringComparison.Ordinal);
        Assert.Contains("no trace id", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NothingInRange_SaysSo()
    {
        var page = Open<TracesPage>("/traces", until: ".state");

        Assert.Equal("No trace matches", page.Find(".state h2").TextContent);
        Assert.Contains("/traces?from=now-24h", page.FindAll(".state a").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public async Task Open_StoreFails_RetryLoadsAgain()
    {
        Traces.Find = _ => throw new TimeoutException("too slow");
        var page = Open<TracesPage>("/traces", until: "[role=alert]");
        Assert.Contains("did not answer in time", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);

        Traces.Find = _ => Page(null, Trace(1));
        await page.InvokeAsync(() => page.Find("[role=alert] button").Click());

        page.WaitForElement("a.tr");
        Assert.Empty(page.FindAll("[role=alert]"));
    }

    [Fact]
    public void Open_ChartFails_RowsStay()
    {
        Traces.Find = _ => Page(null, Trace(1));
        Traces.Histogram = () => throw new TimeoutException();

        var page = Open<TracesPage>("/traces", until: ".failed");

        page.WaitForElement("a.tr");
        Assert.Contains("The chart could not be read", page.Find(".failed").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_BrokenSearch_NamesThePlaceAndAsksNothing()
    {
        var page = Open<TracesPage>("/traces?q=service%20%3D%20", until: "#query-error");

        Assert.NotEmpty(page.Find("#query-error").TextContent);
        Assert.NotNull(page.Find(".q.bad"));
        Assert.Empty(Traces.ListQueries);
    }

    [Fact]
    public async Task LoadMore_AsksWithTheCursorAndAppends()
    {
        Traces.Find = query => query.Cursor is null ? Page("next", Trace(1)) : Page(null, Trace(2));
        var page = Open<TracesPage>("/traces", until: "a.tr");

        await page.InvokeAsync(() => page.Find(".more button").Click());

        page.WaitForState(() => page.FindAll("a.tr").Count == 2);
        Assert.Equal([null, "next"], Traces.ListQueries.Select(query => query.Cursor));
        Assert.Equal(Traces.ListQueries[0].Range, Traces.ListQueries[1].Range);
        Assert.Empty(page.FindAll(".more"));
    }

    [Fact]
    public async Task FacetClick_WritesTheSearchIntoTheAddress()
    {
        Traces.Facets = [new Facet("service", [new FacetValue("checkout", 12), new FacetValue("cart", 3)])];
        var page = Open<TracesPage>("/traces?q=cold", until: ".facets .pick");

        await page.InvokeAsync(() => page.FindAll(".facets .pick")[0].Click());

        page.WaitForAssertion(() => Assert.Equal("/traces?q=cold%20and%20service%20%3D%20checkout", PathAndQuery));
        Assert.Equal("true", page.FindAll(".facets .pick")[0].GetAttribute("aria-pressed"));
        Assert.Equal(2, Traces.ListQueries.Count);
    }

    [Fact]
    public async Task FacetClick_OnTicked_TakesTheConditionOut()
    {
        Traces.Facets = [new Facet("service", [new FacetValue("checkout", 12)])];
        var page = Open<TracesPage>("/traces?q=service%20%3D%20checkout", until: ".facets .pick");

        await page.InvokeAsync(() => page.Find(".facets .pick").Click());

        page.WaitForAssertion(() => Assert.Equal("/traces", PathAndQuery));
    }

    [Fact]
    public async Task Run_TypedSearch_GoesToTheAddress()
    {
        var page = Open<TracesPage>("/traces?from=now-6h", until: ".state");

        await page.InvokeAsync(() => page.Find(".qwrap input").Input("service = cart"));
        await page.InvokeAsync(() => page.Find("form.qwrap").Submit());

        page.WaitForAssertion(() => Assert.Equal("/traces?q=service%20%3D%20cart&from=now-6h", PathAndQuery));
    }

    [Fact]
    public void Live_NewTraces_AppearWithoutAsking()
    {
        Traces.Find = _ => Page(null, Trace(1));
        var page = Open<TracesPage>("/traces", until: "a.tr");

        Traces.Find = _ => Page(null, Trace(2), Trace(1));
        Clock.Advance(TimeSpan.FromSeconds(5));

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("a.tr").Count));
        Assert.True(Traces.ListQueries[1].Range.ToUnixNanoseconds > Traces.ListQueries[0].Range.ToUnixNanoseconds);
    }

    [Fact]
    public void Live_ChartIsStillRead_NothingIsBegunAnew()
    {
        var (chart, asked) = (new TaskCompletionSource<TraceHistogramResult>(), 0);
        Traces.Find = _ => Page(null, Trace(1));
        Traces.Histogram = () => Interlocked.Increment(ref asked) == 1 ? chart.Task : Task.FromResult(new TraceHistogramResult([], FakeTraceReader.AllScanned));
        var page = Open<TracesPage>("/traces", until: "a.tr");

        Clock.Advance(TimeSpan.FromSeconds(5));
        Clock.Advance(TimeSpan.FromSeconds(5));
        page.InvokeAsync(() => { });
        Assert.Equal(1, asked);

        chart.SetResult(new TraceHistogramResult([], FakeTraceReader.AllScanned));
        page.WaitForAssertion(() =>
        {
            Clock.Advance(TimeSpan.FromSeconds(5));
            Assert.InRange(asked, 2, int.MaxValue);
        });
    }

    /// <summary>All statements at once would share the cores with the rows.</summary>
    [Fact]
    public void Search_Changed_AsksForTheChartsWhenItsRowsAreThere()
    {
        var rows = new TaskCompletionSource<TraceListResult>();
        Traces.Find = query => query.Search is null ? Page(null, Trace(1)) : rows.Task;
        var page = Open<TracesPage>("/traces", until: "a.tr");
        var drawn = page.FindComponent<TracesChart>().Instance.Range;
        Clock.Advance(TimeSpan.FromSeconds(1));

        Navigation.NavigateTo("/traces?q=cold");
        page.WaitForState(() => Traces.ListQueries.Count == 2);
        Assert.Equal(1, Traces.HistogramCalls);
        Assert.Equal(drawn, page.FindComponent<TracesChart>().Instance.Range);

        rows.SetResult(new TraceListResult([Trace(2)], null, FakeTraceReader.AllScanned));
        page.WaitForState(() => Traces.HistogramCalls == 2);
        page.WaitForAssertion(() => Assert.Equal(drawn.ToUnixNanoseconds + 1_000_000_000, page.FindComponent<TracesChart>().Instance.Range.ToUnixNanoseconds));
    }

    [Fact]
    public void Search_ChangedToSlowRows_DoesNotKeepTheChartsFromBeingRead()
    {
        var rows = new TaskCompletionSource<TraceListResult>();
        Traces.Find = query => query.Search is null ? Page(null, Trace(1)) : rows.Task;
        var page = Open<TracesPage>("/traces", until: "a.tr");

        Navigation.NavigateTo("/traces?q=cold");
        page.WaitForState(() => Traces.ListQueries.Count == 2);
        Clock.Advance(TimeSpan.FromMilliseconds(399));
        Assert.Equal(1, Traces.HistogramCalls);
        Clock.Advance(TimeSpan.FromMilliseconds(1));

        page.WaitForState(() => Traces.HistogramCalls == 2);
        rows.SetResult(new TraceListResult([], null, FakeTraceReader.AllScanned));
    }

    [Fact]
    public void Selection_ChangedWhileTheFormerIsCompared_IsComparedItself()
    {
        const string Of = "/traces?from=2026-11-23T02:15:00Z&to=2026-11-23T03:15:00Z&sel=2026-11-23T02:59:00Z%2F2026-11-23T03:04:00Z,";
        var (rows, former) = (new TaskCompletionSource<TraceListResult>(), new TaskCompletionSource<DifferencesResult>());
        Traces.Find = _ => Traces.ListQueries.Count == 1 ? Page(null, Trace(1)) : rows.Task;
        Heatmaps.Differences = _ => Heatmaps.Compared.Count == 1 ? former.Task : Task.FromResult(new DifferencesResult(0, 0, 0, 0, []));
        var page = Open<TracesPage>(Of + "900ms-12s", until: "a.tr");
        page.WaitForState(() => Heatmaps.Compared.Count == 1);

        Navigation.NavigateTo(Of + "1s-2s");
        page.WaitForState(() => Traces.ListQueries.Count == 2);
        former.SetResult(new DifferencesResult(0, 0, 0, 0, []));
        page.InvokeAsync(() => { });
        rows.SetResult(new TraceListResult([Trace(2)], null, FakeTraceReader.AllScanned));

        page.WaitForState(() => Heatmaps.Compared.Count == 2);
    }

    /// <summary>What is no longer wanted is not waited for: neither shown nor left to run beside the new rows.</summary>
    [Fact]
    public void Search_ChangedAgain_AsksForTheChartsOfTheLastOnly()
    {
        var rows = new TaskCompletionSource<TraceListResult>();
        Traces.Find = query => query.Search is null ? Page(null, Trace(1)) : query.Search.ToString() == "cold" ? rows.Task : Page(null, Trace(3));
        var page = Open<TracesPage>("/traces", until: "a.tr");

        Navigation.NavigateTo("/traces?q=cold");
        page.WaitForState(() => Traces.ListQueries.Count == 2);
        Navigation.NavigateTo("/traces?q=error");
        page.WaitForState(() => Traces.HistogramCalls == 2);
        rows.SetResult(new TraceListResult([Trace(2)], null, FakeTraceReader.AllScanned));
        page.InvokeAsync(() => { });

        Assert.Equal(2, Traces.HistogramCalls);
        Assert.EndsWith("3", page.Find("a.tr").GetAttribute("href"), StringComparison.Ordinal);
    }

    private static Task<TraceListResult> Page(string? cursor, params TraceSummary[] traces) =>
        Task.FromResult(new TraceListResult(traces, cursor, FakeTraceReader.AllScanned));

    private static TraceSummary Trace(ulong id) => new()
    {
        TraceId = new TraceId(0, id),
        RootService = "checkout",
        RootName = $"POST /orders {id}",
        StartUnixNanoseconds = UnixTime.Nanoseconds(Some.Now),
        DurationNanoseconds = 3_060_000_000,
        SpanCount = 40,
        ErrorCount = 0,
        Services = [new TraceService("checkout", 40, 0, 3_060_000_000)],
    };
}
