using Bunit;
using Observe.UI.Components.Pages.Services;
using Observe.UI.Live;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Components.Pages;

public sealed class ServicesPageTests : UITestContext
{
    [Theory]
    [InlineData("/services")]
    [InlineData("/services?view=map&focus=queue%3ASQS%3Aorders&filter=pay%20x&least=0.5&failing=1&fit=1&sort=-p95&compare=previous&from=now-6h")]
    [InlineData("/services?view=table&sort=name")]
    public void State_OfAnAddress_IsWrittenTheSame(string url) =>
        Assert.Equal(url, ServicesPageState.Parse(new Uri($"http://x{url}"))!.ToUrl());

    [Theory]
    [InlineData("/services?view=globe&sort=-nonsense&least=many")]
    public void State_UnknownValues_AreTheDefault(string url) =>
        Assert.Equal("/services", ServicesPageState.Parse(new Uri($"http://x{url}"))!.ToUrl());

    [Fact]
    public void State_OfAnotherPage_IsNone() => Assert.Null(ServicesPageState.Parse(new Uri("http://x/services/payments")));

    [Fact]
    public void Open_SlowStore_ShowsTheSkeletonAfterItsDelay()
    {
        Readers.Services.Gate = new TaskCompletionSource();
        var page = Open();
        Time.Advance(QueryRunner.LoadingDelay);

        page.WaitForElement(".skeleton");
    }

    [Fact]
    public void Open_NothingEverReceived_ShowsTheFirstStep() => Open().WaitForElement(".first pre.code");

    [Fact]
    public void Open_DataButNoRequests_OffersALongerRange()
    {
        Readers.Ingest.Result = Some.Ingest;

        Assert.Equal("/services?from=now-24h", Open().WaitForElement(".state a").GetAttribute("href"));
    }

    [Fact]
    public async Task Open_StoppedBeforeAnythingWasFound_SaysSoAndRetries()
    {
        Readers.Ingest.Result = Some.Ingest;
        Readers.Services.StoppedBy = ("time", "time");
        var page = Open();
        page.WaitForAssertion(() => Assert.Contains("The time limit ended the reading before any service was found", page.Find(".state").TextContent, StringComparison.Ordinal));

        Readers.Services.StoppedBy = default;
        NightServices.Fill(Readers.Services, Some.Now);
        await ClickAsync(page, ".state button");

        page.WaitForElement("svg.map");
    }

    [Theory]
    [InlineData("time", null, "any call was found")]
    [InlineData(null, "memory", "any service was found")]
    public void Open_OnePartStopped_ShowsTheOtherAndDoesNotSayThatNothingMatches(string? map, string? services, string found)
    {
        NightServices.Fill(Readers.Services, Some.Now);
        Readers.Services.StoppedBy = (map, services);
        (Readers.Services.Map, Readers.Services.Services) = (map is null ? Readers.Services.Map : ([], []), services is null ? Readers.Services.Services : []);

        var page = Open();

        page.WaitForAssertion(() => Assert.Contains(found, page.Find(".panel .state").TextContent, StringComparison.Ordinal));
        Assert.NotNull(page.Find(map is null ? "svg.map" : ".rt"));
    }

    [Fact]
    public async Task Open_StoreFails_ShowsWhyAndRetries()
    {
        Readers.Services.Failure = new TimeoutException("too slow");
        var page = Open();
        page.WaitForAssertion(() => Assert.Contains("did not answer in time", page.Find(".state").TextContent, StringComparison.Ordinal));

        Readers.Services.Failure = null;
        NightServices.Fill(Readers.Services, Some.Now);
        await ClickAsync(page, ".state button");

        page.WaitForElement("svg.map");
    }

    [Fact]
    public void Open_Loaded_ShowsMapServicesAndCallsThatSayTheSame()
    {
        NightServices.Fill(Readers.Services, Some.Now);
        var page = Open();
        page.WaitForElement("svg.map");

        Assert.Equal(NightServices.Nodes.Count, page.FindAll("a.node").Count);
        Assert.Equal(NightServices.Edges.Count, page.FindAll("path.line").Count);
        Assert.Equal(NightServices.Edges.Count, page.FindAll(".ct tbody tr").Count);
        Assert.Equal("catalogue", page.Find(".rt tbody a[data-row]").TextContent);
        // Colour is never the only sign: failing lines are dashed by their class, marked and written.
        Assert.NotEmpty(page.FindAll("path.line.fails"));
        Assert.Contains(page.FindAll(".label .bad"), label => label.TextContent == "4.53 % err");
        Assert.Equal("orders, queue (SQS), only known from calls to it: 12,000, 3.3/s, none failed, p95 12 ms", page.Find("a.node.inferred[data-node='queue:SQS:orders'] > title").TextContent);
    }

    [Fact]
    public void Calls_OfTheTable_LeadToTheirTraces()
    {
        NightServices.Fill(Readers.Services, Some.Now);
        var page = Open("?from=now-6h");
        page.WaitForElement(".ct");

        var links = page.FindAll(".ct a[data-row]").Select(link => Uri.UnescapeDataString(link.GetAttribute("href")!)).ToArray();

        Assert.Contains("/traces?q=service = payments and (kind = server or kind = consumer) and { service = checkout }&from=now-6h", links);
        Assert.Contains("/traces?q=service = checkout and (kind = client or kind = producer) and `server.address` = orders&from=now-6h", links);
        Assert.Contains("/traces?q=service = mailer and kind = consumer&from=now-6h", links);
    }

    [Fact]
    public void Focus_OnANode_ShowsItsNeighboursAndLeadsToItsPage()
    {
        NightServices.Fill(Readers.Services, Some.Now);
        var page = Open("?focus=mailer&view=map");
        page.WaitForElement("svg.map");

        Assert.Equal(["mailer", "queue:SQS:orders"], page.FindAll("a.node").Select(node => node.GetAttribute("data-node")!).Order());
        Assert.Equal("/services/mailer", page.Find(".ph a.pri").GetAttribute("href"));
        Assert.Equal("/services/mailer", page.Find("a.node.on").GetAttribute("href"));
        Assert.Equal("/services?view=map&focus=queue%3ASQS%3Aorders", page.Find("a.node.inferred").GetAttribute("href"));
        Assert.Empty(page.FindAll(".rt"));
    }

    [Fact]
    public async Task Filter_Typed_NarrowsMapAndTablesWithoutAQueryAndSaysWhenNothingMatches()
    {
        NightServices.Fill(Readers.Services, Some.Now);
        var page = Open();
        page.WaitForElement("svg.map");

        await InputAsync(page, "input[type=search]", "MAIL");
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("a.node").Count));
        Assert.Equal("mailer", Assert.Single(page.FindAll(".rt a[data-row]")).TextContent);
        await InputAsync(page, "input[type=search]", "nothing");

        page.WaitForAssertion(() => Assert.Equal(["Nothing matches", "No service matches"], page.FindAll(".state h2").Select(head => head.TextContent)));
        await ClickAsync(page, ".state button");
        page.WaitForAssertion(() => Assert.Equal(NightServices.Nodes.Count, page.FindAll("a.node").Count));
        Assert.Equal((1, 1), (Readers.Services.MapsAsked, Readers.Services.ListsAsked));
    }

    [Fact]
    public void Open_MoreCallsThanCanBeTold_SaysHowManyAreDrawn()
    {
        Readers.Services.Map = NightServices.Many(200, 1_000);
        var page = Open("?view=map");

        page.WaitForAssertion(() => Assert.StartsWith("250 of ", page.Find(".note").TextContent.Trim(), StringComparison.Ordinal));
        Assert.Equal(250, page.FindAll("path.line").Count);
        Assert.Equal(0, Readers.Services.ListsAsked);
    }

    [Fact]
    public void Compare_WithTheTimeBefore_SaysWhatChanged()
    {
        NightServices.Fill(Readers.Services, Some.Now);
        Readers.Services.Before = [new("payments", NightServices.Figures(14_500, 0, 200, Some.Now), [], [])];
        var page = Open("?view=table&compare=previous&filter=payments");

        page.WaitForAssertion(() => Assert.Equal(["▲ 100 %", "was 0 %", "▲ 106 %"], page.FindAll(".rt .chg").Select(change => change.TextContent.Trim())));
        Assert.Contains("wrn", page.FindAll(".rt .chg")[^1].ClassList);
    }

    private IRenderedComponent<ServicesPage> Open(string query = "")
    {
        Navigation.NavigateTo($"/services{query}");
        return Render<ServicesPage>();
    }
}
