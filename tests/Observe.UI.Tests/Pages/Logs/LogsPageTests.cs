using Bunit;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Components.Pages.Logs;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Pages.Logs;

public sealed class LogsPageTests : ExplorerContext
{
    [Fact]
    public void Open_WithLogs_ShowsLevelServiceAndText()
    {
        Logs.Find = _ => Page(null, Log("a", "Order placed", 9, ("total", "84.90")), Log("b", "Gone wrong", 17));

        var page = Open<LogsPage>("/logs", until: ".lr");

        var rows = page.FindAll(".lr");
        Assert.Contains("Order placed total=84.90", Words(rows[0].TextContent), StringComparison.Ordinal);
        Assert.Equal(["INFO", "ERROR"], page.FindAll(".lv").Select(level => level.TextContent));
        Assert.Contains("error", rows[1].ClassName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RowClick_OpensTheFieldsInTheAddress()
    {
        Logs.Find = _ => Page(null, Log("a", "Order placed", 9, ("order.id", "8812")) with { TraceId = new TraceId(0, 10) });
        var page = Open<LogsPage>("/logs", until: ".lr");

        await page.InvokeAsync(() => page.Find(".lr").Click());

        page.WaitForElement(".ex");
        Assert.Equal("/logs?open=a", PathAndQuery);
        Assert.Equal("/trace/0000000000000000000000000000000a", page.Find(".ex a").GetAttribute("href"));
        Assert.Contains("8812", page.Find(".ex .g").TextContent, StringComparison.Ordinal);
        Assert.Single(Logs.ListQueries);

        await page.InvokeAsync(() => page.Find(".lr").Click());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".ex")));
        Assert.Equal("/logs", PathAndQuery);
    }

    [Fact]
    public void Patterns_Chosen_AreShownWithTheirShareAndLeadToTheirLines()
    {
        Logs.Find = _ => Page(null, Log("a", "Order placed", 9));
        Patterns.Patterns = NightTraces.Patterns(Some.Now);

        var page = Open<LogsPage>("/logs?q=northpay&view=patterns", until: ".pr");

        Assert.Equal("northpay", Assert.Single(Patterns.Queries).Search!.ToString().Trim('"'));
        Assert.Empty(Logs.ListQueries);
        Assert.Contains("in the newest 10.0 k matching lines", Words(page.Find(".said").TextContent), StringComparison.Ordinal);
        var first = page.Find(".pr");
        Assert.Contains("61.0 %", first.TextContent, StringComparison.Ordinal);
        Assert.StartsWith("/logs?q=%22northpay%22%20and%20body%20~%20", first.GetAttribute("href"), StringComparison.Ordinal);
        Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Single(Patterns.Queries);
    }

    [Fact]
    public async Task Context_OfAnOpenedLine_ReadsBothWays()
    {
        var line = Log("b", "two", 9);
        Logs.Find = _ => Page(null, line);
        Patterns.Context = query => query.Id == "b" ? new LogContextResult([Log("a", "one", 9)], line, [Log("c", "three", 17)], HasEarlier: true, HasLater: false)
            : new LogContextResult([Log("0", "zero", 9)], Log("a", "one", 9), [], HasEarlier: false, HasLater: true);
        var page = Open<LogsPage>("/logs?open=b", until: ".ex");

        await page.InvokeAsync(() => page.FindAll(".ex button").Single(button => button.TextContent.Contains("Lines around", StringComparison.Ordinal)).Click());
        page.WaitForAssertion(() => Assert.Equal(["one", "two", "three"], page.FindAll(".lc .tx").Select(text => text.TextContent)));
        Assert.Equal("two", page.Find(".lc li.it .tx").TextContent);
        await page.InvokeAsync(() => page.FindAll(".lc button").Single(button => button.TextContent.Contains("Earlier", StringComparison.Ordinal)).Click());

        page.WaitForAssertion(() => Assert.Equal(["zero", "one", "two", "three"], page.FindAll(".lc .tx").Select(text => text.TextContent)));
        Assert.Equal(("a", 40, 0), (Patterns.ContextQueries[1].Id, Patterns.ContextQueries[1].Before, Patterns.ContextQueries[1].After));
        await page.InvokeAsync(() => page.FindAll(".lc .seg button")[1].Click());
        Assert.Equal(LogContextScope.Service, Patterns.ContextQueries[2].Scope);
    }

    [Fact]
    public async Task Filter_FromOpenedLine_WritesTheSearch()
    {
        Logs.Find = _ => Page(null, Log("a", "Order placed", 9, ("order.id", "x8812")));
        var page = Open<LogsPage>("/logs?open=a", until: ".lr");

        await page.InvokeAsync(() => page.Find(".ex .act button").Click());

        page.WaitForAssertion(() => Assert.Equal("/logs?q=order.id%20%3D%20x8812", PathAndQuery));
        Assert.Equal(2, Logs.ListQueries.Count);
    }

    [Fact]
    public async Task LoadMore_AsksWithTheCursorAndAppends()
    {
        Logs.Find = query => query.Cursor is null ? Page("next", Log("a", "one", 9)) : Page(null, Log("b", "two", 9));
        var page = Open<LogsPage>("/logs", until: ".lr");

        await page.InvokeAsync(() => page.Find(".more button").Click());

        page.WaitForState(() => page.FindAll(".lr").Count == 2);
        Assert.Equal([null, "next"], Logs.ListQueries.Select(query => query.Cursor));
        Assert.Empty(page.FindAll(".more"));
    }

    [Fact]
    public void Open_NothingFound_SaysSo()
    {
        var page = Open<LogsPage>("/logs?q=service%20%3D%20nobody", until: ".state");

        Assert.Equal("No log line matches", page.Find(".state h2").TextContent);
        Assert.Contains("/logs", page.FindAll(".state a").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public async Task Open_StoreFails_RetryLoadsAgain()
    {
        Logs.Find = _ => throw new HttpRequestException("no route");
        var page = Open<LogsPage>("/logs", until: "[role=alert]");
        Assert.Contains("cannot be reached", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);

        Logs.Find = _ => Page(null, Log("a", "one", 9));
        await page.InvokeAsync(() => page.Find("[role=alert] button").Click());

        page.WaitForElement(".lr");
        Assert.Empty(page.FindAll("[role=alert]"));
    }

    [Fact]
    public void Open_SlowStore_ShowsSkeleton()
    {
        var answer = new TaskCompletionSource<LogListResult>();
        Logs.Find = _ => answer.Task;
        var page = Open<LogsPage>("/logs", until: ".qwrap");

        Clock.Advance(TimeSpan.FromMilliseconds(150));

        page.WaitForElement(".skeleton");
        answer.SetResult(new LogListResult([], null, FakeTraceReader.AllScanned));
    }

    [Fact]
    public void Open_HostileText_IsText()
    {
        Logs.Find = _ => Page(null, Log("a", "<script>alert(1)</script>", 9, ("<b>key</b>", "<i>value</i>")));

        var page = Open<LogsPage>("/logs?open=a", until: ".lr");

        Assert.Empty(page.FindAll("script, .b b, .g b"));
        Assert.Contains("<b>key</b>", page.Find(".ex .g").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/logs")]
    [InlineData("/logs?q=level%20%3E%3D%20warn&from=now-15m&open=id-1")]
    public void State_ToUrl_IsTheSameAddress(string url) =>
        Assert.Equal(url, LogsPageState.Parse(new Uri("http://localhost" + url))!.ToUrl());

    private static Task<LogListResult> Page(string? cursor, params LogRecord[] logs) =>
        Task.FromResult(new LogListResult(logs, cursor, FakeTraceReader.AllScanned));

    private static LogRecord Log(string id, string body, byte severity, params (string Key, string Value)[] attributes) => new()
    {
        Id = id,
        TimeUnixNanoseconds = UnixTime.Nanoseconds(Some.Now),
        Body = body,
        Service = "payments",
        SeverityNumber = severity,
        Attributes = [.. attributes.Select(pair => new TelemetryAttribute(pair.Key, AttributeValue.Of(pair.Value)))],
    };

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
