using Bunit;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.Storage.Write;
using Observe.UI.Components.Pages.Trace;
using Observe.UI.Tests.Fakes;
using static Observe.UI.Tests.Shaping.TraceSome;

namespace Observe.UI.Tests.Pages.Trace;

public sealed class TracePageTests : ExplorerContext
{
    private const string Url = "/trace/0000000000000000000000000000000a";
    private static readonly TraceId Id = new(0, 10);
    [Fact]
    public void Open_Trace_ShowsItsRowsAndFacts()
    {
        Given(Span(1, 0, 0, 100), Span(2, 1, 10, 80, "payments", status: SpanStatus.Error));

        var page = Open<TracePage>(Url, until: ".nm");

        Assert.Equal(2, page.FindAll(".wr .nm").Count);
        Assert.Equal(["complete", "1 error"], page.FindAll(".thead .bdg").Select(badge => badge.TextContent.Trim()));
        Assert.Contains("payments 70 ms", page.Find(".went .lg").TextContent, StringComparison.Ordinal);
        Assert.Equal($"/api/v1/traces/{Id}/otlp", page.Find("a[download]").GetAttribute("href"));
    }

    [Fact]
    public void Open_MoreSpansThanAPageTakes_SaysWhatIsHereAndWhatIsNotSearched()
    {
        Traces.Get = _ => Task.FromResult<TraceResult?>(new TraceResult(Id, [Span(1, 0, 0, 100), Span(2, 1, 10, 80)], Truncated: true, 1) { SpanCount = 1_000_000 });

        var page = Open<TracePage>(Url + "?find=nothing", until: ".wf .none");

        Assert.Equal("the earliest 2 of 1,000,000 spans", page.Find(".thead .bdg").TextContent.Trim());
        Assert.Equal("No span of the earliest 2 mentions that. The 999,998 later ones are not searched.", page.Find(".wf .none").TextContent);
        // There is no whole trace to be imported.
        Assert.Equal($"/api/v1/traces/{Id}", page.Find("a[download]").GetAttribute("href"));
    }

    [Fact]
    public async Task Span_WithAThousandAttributesAndEvents_ShowsTheFirstAndAllWhenAsked()
    {
        Given(Span(1, 0, 0, 100) with
        {
            Attributes = [.. Enumerable.Range(0, 1_000).Select(number => Text($"key.{number}", "value"))],
            Events = [.. Enumerable.Range(0, 200).Select(number => new SpanEvent(Start, $"event {number}", [], 0))],
        });
        var page = Open<TracePage>(Url + "?span=0000000000000001", until: ".drawer");
        Assert.Equal(100, Rows());
        Assert.Contains("event 49", page.Find(".drawer").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("event 50", page.Find(".drawer").TextContent, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.FindAll(".drawer button").Single(button => button.TextContent == "Show all 1,000 attributes").Click());
        await page.InvokeAsync(() => page.FindAll(".drawer button").Single(button => button.TextContent == "Show all 200 events").Click());

        page.WaitForAssertion(() => Assert.Equal(1_000, Rows()));
        Assert.Contains("event 199", page.Find(".drawer").TextContent, StringComparison.Ordinal);

        int Rows() => page.FindAll(".drawer .a").Count(row => row.TextContent.Contains("key.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CompareWith_ColdTrace_OffersTheTypicalAndAWarmOneAndTakesAnId()
    {
        Given(Span(1, 0, 0, 100), Span(2, 1, 10, 80, "payments") with { Attributes = [new("faas.coldstart", AttributeValue.Of(true))] });
        Typical.Find = query => new TypicalTrace(new TraceId(0, query.Cold is null ? 20u : 21u), Start, 90 * Millisecond, 95 * Millisecond, 12);
        var page = Open<TracePage>(Url, until: ".nm");

        await page.InvokeAsync(() => page.FindAll(".thead button").Single(button => button.TextContent.Contains("Compare", StringComparison.Ordinal)).Click());

        page.WaitForAssertion(() => Assert.Equal(["The typical trace", "A warm one of payments"], page.FindAll(".cmp li a").Select(link => link.TextContent)));
        Assert.Equal($"{Url}/compare/00000000000000000000000000000014", page.Find(".cmp li a").GetAttribute("href"));
        Assert.Equal(("checkout", "work", false, "payments"), Typical.Queries.Select(query => (query.Service, query.Name, query.Cold, query.ColdService)).Last());
        await page.InvokeAsync(() => page.Find(".cmp input").Input("nothing"));
        await page.InvokeAsync(() => page.Find(".cmp form").Submit());
        Assert.Contains("32 hexadecimal", page.Find(".cmp .err").TextContent, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find(".cmp input").Input("https://observe.example/trace/0000000000000000000000000000000B?span=1"));
        await page.InvokeAsync(() => page.Find(".cmp form").Submit());
        Assert.Equal($"{Url}/compare/0000000000000000000000000000000b", PathAndQuery);
    }

    [Fact]
    public async Task Link_ShownHere_OpensTheOtherTraceInPlace()
    {
        var other = new TraceId(0, 77);
        Traces.Get = id => Task.FromResult<TraceResult?>(id == other
            ? new TraceResult(id, [.. Enumerable.Range(1, 40).Select(number => Span((ulong)number, (ulong)(number == 1 ? 0 : 1), 0, 100, "orders", $"step {number}"))], false, 1)
            : new TraceResult(id, [Span(1, 0, 0, 100) with { Links = [new SpanLink(other, new SpanId(3), "", [])] }], false, 1));
        var page = Open<TracePage>(Url + "?span=0000000000000001", until: ".drawer");
        Assert.Equal(1, Traces.GetCalls);

        await page.InvokeAsync(() => page.Find(".drawer .tip-in button").Click());

        page.WaitForAssertion(() => Assert.Equal(30, page.FindAll(".tip-in li").Count));
        Assert.Contains("orders step 3", page.Find(".tip-in li.it").TextContent, StringComparison.Ordinal);
        Assert.Contains("The first 30 of 40 spans", page.Find(".tip-in").TextContent, StringComparison.Ordinal);
        Assert.Equal($"/trace/{other}", page.FindAll(".tip-in a")[^1].GetAttribute("href"));
        await page.InvokeAsync(() => page.Find(".drawer .tip-in button").Click());
        Assert.Empty(page.FindAll(".tip-in li"));
    }

    [Fact]
    public void Open_MissingParent_IsIncomplete()
    {
        Given(Span(1, 0, 0, 100), Span(2, 9, 10, 80));

        var page = Open<TracePage>(Url, until: ".nm");

        Assert.Contains("incomplete, 1 parent missing", page.Find(".thead").TextContent, StringComparison.Ordinal);
        Assert.Contains("parent missing", page.FindAll(".wr")[2].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_JustArrived_IsReadAgainUntilItSettles()
    {
        Given(UnixTime.Nanoseconds(Some.Now) - 1, Span(1, 0, 0, 100));
        var page = Open<TracePage>(Url, until: ".nm");
        Assert.Contains("still arriving", page.Find(".thead").TextContent, StringComparison.Ordinal);

        Given(1, Span(1, 0, 0, 100), Span(2, 1, 10, 20));
        Clock.Advance(TimeSpan.FromSeconds(2));

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".wr .nm").Count));
        Assert.DoesNotContain("still arriving", page.Find(".thead").TextContent, StringComparison.Ordinal);
        Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(2, Traces.GetCalls);
    }

    [Fact]
    public void Open_Span_ShowsItsDrawerWithoutReadingAgain()
    {
        Given(Span(1, 0, 0, 100) with
        {
            Attributes = [new TelemetryAttribute("payments.attempt", AttributeValue.Of(2))],
            Links = [new SpanLink(new TraceId(0, 77), new SpanId(5), "", [])],
        });
        var page = Open<TracePage>(Url, until: ".nm");

        Navigation.NavigateTo(page.Find(".nm").GetAttribute("href")!);

        page.WaitForElement(".drawer");
        Assert.Contains("span=0000000000000001", PathAndQuery, StringComparison.Ordinal);
        var filter = page.Find(".drawer .act a");
        Assert.StartsWith("/traces?q=payments.attempt%20%3D%202&from=", filter.GetAttribute("href"), StringComparison.Ordinal);
        Assert.Contains(
            "/trace/0000000000000000000000000000004d?span=0000000000000005",
            page.FindAll(".drawer a").Select(link => link.GetAttribute("href")));
        Assert.Equal(1, Traces.GetCalls);
    }

    [Fact]
    public void Open_Trace_SaysTheKindOfEachNode()
    {
        Given(
            Span(1, 0, 0, 100) with { Kind = SpanKind.Server, Resource = [Text("faas.name", "checkout"), Text("cloud.platform", "aws_lambda")] },
            Span(2, 1, 10, 80) with { Kind = SpanKind.Producer, Attributes = [Text("messaging.system", "aws_sqs"), Text("messaging.destination.name", "orders")] });

        var page = Open<TracePage>(Url + "?span=0000000000000002", until: ".drawer");

        page.WaitForAssertion(() => Assert.Equal(
            ["Function on AWS Lambda", "Queue orders (SQS), inferred from this call"],
            page.FindAll(".wr [role=img]").Select(mark => mark.GetAttribute("aria-label"))));
        Assert.Equal("orders", page.Find(".wr .chip").TextContent);
        Assert.Equal("Queue orders (SQS), inferred from this call", page.Find(".drawer .node").TextContent);
        Assert.Single(page.FindAll(".sq.called"));
    }

    [Fact]
    public async Task Fold_Node_HidesWhatIsBelow()
    {
        Given(Span(1, 0, 0, 100), Span(2, 1, 10, 80), Span(3, 2, 20, 30));
        var page = Open<TracePage>(Url, until: ".nm");

        await page.InvokeAsync(() => page.FindAll("button.tw")[1].Click());

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".wr .nm").Count));
        Assert.Contains("+1", page.FindAll(".wr")[^1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_Text_IsInTheAddressAndFilters()
    {
        Given(Span(1, 0, 0, 100), Span(2, 1, 10, 80, "payments"), Span(3, 1, 20, 30, "cart"));
        var page = Open<TracePage>(Url, until: ".nm");

        await page.InvokeAsync(() => page.Find(".find input").Change("payments"));

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".wr .nm").Count));
        Assert.Equal(Url + "?find=payments", PathAndQuery);
    }

    [Fact]
    public void Open_NotStored_SaysSoAndKeepsLooking()
    {
        var page = Open<TracePage>(Url, until: ".state");
        Assert.Equal("No span of this trace is stored", page.Find(".state h2").TextContent);

        Given(Span(1, 0, 0, 100));
        Clock.Advance(TimeSpan.FromSeconds(2));

        page.WaitForElement(".wr .nm");
    }

    [Fact]
    public void Open_NoTraceId_AsksNothing()
    {
        var page = Open<TracePage>("/trace/nonsense", until: ".state");

        Assert.Equal("This is not a trace id", page.Find(".state h2").TextContent);
        Assert.Equal(0, Traces.GetCalls);
    }

    [Fact]
    public async Task Open_StoreFails_RetryLoadsAgain()
    {
        Traces.Get = _ => throw new IOException("gone");
        var page = Open<TracePage>(Url, until: "[role=alert]");

        Given(Span(1, 0, 0, 100));
        await page.InvokeAsync(() => page.Find("[role=alert] button").Click());

        page.WaitForElement(".wr .nm");
        Assert.Empty(page.FindAll("[role=alert]"));
    }

    [Fact]
    public void Open_SlowStore_ShowsSkeleton()
    {
        var answer = new TaskCompletionSource<TraceResult?>();
        Traces.Get = _ => answer.Task;
        Navigation.NavigateTo(Url);
        var page = Render<TracePage>();

        Clock.Advance(TimeSpan.FromMilliseconds(150));

        page.WaitForElement(".skeleton");
        answer.SetResult(null);
    }

    [Fact]
    public void Open_LogsTab_ShowsTheLogsOfTheTrace()
    {
        Given(Span(1, 0, 0, 100));
        Logs.OfTrace = () => Task.FromResult<IReadOnlyList<LogRecord>>(
            [new LogRecord { Id = "a", TimeUnixNanoseconds = Start, Body = "Charge authorised", Service = "payments" }]);

        var page = Open<TracePage>(Url + "?view=logs", until: ".lr");

        Assert.Contains("Charge authorised", page.Find(".lr").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".wr"));
    }

    [Fact]
    public void Open_WithABatchThatLinksToIt_LeadsThere()
    {
        Given(Span(1, 0, 0, 100), Span(2, 1, 10, 60));
        Traces.LinkedFrom =
            [new LinkingSpan(new TraceId(0, 11), new SpanId(7), "fulfilment", "process orders", Start + (760 * Millisecond), 5 * Millisecond, true, new SpanId(2))];

        var page = Open<TracePage>(Url, until: ".fol a");

        var link = page.Find(".fol a");
        Assert.Equal("/trace/0000000000000000000000000000000b?span=0000000000000007", link.GetAttribute("href"));
        Assert.Contains("+700 ms", link.TextContent, StringComparison.Ordinal);
        Assert.Equal("fulfilment process orders, 5.0 ms, failed", link.GetAttribute("title"));
    }

    [Theory]
    [InlineData("?view=flame", ".fg a")]
    [InlineData("?view=operations", ".opn")]
    public void Open_OtherView_ShowsTheSpansToo(string view, string rows)
    {
        Given(Span(1, 0, 0, 100), Span(2, 1, 10, 60, name: "<b>bold</b>", status: SpanStatus.Error));

        var page = Open<TracePage>(Url + view, until: rows);

        Assert.Equal(2, page.FindAll(rows).Count);
        Assert.Empty(page.FindAll(".wr, b b, .fg b"));
        Assert.Contains("<b>bold</b>", page.Find(".tabs ~ *").TextContent, StringComparison.Ordinal);
    }

    private static TelemetryAttribute Text(string key, string value) => new(key, AttributeValue.Of(value));

    private void Given(params SpanRecord[] spans) => Given(1, spans);

    private void Given(long received, params SpanRecord[] spans) =>
        Traces.Get = _ => Task.FromResult<TraceResult?>(new TraceResult(Id, spans, Truncated: false, received));
}
