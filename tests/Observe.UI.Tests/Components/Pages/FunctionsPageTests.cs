using Bunit;
using Observe.UI.Components.Pages.Functions;
using Observe.UI.Live;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Components.Pages;

public sealed class FunctionsPageTests : UITestContext
{
    [Theory]
    [InlineData("/functions")]
    [InlineData("/functions?sort=-cold&filter=pay%20x&provider=aws&from=now-6h")]
    [InlineData("/functions?sort=-wait")]
    [InlineData("/functions?sort=name&from=2026-11-23T02%3A15%3A00Z&to=2026-11-23T03%3A15%3A00Z")]
    public void State_OfAnAddress_IsWrittenTheSame(string url) =>
        Assert.Equal(url, FunctionsPageState.Parse(new Uri($"http://x{url}"))!.ToUrl());

    [Theory]
    [InlineData("/functions?sort=-nonsense")]
    [InlineData("/functions?sort=")]
    public void State_UnknownSort_IsTheDefault(string url) =>
        Assert.Equal("/functions", FunctionsPageState.Parse(new Uri($"http://x{url}"))!.ToUrl());

    [Fact]
    public void State_OfAnotherPage_IsNone() => Assert.Null(FunctionsPageState.Parse(new Uri("http://x/traces")));

    [Fact]
    public void Select_RateOverTooFewCalls_SortsLastBothWays()
    {
        var functions = new[] { Some.Function("rare", 1, errors: 1), Some.Function("bad", 100, errors: 20), Some.Function("good", 100) };
        var state = FunctionsPageState.Parse(new Uri("http://x/functions?sort=-errors"))!;

        Assert.Equal(["bad", "good", "rare"], state.Select(functions).Select(f => f.Identity.Name));
        Assert.Equal(["good", "bad", "rare"], (state with { Descending = false }).Select(functions).Select(f => f.Identity.Name));
    }

    [Fact]
    public void Open_SlowStore_ShowsTheSkeletonAfterItsDelay()
    {
        Readers.Functions.Gate = new TaskCompletionSource();
        var page = Open("/functions");
        Time.Advance(QueryRunner.LoadingDelay);

        page.WaitForElement(".skeleton");
    }

    [Fact]
    public void Open_NothingEverReceived_ShowsTheFirstStep() => Open("/functions").WaitForElement(".first pre.code");

    [Fact]
    public async Task Open_StoreFails_ShowsWhyAndRetries()
    {
        Readers.Functions.Failure = new TimeoutException("too slow");
        var page = Open("/functions");
        page.WaitForAssertion(() => Assert.Contains("did not answer in time", page.Find(".state").TextContent, StringComparison.Ordinal));

        Readers.Functions.Failure = null;
        Readers.Functions.Functions = [Some.Function("cart")];
        await ClickAsync(page, ".state button");

        page.WaitForElement("tbody tr");
    }

    [Fact]
    public async Task Open_StoppedBeforeAnythingWasFound_SaysSoAndRetries()
    {
        Readers.Ingest.Result = Some.Ingest;
        Readers.Functions.StoppedBy = "time";
        var page = Open("/functions");
        page.WaitForAssertion(() => Assert.Contains("before any function was found", page.Find(".state").TextContent, StringComparison.Ordinal));

        Readers.Functions.StoppedBy = null;
        Readers.Functions.Functions = [Some.Function("cart")];
        await ClickAsync(page, ".state button");

        page.WaitForElement("tbody tr");
    }

    [Fact]
    public async Task Sort_HeadClicked_ChangesTheAddressAndTheOrderWithoutAQuery()
    {
        Readers.Functions.Functions = [Some.Function("a", 10_000, p95Milliseconds: 50), Some.Function("b", 5_000, p95Milliseconds: 900)];
        var page = Open("/functions");
        page.WaitForAssertion(() => Assert.Equal(["a", "b"], Names(page)));

        await ClickAsync(page, "th button", "p95");

        page.WaitForAssertion(() => Assert.Equal(["b", "a"], Names(page)));
        Assert.EndsWith("/functions?sort=-p95", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("descending", page.Find("th.sort").GetAttribute("aria-sort"));
        Assert.Single(Readers.Functions.Queries);
    }

    [Fact]
    public async Task Filter_Typed_NarrowsTheRowsAndSaysWhenNothingMatches()
    {
        Readers.Functions.Functions = [Some.Function("payments"), Some.Function("cart", provider: "azure")];
        var page = Open("/functions");
        page.WaitForElement("tbody tr");

        await InputAsync(page, "input[type=search]", "PAY");
        page.WaitForAssertion(() => Assert.Equal(["payments"], Names(page)));
        await InputAsync(page, "input[type=search]", "nothing");

        page.WaitForAssertion(() => Assert.Equal("No function matches", page.Find(".state h2").TextContent));
        await ClickAsync(page, ".state button");
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count));
    }

    [Fact]
    public void Row_Link_LeadsToTheFunctionInTheSameRange()
    {
        Readers.Functions.Functions = [Some.Function("my function")];
        var page = Open("/functions?from=now-6h");

        page.WaitForAssertion(() => Assert.Equal(
            $"/functions/{Some.Function("my function").Identity.Id}?from=now-6h", page.Find("tbody a").GetAttribute("href")));
    }

    [Fact]
    public void Live_ReadingTakesLongerThanThePeriod_IsNotBegunAnew()
    {
        Readers.Functions.Functions = [Some.Function("payments")];
        Readers.Functions.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var page = Open("/functions");

        Time.Advance(TimeSpan.FromSeconds(5));
        Time.Advance(TimeSpan.FromSeconds(5));
        Readers.Functions.Gate.SetResult();

        page.WaitForAssertion(() => Assert.Contains("payments", page.Markup, StringComparison.Ordinal));
        Assert.Single(Readers.Functions.Queries);
    }

    [Theory]
    [InlineData("now-1h", 5)]
    [InlineData("now-6h", 30)]
    [InlineData("now-7d", 60)]
    public void Live_LongRange_IsReadAgainLessOften(string from, int seconds)
    {
        Readers.Functions.Functions = [Some.Function("payments")];
        var page = Open($"/functions?from={from}");
        page.WaitForAssertion(() => Assert.Contains("payments", page.Markup, StringComparison.Ordinal));

        for (var second = 5; second < seconds; second += 5)
        {
            Time.Advance(TimeSpan.FromSeconds(5));
        }
        Assert.Single(Readers.Functions.Queries);
        Time.Advance(TimeSpan.FromSeconds(5));

        page.WaitForAssertion(() => Assert.Equal(2, Readers.Functions.Queries.Count));
    }

    [Fact]
    public void Name_WithMarkup_IsText()
    {
        Readers.Functions.Functions = [Some.Function("<img src=x onerror=alert(1)>")];
        var page = Open("/functions");

        page.WaitForAssertion(() => Assert.Equal(["<img src=x onerror=alert(1)>"], Names(page)));
        Assert.Empty(page.FindAll("img"));
    }

    private IRenderedComponent<FunctionsPage> Open(string url)
    {
        Navigation.NavigateTo(url);
        return Render<FunctionsPage>();
    }

    private static IEnumerable<string> Names(IRenderedComponent<FunctionsPage> page) => page.FindAll("tbody a").Select(link => link.TextContent);
}
