using Bunit;
using MudBlazor;
using Observe.Functions;
using Observe.Functions.Advice;
using Observe.Functions.Invocations;
using Observe.Functions.Limits;
using Observe.Storage;
using Observe.Storage.Config;
using Observe.Storage.Read;
using Observe.Storage.Search;
using Observe.UI.Components.Controls;
using Observe.UI.Components.Pages.Function;
using Observe.UI.Shaping;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Components.Pages;

public sealed class FunctionPageTests : UITestContext
{
    private static readonly string Address = $"/functions/{NightFunction.Identity.Id}";

    [Theory]
    [InlineData("/functions/00f067aa0ba902b7")]
    [InlineData("/functions/00f067aa0ba902b7/cold-starts?from=now-6h")]
    [InlineData("/functions/00f067aa0ba902b7/invocations?show=failed&instance=a%2Fb&from=2026-11-23T02%3A15%3A00Z&to=2026-11-23T03%3A15%3A00Z")]
    public void State_OfAnAddress_IsWrittenTheSame(string url) =>
        Assert.Equal(url, FunctionPageState.Parse(new Uri($"http://x{url}"))!.ToUrl());

    [Theory]
    [InlineData("/functions")]
    [InlineData("/functions/00f067aa0ba902b7/nonsense")]
    [InlineData("/traces/00f067aa0ba902b7")]
    public void State_OfAnotherPage_IsNone(string url) => Assert.Null(FunctionPageState.Parse(new Uri($"http://x{url}")));

    [Fact]
    public void Open_NoId_SaysSo() => Assert.Contains("no function's id", Open("/functions/payments").Find(".state").TextContent, StringComparison.Ordinal);

    [Fact]
    public void Open_NothingStored_SaysSo()
    {
        var page = Open(Address);
        page.WaitForAssertion(() => Assert.Contains("No such function", page.Find(".state").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Open_NothingInTheRange_LeadsToItsLastInvocation()
    {
        Readers.Function.Facts = new FunctionFacts { Identity = NightFunction.Identity, LastStartUnixNanoseconds = UnixTime.Nanoseconds(Some.Now.AddHours(-5)) };
        var page = Open(Address);

        var link = page.WaitForElement(".state a").GetAttribute("href");
        Assert.Equal($"{Address}?from=2026-11-22T21%3A45%3A00Z&to=2026-11-22T22%3A45%3A00Z", link);
        Assert.Contains("5 h ago", page.Find(".state").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TheTimeBeforeCannotBeRead_SaysSoBesideTheFigures()
    {
        NightFunction.Fill(Readers.Function, Some.Now);
        Readers.Function.BeforeFailure = new TimeoutException("too slow");

        var page = Open(Address);

        page.WaitForAssertion(() => Assert.Equal("not compared: the time before could not be read", page.Find(".kpi .d").TextContent));
    }

    [Fact]
    public void AnotherRange_TheTimeBeforeCannotBeRead_SaysSoBesideTheFigures()
    {
        NightFunction.Fill(Readers.Function, Some.Now);
        var page = Open($"{Address}/errors");
        page.WaitForElement(".kpi .d");
        Readers.Function.BeforeFailure = new TimeoutException("too slow");

        Navigation.NavigateTo($"{Address}/errors?from=now-24h");

        page.WaitForAssertion(() => Assert.Equal("not compared: the time before could not be read", page.Find(".kpi .d").TextContent));
    }

    [Fact]
    public async Task Open_StoreFails_ShowsWhyAndRetries()
    {
        Readers.Function.Failure = new TimeoutException("too slow");
        var page = Open(Address);
        page.WaitForAssertion(() => Assert.Contains("did not answer in time", page.Find(".state").TextContent, StringComparison.Ordinal));

        Readers.Function.Failure = null;
        NightFunction.Fill(Readers.Function, Some.Now);
        await ClickAsync(page, ".state button");

        Assert.Equal("payments", page.WaitForElement("h1").TextContent.Trim());
    }

    [Fact]
    public void Overview_OfTheNight_HasItsFigures()
    {
        NightFunction.Fill(Readers.Function, Some.Now);
        var page = Open(Address);

        page.WaitForElement(".kpis");
        Assert.Equal(["Invocations", "Errors", "p95 duration", "Cold, seen by users", "Peak at once", "Cost"], page.FindAll(".kpi .l").Select(l => l.TextContent.Trim()));
        Assert.Equal("31.4k", page.Find(".kpi .v").TextContent);
        Assert.Equal(["42", "41"], page.FindAll("tbody tr td:first-child").Select(cell => cell.TextContent.Trim()));
        Assert.Equal("/traces?q=function%20%3D%20payments%20and%20version%20%3D%20%2242%22", page.Find("tbody tr td a").GetAttribute("href"));
    }

    [Fact]
    public void Overview_OfTheNight_SaysWhatIsWorthALookAndWhere()
    {
        NightFunction.Fill(Readers.Function, Some.Now);
        var page = Open(Address);

        page.WaitForElement(".adv li");
        Assert.Equal(
            ["52 timed out", "26 ended without a word", "Version 42 fails more often", "3.74 % of the calls waited for a cold start", "Version 42 takes longer to start"],
            page.FindAll(".adv b").Select(title => title.TextContent));
        Assert.Equal($"{Address}/errors", page.Find(".adv a").GetAttribute("href"));
        var slower = page.FindAll(".adv li")[^1];
        var since = $"{Some.Now.AddMinutes(-31):HH:mm}";
        Assert.Contains($"since {since}: 1.91 s, version 41 took 780 ms. Going back would have spared callers about 21.8 min, for nothing.", slower.TextContent, StringComparison.Ordinal);
        Assert.Equal($"{Address}/cold-starts", slower.QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains($"42, since {since}", page.Find(".facts").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Overview_BadPractices_LeadToWhatShowsThem()
    {
        NightFunction.Fill(Readers.Function, Some.Now);
        var views = Readers.Function;
        views.Detail = views.Detail! with { Total = views.Detail.Total with { P50 = 3_400_000_000 } };
        views.Evidence = new AdviceEvidence(
            new ObservedMemory(512 << 20, 96 << 20, 9_000), new ObservedRepeats(400, 9_000, ["0af7651916cd43dd8448eb211c80319c"]), ObservedRecursion.None)
        {
            Chatter = new("orders-db", 34, 60, 200, ["1af7651916cd43dd8448eb211c80319c"]),
            Retries = new(9, "bank", ["2af7651916cd43dd8448eb211c80319c"]),
            Context = new("paid", 50, 200, ["3af7651916cd43dd8448eb211c80319c"]),
        };
        var page = Open(Address);

        page.WaitForElement(".adv li");
        string Of(string title) => page.FindAll(".adv li").Single(item => item.QuerySelector("b")!.TextContent == title).QuerySelector("a")!.GetAttribute("href")!;
        Assert.Equal("/trace/0af7651916cd43dd8448eb211c80319c", Of("4.44 % of the work was done again"));
        Assert.Equal("/traces?q=function%20%3D%20payments%20and%20duration%20%3E%203000ms", Of("Callers wait 3.40 s for half of the answers"));
        Assert.Equal($"{Address}/invocations", Of("It uses at most 96 MB of 512 MB"));
        Assert.Equal("/trace/1af7651916cd43dd8448eb211c80319c", Of("It makes 34 calls to orders-db one after another"));
        Assert.Equal("/trace/2af7651916cd43dd8448eb211c80319c", Of("One request became 9 attempts at bank"));
        Assert.Equal("/trace/3af7651916cd43dd8448eb211c80319c", Of("25.0 % of the messages from paid lead to no sender"));
    }

    [Fact]
    public async Task Overview_FindingIsDismissed_IsFoldedAwayUntilItIsBroughtBack()
    {
        Somebody.Name = "ada";
        NightFunction.Fill(Readers.Function, Some.Now);
        var dialogs = Render<MudDialogProvider>();
        var page = Open(Address);
        page.WaitForElement(".adv li");

        await ClickAsync(page, "[aria-label='Dismiss: 26 ended without a word']");
        dialogs.WaitForElement("input");
        await ClickAsync(dialogs, "button", "Dismiss");
        Assert.Contains("A reason", dialogs.WaitForElement(".err").TextContent, StringComparison.Ordinal);
        await dialogs.InvokeAsync(() => dialogs.Find("input").Change("its sender was off"));
        await ClickAsync(dialogs, "button", "Dismiss");

        page.WaitForAssertion(() => Assert.Equal("1 dismissed", page.Find(".dis summary").TextContent.Trim()));
        Assert.DoesNotContain("26 ended without a word", page.FindAll(".panel > .adv b").Select(title => title.TextContent));
        Assert.Contains("“its sender was off” dismissed by ada 0.0 s ago", page.Find(".dis li").TextContent, StringComparison.Ordinal);

        await ClickAsync(page, ".dis button", "Bring back");

        page.WaitForAssertion(() => Assert.Contains("26 ended without a word", page.FindAll(".panel > .adv b").Select(title => title.TextContent)));
        Assert.Empty(page.FindAll(".dis"));
    }

    [Fact]
    public async Task Overview_NextVersionIsWorse_IsFoundThoughTheOneBeforeWasDismissed()
    {
        NightFunction.Fill(Readers.Function, Some.Now);
        var dismissals = Services.GetRequiredService<AdviceDismissalStore>();
        await dismissals.AddAsync(FunctionId.Of(NightFunction.Identity), FindingKind.MoreErrorsSince, "41", "known", "", default);
        var page = Open(Address);

        page.WaitForAssertion(() => Assert.Contains("Version 42 fails more often", page.FindAll(".adv b").Select(title => title.TextContent)));
        Assert.Empty(page.FindAll(".dis"));
    }

    [Fact]
    public void ColdStarts_OfTheNight_SaysWhatCallersWaited()
    {
        NightFunction.Fill(Readers.Function, Some.Now);
        var page = Open(Address + "/cold-starts");

        page.WaitForElement(".inst");
        Assert.Equal("3.74%", page.Find(".kpi .v").TextContent);
        Assert.Contains("1.91 s in v42, 780 ms in v41", page.Markup, StringComparison.Ordinal);
        Assert.Equal(24, page.FindAll("a.il").Count);
        Assert.Contains("24 of 131", page.Markup, StringComparison.Ordinal);
        Assert.StartsWith($"{Address}/invocations?instance=2026", page.Find("a.il").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public void ColdStarts_FiguresMetALimit_AreNoFailure()
    {
        NightFunction.Fill(Readers.Function, Some.Now);
        Readers.Function.Detail = Readers.Function.Detail! with { Total = FunctionFigures.None, Series = [], Versions = [] };
        var page = Open(Address + "/cold-starts");

        Assert.Equal("payments", page.WaitForElement("h1").TextContent.Trim());
        Assert.DoesNotContain("could not be read", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void ColdStarts_WaitsMetALimit_DoNotReadAsNone()
    {
        NightFunction.Fill(Readers.Function, Some.Now);
        Readers.Function.Waits = new WaitResult([], [], [], false, new Scanned(default, false, TimeSpan.FromSeconds(6), "time"));
        var page = Open(Address + "/cold-starts");

        page.WaitForElement(".inst");
        Assert.Contains("The time limit ended the reading", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing has ended", page.Markup, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void ColdStarts_WaitsCannotBeRead_SaysSoBesideTheFigures()
    {
        NightFunction.Fill(Readers.Function, Some.Now);
        Readers.Function.WaitsFailure = new TimeoutException();
        var page = Open(Address + "/cold-starts");

        page.WaitForAssertion(() => Assert.Contains("could not be read this time", page.Markup, StringComparison.Ordinal));
        Assert.Equal("3.74%", page.Find(".kpi .v").TextContent);
        Assert.NotEmpty(page.FindAll("a.il"));
    }

    [Fact]
    public void ColdStarts_Routes_AreComparedAndLeadToTheirTraces()
    {
        NightFunction.Fill(Readers.Function, Some.Now);
        var page = Open(Address + "/cold-starts");

        var table = page.WaitForElements("table").Single(item => item.TextContent.Contains("A cold start adds", StringComparison.Ordinal));
        var rows = table.QuerySelectorAll("tbody tr");
        Assert.Equal("POST /charge 2.26 s 340 ms +1.92 s 3.48 s 910 ms 384 361", Words(rows[0].TextContent));
        Assert.Equal("settle batch 4.10 s – – 4.30 s – 2 0", Words(rows[2].TextContent));
        var cold = Uri.UnescapeDataString(rows[0].QuerySelectorAll("a")[1].GetAttribute("href")!);
        Assert.Contains("function = payments and http.route = \"/charge\" and http.request.method = POST and cold", cold.Replace('+', ' '), StringComparison.Ordinal);

        static string Words(string text) => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void ColdStarts_BarOfWaits_LeadsToItsTraces()
    {
        NightFunction.Fill(Readers.Function, Some.Now);
        var page = Open(Address + "/cold-starts");

        page.WaitForAssertion(() => Assert.Contains(page.FindComponents<ChartPanel>(), panel => panel.Instance.Title == "What the caller waited"));
        var behind = page.FindComponents<ChartPanel>().Single(panel => panel.Instance.Title == "What the caller waited").Instance.Behind!;
        var length = WaitChart.LengthOf(Readers.Function.Waits!, 12)!.Value;
        Assert.Equal($"function = payments and not cold and duration >= {length.From}ns and duration < {length.To}ns", Search(behind(new EChart.ChartPoint("warm", 12))));
        Assert.Equal("function = payments and cold", Search(behind(new EChart.ChartPoint("cold", 12))));
        Assert.Null(behind(new EChart.ChartPoint("warm", 9_999)));

        static string Search(string? url)
        {
            var search = Uri.UnescapeDataString(url!.Split("q=")[1].Split('&')[0]);
            Assert.Null(SearchParser.Parse(search).Error);
            return search;
        }
    }

    [Fact]
    public void ColdStarts_SeveralSizes_AreHeldBesideEachOther()
    {
        NightFunction.Fill(Readers.Function, Some.Now);
        var detail = Readers.Function.Detail!;
        Readers.Function.Detail = detail with { Sizes = [new(1L << 30, detail.Total), new(0, detail.Total)] };
        var page = Open(Address + "/cold-starts");

        page.WaitForElement(".inst");
        var table = page.FindAll("section").Single(item => item.QuerySelector("h3")?.TextContent == "By memory");
        Assert.Equal(["1024 MB", "not known"], table.QuerySelectorAll("tbody td:first-child").Select(cell => cell.TextContent.Trim()));
    }

    [Fact]
    public void ColdStarts_InstancesThatNobodyNeeded_AreHiddenStarts()
    {
        NightFunction.Fill(Readers.Function, Some.Now);
        Readers.Function.Unused = 7;
        var page = Open(Address + "/cold-starts");

        page.WaitForElement(".inst");
        Assert.Contains("7 unused", page.FindAll(".kpi").Single(kpi => kpi.TextContent.Contains("Hidden from users", StringComparison.Ordinal)).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void ColdStarts_NothingSaysWhetherTheyWere_AreShownApart()
    {
        NightFunction.Fill(Readers.Function, Some.Now);
        var detail = Readers.Function.Detail!;
        long[] classes = [.. detail.Total.ByInitClass];
        classes[(int)InitClass.FirstOfInstance] = 7;
        Readers.Function.Detail = detail with { Total = detail.Total with { ByInitClass = classes } };
        var page = Open(Address + "/cold-starts");

        page.WaitForElement(".kpis");
        Assert.Equal("3.74%", page.Find(".kpi .v").TextContent);
        Assert.Contains(page.FindAll(".kpi"), kpi => kpi.TextContent.Contains("First of an instance", StringComparison.Ordinal) && kpi.QuerySelector(".v")!.TextContent == "7");
        Assert.Contains("7 invocations were the first of their instance", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Concurrency_OfSampledTelemetry_RefusesThePeak()
    {
        NightFunction.Fill(Readers.Function, Some.Now);
        var detail = Readers.Function.Detail!;
        Readers.Function.Detail = detail with { Total = detail.Total with { Weight = detail.Total.Invocations * 10 } };
        var page = Open(Address + "/concurrency");

        page.WaitForElement(".kpis");
        Assert.Contains("no peak can be told from samples", page.Find(".kpi").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("What ran at the peak", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Concurrency_AtItsLimit_SaysForHowLong()
    {
        Services.GetRequiredService<FunctionsOptions>().Limits.Add(new ConcurrencyLimit { Function = "payments", Reserved = 100, Provisioned = 10 });
        NightFunction.Fill(Readers.Function, Some.Now);
        var page = Open(Address + "/concurrency");

        page.WaitForElement(".kpis");
        var atLeast = Measure.Duration(Readers.Function.Concurrency!.AtLeast[99]);
        Assert.Contains($"at the limit of 100 for {atLeast}", page.Find(".kpi").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invocations_MoreThanAPage_AreAddedBelow()
    {
        NightFunction.Fill(Readers.Function, Some.Now);
        var page = Open(Address + "/invocations");
        page.WaitForAssertion(() => Assert.Equal(100, page.FindAll("tbody tr").Count));

        await ClickAsync(page, "button", "Show more");
        page.WaitForAssertion(() => Assert.Equal(200, page.FindAll("tbody tr").Count));
        await ClickAsync(page, "button", "Show more");

        page.WaitForAssertion(() => Assert.Equal(250, page.FindAll("tbody tr").Count));
        Assert.Contains("These are all", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Invocations_ThePlatformToldTheirMemory_ShowIt()
    {
        NightFunction.Fill(Readers.Function, Some.Now);
        Readers.Function.Invocations = [Readers.Function.Invocations[1] with { MemoryUsedBytes = 96 << 20 }, Readers.Function.Invocations[2]];
        var page = Open(Address + "/invocations");

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count));
        Assert.Equal(["96 MB", "–"], page.FindAll("tbody tr td:nth-last-child(2)").Select(cell => cell.TextContent));
    }

    [Fact]
    public void Invocations_ALimitEndedTheReading_AreNotSaidToBeNone()
    {
        NightFunction.Fill(Readers.Function, Some.Now);
        (Readers.Function.Invocations, Readers.Function.ListStoppedBy) = ([], "time");
        var page = Open(Address + "/invocations");

        page.WaitForAssertion(() => Assert.Contains("None found so far", page.Markup, StringComparison.Ordinal));
        Assert.Contains("stopped by the limit of time", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("none is like that", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_OfTheNight_ListsOnlyFailures()
    {
        NightFunction.Fill(Readers.Function, Some.Now);
        var page = Open(Address + "/errors");

        page.WaitForElement("tbody tr");
        Assert.DoesNotContain(page.FindAll("tbody tr td:nth-child(2)"), cell => cell.TextContent.Trim() is "ok" or "running");
        Assert.Contains(page.FindAll("tbody tr td:nth-child(2)"), cell => cell.TextContent.Trim() == "lost");
        Assert.Contains(page.FindAll(".cause"), cause => cause.TextContent == "Runtime.ExitError");
        Assert.Equal("230", page.FindAll("table")[^1].QuerySelector("tr.med td:nth-child(4)")?.TextContent);
    }

    [Fact]
    public void Async_OfTheNight_NamesWhatWasBegunAndDeliveredAgain()
    {
        NightFunction.Fill(Readers.Function, Some.Now);
        var page = Open(Address + "/async");

        page.WaitForElement(".lists");
        Assert.Contains("00000007-6d1f-4c0e", page.Find(".lists").TextContent, StringComparison.Ordinal);
        Assert.Contains("8f1c9a52-0b3e-4a55-9d10-2f4f0a6f7c11", page.Find(".lists").TextContent, StringComparison.Ordinal);
        Assert.Contains("4 deep", page.Find(".rec").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Cost_WithoutAPrice_SaysWhy()
    {
        NightFunction.Fill(Readers.Function, Some.Now);
        var detail = Readers.Function.Detail!;
        Readers.Function.Detail = detail with { Total = detail.Total with { Cost = Some.Cost("somewhere", "", 10, 5) } };
        var page = Open(Address + "/cost");

        page.WaitForAssertion(() => Assert.Contains("No price is known", page.Find(".state").TextContent, StringComparison.Ordinal));
    }

    private IRenderedComponent<FunctionPage> Open(string url)
    {
        Navigation.NavigateTo(url);
        return Render<FunctionPage>();
    }
}
