using Bunit;
using Observe.Storage;
using Observe.Storage.Config;
using Observe.UI.Components.Pages.Alerts;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Components.Pages.Alerts;

public sealed class BacktestViewTests : UITestContext
{
    private static readonly AlertRule Rule = new() { Name = "r", Function = "*", Threshold = 0.05 };

    [Fact]
    public async Task Run_FiredTwice_SaysSoAndEachTimeLeadsToItsTraces()
    {
        var seen = TimeRange.Of(Some.Now.AddHours(-5), Some.Now.AddHours(-4));
        var backtest = new FakeBacktest(range => new BacktestResult
        {
            Range = range,
            Instances = 3,
            Fired = 2,
            Periods =
            [
                new(LabelSet.OfFunction("payments"), Some.Now.AddHours(-4), Some.Now.AddHours(-3), 0.5, 0.75, "", seen),
                new(LabelSet.OfFunction("checkout"), Some.Now.AddHours(-1), null, 0.1, 0.1, "", seen),
            ],
            Points = [new(Some.Now.AddHours(-4), 0.5), new(Some.Now, 0)],
        });
        var view = Open(backtest, Rule);

        await ClickAsync(view, "button");

        view.WaitForAssertion(() => Assert.Contains("In the last 7 days this rule would have fired 2 times, for 2 of 3 functions.", view.Markup, StringComparison.Ordinal));
        Assert.Equal(TimeSpan.FromDays(7).TotalNanoseconds, backtest.Asked!.Value.Nanoseconds);
        var times = view.FindAll(".times a");
        Assert.Equal(["checkout", "payments"], times.Select(time => time.QuerySelector(".ell")!.TextContent));
        Assert.Contains("still", times[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("75", times[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("function = payments and status = error", Uri.UnescapeDataString(times[1].GetAttribute("href")!.Replace('+', ' ')), StringComparison.Ordinal);
        Assert.Equal(2, view.FindAll("svg rect").Count);
    }

    [Fact]
    public async Task Run_FieldsMakeNoRule_AsksNothing()
    {
        var backtest = new FakeBacktest(_ => throw new InvalidOperationException());
        var view = Open(backtest, null);

        await ClickAsync(view, "button");

        Assert.Null(backtest.Asked);
    }

    [Fact]
    public async Task Run_Refused_SaysWhy()
    {
        var view = Open(new FakeBacktest(range => new BacktestResult { Range = range, Refusal = "There is no series." }), Rule);

        await ClickAsync(view, "button");

        view.WaitForAssertion(() => Assert.Contains("There is no series.", view.Markup, StringComparison.Ordinal));
    }

    private IRenderedComponent<BacktestView> Open(FakeBacktest backtest, AlertRule? rule)
    {
        Services.AddSingleton<IRuleBacktest>(backtest);
        return Render<BacktestView>(parameters => parameters.Add(view => view.Read, () => rule));
    }

    private sealed class FakeBacktest(Func<TimeRange, BacktestResult> answer) : IRuleBacktest
    {
        public TimeRange? Asked { get; private set; }

        public Task<BacktestResult> RunAsync(AlertRule rule, TimeRange range, CancellationToken cancellationToken)
        {
            Asked = range;
            return Task.FromResult(answer(range));
        }
    }
}
