using Bunit;
using Observe.Storage.Config;
using Observe.UI.Components.Pages.Home;
using Observe.UI.Live;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Components.Pages;

public sealed class HomePageTests : UITestContext
{
    [Fact]
    public void Open_SlowStore_ShowsTheSkeletonAfterItsDelay()
    {
        Readers.Functions.Gate = new TaskCompletionSource();

        var page = Render<HomePage>();
        Assert.Empty(page.FindAll(".skeleton"));
        Time.Advance(QueryRunner.LoadingDelay);

        page.WaitForElement(".skeleton");
    }

    [Fact]
    public void Open_NothingEverReceived_ShowsTheSnippetAndWhatWasRefused()
    {
        Readers.Ingest.Result = Some.NoIngest with { RefusedRequests = new Dictionary<string, long> { ["no key"] = 12 } };

        var page = Render<HomePage>();

        page.WaitForAssertion(() => Assert.Contains("ObserveFunction.Start", page.Find("pre.code").TextContent, StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Contains("Requests refused: no key", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void Open_NothingInThisRange_OffersALongerOne()
    {
        Readers.Ingest.Result = Some.Ingest;

        var page = Render<HomePage>();

        page.WaitForAssertion(() => Assert.Equal("/?from=now-24h", page.Find(".state a").GetAttribute("href")));
    }

    [Fact]
    public void Open_StoppedBeforeAnythingWasFound_DoesNotSayThatNothingWasInvoked()
    {
        Readers.Ingest.Result = Some.Ingest;
        Readers.Functions.StoppedBy = "time";

        var page = Render<HomePage>();

        page.WaitForAssertion(() => Assert.Contains("The time limit ended the reading before any function was found", page.Find(".state").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Open_OnlyAPartWasRead_SaysWhich()
    {
        Readers.Functions.Functions = [Some.Function("cart", 3_000)];
        Readers.Functions.StoppedBy = "memory";

        var page = Render<HomePage>();

        page.WaitForAssertion(() => Assert.Contains("The memory limit ended the reading", page.Find(".banner.warn").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Open_WithFunctions_ShowsTheWorstFirstAndTheSums()
    {
        Readers.Functions.Functions = [Some.Function("cart", 3_000), Some.Function("payments", 1_000, errors: 100, timeouts: 5)];
        Readers.Functions.Before = [Some.Function("cart", 2_000)];
        Readers.Ingest.Result = Some.Ingest;

        var page = Render<HomePage>();

        page.WaitForElement(".kpi");
        Assert.Equal(["payments", "cart"], page.FindAll(".fh .nm a").Select(link => link.TextContent));
        Assert.Equal(["4,000", "2.50%", "100ms", "0%", "5"], page.FindAll(".kpi .v").Select(figure => figure.TextContent));
        page.WaitForAssertion(() => Assert.Contains("▲ 100 % on the 1 h before", page.Find(".kpi .d").TextContent, StringComparison.Ordinal));
        Assert.Contains("payments is failing", page.Find(".banner").TextContent, StringComparison.Ordinal);
        Assert.Equal(120, page.FindAll(".strip a").Count);
    }

    [Fact]
    public void Open_TheTimeBeforeCannotBeRead_SaysSoBesideTheFigures()
    {
        Readers.Functions.Functions = [Some.Function("cart", 3_000)];
        Readers.Functions.BeforeFailure = new TimeoutException("too slow");

        var page = Render<HomePage>();

        page.WaitForAssertion(() => Assert.Equal("not compared: the time before could not be read", page.Find(".kpi .d").TextContent));
        Assert.Equal("3,000", page.Find(".kpi .v").TextContent);
    }

    [Fact]
    public void Open_AllCalm_HasNoBanner()
    {
        Readers.Functions.Functions = [Some.Function("cart")];

        var page = Render<HomePage>();

        page.WaitForElement(".kpi");
        Assert.Empty(page.FindAll(".banner"));
    }

    [Fact]
    public async Task Open_AlertsFire_ShowsOpenOnesBeforePendingOnes()
    {
        Readers.Functions.Functions = [Some.Function("cart")];
        await Readers.FireAsync("waits", "cart", AlertState.Pending, open: false);
        await Readers.FireAsync("fires", "cart");
        await Readers.FireAsync("lost its data", "cart", AlertState.NoData);
        await Readers.FireAsync("was resolved", "cart", AlertState.Resolved, open: false);

        var page = Render<HomePage>();

        page.WaitForAssertion(() => Assert.Equal(["fires", "lost its data", "waits"], page.FindAll(".al .t").Select(alert => alert.TextContent)));
        page.WaitForAssertion(() => Assert.Matches("2 alerts fire\\s+since 02:52", page.Find(".banner").TextContent));
    }

    [Fact]
    public async Task Open_AlertIsSilenced_IsMarkedAndNotInTheBanner()
    {
        Readers.Functions.Functions = [Some.Function("cart")];
        await Readers.FireAsync("known", "cart");
        await Readers.FireAsync("new", "cart");
        await Readers.Silences.AddAsync(
            new Silence { Matchers = [new SilenceMatcher("alertname", "=", "known")], StartsAt = Some.Now.AddHours(-1), EndsAt = Some.Now.AddHours(1), Reason = "a deploy" },
            CancellationToken.None);

        var page = Render<HomePage>();

        page.WaitForAssertion(() => Assert.Equal(["new", "known"], page.FindAll(".al .t").Select(alert => alert.TextContent)));
        page.WaitForAssertion(() => Assert.Matches("1 alert fires\\s+since", page.Find(".banner").TextContent));
        Assert.Contains("silenced, firing since", page.FindAll(".al")[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_MessagesDoNotArrive_SaysWhereAndWhy()
    {
        Readers.Functions.Functions = [Some.Function("cart")];
        var pager = (await Readers.Webhooks.AddAsync(new Webhook { Name = "pager", Url = "https://pager.example" }, CancellationToken.None)).Webhook;
        Readers.Deliveries.Health.Add(new WebhookHealth(pager.Id, FailingSince: Some.Now.AddMinutes(-23), LastFailure: "503", GivenUp: 2, Waiting: 1));

        var page = Render<HomePage>();

        page.WaitForAssertion(() => Assert.Matches(
            "Alerts do not arrive\\.\\s*pager fails since 02:52 \\(503\\)\\. 2 messages of the last day were given up, 1 waits\\.", page.Find(".banner[role=alert]").TextContent));
        Assert.Equal("/alerts", page.Find(".banner[role=alert] a").GetAttribute("href"));
    }

    [Fact]
    public async Task Open_FunctionsFail_ShowsWhyAndKeepsTheOtherPanels()
    {
        Readers.Functions.Failure = new HttpRequestException("refused");
        Readers.Ingest.Result = Some.Ingest;

        var page = Render<HomePage>();

        page.WaitForAssertion(() => Assert.Contains("The store cannot be reached", page.Find(".state").TextContent, StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Contains("5,020,324", page.Markup, StringComparison.Ordinal));
        Readers.Functions.Failure = null;
        Readers.Functions.Functions = [Some.Function("cart")];
        await ClickAsync(page, ".state button");
        page.WaitForElement(".kpi");
    }

    [Fact]
    public void Live_RefreshFails_KeepsTheOldFiguresAndSaysSo()
    {
        Readers.Functions.Functions = [Some.Function("cart")];
        var page = Render<HomePage>();
        page.WaitForElement(".kpi");

        Readers.Functions.Failure = new IOException("gone");
        Time.Advance(TimeSpan.FromSeconds(5));

        page.WaitForAssertion(() => Assert.Contains("These figures are old", page.Find(".banner").TextContent, StringComparison.Ordinal));
        Assert.Single(page.FindAll(".fh .nm a"));
    }

    [Fact]
    public async Task Dispose_WhileLive_AsksNoMore()
    {
        Readers.Functions.Functions = [Some.Function("cart")];
        var page = Render<HomePage>();
        page.WaitForElement(".kpi");
        var asked = Readers.Functions.Queries.Count;

        await DisposeComponentsAsync();
        Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(asked, Readers.Functions.Queries.Count);
    }
}
