using Bunit;
using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.UI.Components.Pages.Function;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Components.Pages;

public sealed class WhatIfPanelTests : UITestContext
{
    private static readonly FunctionId Function = FunctionId.Of(NightFunction.Identity);
    private static readonly TimeRange Day = TimeRange.Of(Some.Now.AddDays(-1), Some.Now);

    [Fact]
    public async Task Open_ModelFits_ShowsTheProofAndWhatOneProvisionedWouldChange()
    {
        Readers.Histories.History = FakeInvocationHistoryReader.Pairs();
        var panel = Open();

        Assert.Equal(["Cold, seen by users", "100 %", "→", "50.0 %"], Row(panel, 0));
        Assert.Equal(["Users wait on init", "1.6 min", "→", "48.00 s"], Row(panel, 1));
        Assert.Contains("Each second of waiting saved costs $", panel.Find(".note").TextContent, StringComparison.Ordinal);
        Assert.Contains("The model fits.", panel.Find(".fit").TextContent, StringComparison.Ordinal);
        Assert.Contains("192 invocations were replayed.", panel.Markup, StringComparison.Ordinal);

        await InputAsync(panel, "input[type=range]", "2");

        Assert.Equal(["Cold, seen by users", "100 %", "→", "0 %"], Row(panel, 0));
        Assert.Equal("2", panel.Find("input[type=range]").GetAttribute("aria-valuetext"));
    }

    [Fact]
    public async Task KeepWarm_AnHour_HasTwoColdStartsLeft()
    {
        Readers.Histories.History = FakeInvocationHistoryReader.Pairs();
        var panel = Open();

        await ClickAsync(panel, ".seg button", "Keep warm");

        Assert.Equal(["Cold, seen by users", "100 %", "→", "1.04 %"], Row(panel, 0));
        Assert.Equal("1 h", panel.Find("input[type=range]").GetAttribute("aria-valuetext"));
    }

    [Fact]
    public async Task Container_ServesThePeak_ShowsWhatItCostsAndFromWhenItIsCheaper()
    {
        Readers.Histories.History = FakeInvocationHistoryReader.Pairs();
        var panel = Open();

        await ClickAsync(panel, ".seg button", "Container");

        Assert.Contains("fargate: 2 of 0.5 vCPU and 1 GiB", panel.Find(".res").TextContent, StringComparison.Ordinal);
        Assert.Contains("They serve the peak of 2 at once", panel.Markup, StringComparison.Ordinal);
        Assert.Empty(panel.FindAll("input"));
    }

    [Fact]
    public void Open_ModelDoesNotFit_ShowsBothNumbersAndNothingElse()
    {
        var pairs = FakeInvocationHistoryReader.Pairs();
        // Nobody waited, says telemetry; the model has every one cold.
        Readers.Histories.History = pairs with { Invocations = [.. pairs.Invocations.Select(past => past with { InitClass = InitClass.Warm })] };
        var panel = Open();

        Assert.Contains("The model does not fit.", panel.Find(".fit").TextContent, StringComparison.Ordinal);
        Assert.Equal(["cold rate", "0 %", "100 %", "all"], panel.FindAll(".fit tbody tr")[0].Children.Select(cell => cell.TextContent.Trim()));
        Assert.Empty(panel.FindAll("input"));
        Assert.Empty(panel.FindAll(".res"));
        Assert.Empty(panel.FindAll(".seg"));
        Assert.DoesNotContain("$", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Sampled_SaysWhyThereIsNoAnswer()
    {
        Readers.Histories.History = FakeInvocationHistoryReader.Pairs() with { IsSampled = true };
        var panel = Open(".pb");

        Assert.Contains("sampled", panel.Find(".pb").TextContent, StringComparison.Ordinal);
        Assert.Empty(panel.FindAll(".fit"));
    }

    [Fact]
    public async Task Open_StoreFails_ShowsWhyAndRetries()
    {
        Readers.Histories.Failure = new TimeoutException("too slow");
        var panel = Open(".state");
        Assert.Contains("did not answer in time", panel.Find(".state").TextContent, StringComparison.Ordinal);

        (Readers.Histories.Failure, Readers.Histories.History) = (null, FakeInvocationHistoryReader.Pairs());
        await ClickAsync(panel, ".state button");

        panel.WaitForElement(".fit");
    }

    [Fact]
    public void Range_MovesALittle_IsNotReplayedAgain()
    {
        Readers.Histories.History = FakeInvocationHistoryReader.Pairs();
        var panel = Open();

        panel.Render(parameters => parameters.Add(p => p.Range, TimeRange.Of(Some.Now.AddDays(-1).AddMinutes(5), Some.Now.AddMinutes(5))));
        Assert.Single(Readers.Histories.Queries);

        panel.Render(parameters => parameters.Add(p => p.Range, TimeRange.Of(Some.Now.AddHours(-20), Some.Now.AddHours(4))));
        Assert.Equal(2, Readers.Histories.Queries.Count);
    }

    private IRenderedComponent<WhatIfPanel> Open(string until = ".fit")
    {
        var panel = Render<WhatIfPanel>(parameters => parameters.Add(p => p.Function, Function).Add(p => p.Range, Day));
        panel.WaitForElement(until, TimeSpan.FromSeconds(20));
        return panel;
    }

    private static string[] Row(IRenderedComponent<WhatIfPanel> panel, int index) =>
        [.. panel.FindAll(".res tbody tr")[index].Children.Select(cell => cell.TextContent.Trim())];
}
