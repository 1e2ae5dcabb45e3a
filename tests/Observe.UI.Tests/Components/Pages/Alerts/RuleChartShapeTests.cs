using Observe.Storage;
using Observe.Storage.Config;
using Observe.UI.Components.Pages.Alerts;

namespace Observe.UI.Tests.Components.Pages.Alerts;

public sealed class RuleChartShapeTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 3, 0, 0, TimeSpan.Zero);
    private static readonly AlertRule Rule = new() { Name = "r", Function = "f", Threshold = 0.5 };

    [Fact]
    public void Of_NoDataInBetween_LeavesAGapInTheLine()
    {
        var shape = Of((0.1, AlertState.Inactive), (0.2, AlertState.Inactive), (null, AlertState.NoData), (0.1, AlertState.Inactive));

        Assert.Equal(2, shape.Lines.Count);
        Assert.Equal(2, shape.Lines[0].Split(' ').Length);
        Assert.Empty(shape.Firing);
    }

    [Fact]
    public void Of_FiringAndRecovering_IsOneSpanFromTheFirstToTheEnd()
    {
        var shape = Of((0.1, AlertState.Inactive), (0.9, AlertState.Firing), (0.2, AlertState.Recovering), (0.1, AlertState.Resolved));

        var (x, width) = Assert.Single(shape.Firing);
        Assert.Equal(100, x);
        Assert.Equal(200, width);
    }

    [Fact]
    public void Of_Backtest_MarksEveryTimeItWouldHaveFired()
    {
        var at = (double hours) => Start.AddHours(hours);
        BacktestPeriod Period(double from, double? to) => new(LabelSet.Empty, at(from), to is { } end ? at(end) : null, 1, 1, "", default);
        var result = new BacktestResult
        {
            Range = TimeRange.Of(Start, at(100)),
            Periods = [Period(10, 20), Period(50, 50.01), Period(90, null)],
            Points = [new(at(0), 0.1), new(at(50), 1)],
        };

        var shape = RuleChartShape.Of(result, Rule);

        // What was over at once can be seen, and what is not over reaches to the end.
        Assert.Equal([(100.0, 100.0), (500.0, 2.0), (900.0, 100.0)], shape.Firing);
        Assert.Equal(2, Assert.Single(shape.Lines).Split(' ').Length);
    }

    [Fact]
    public void ByEvaluation_OfSeveralFunctions_IsTheHighestAndOpenWhenOneIs()
    {
        AlertEvaluationRow[] history =
        [
            Row(0, 0.9, AlertState.Firing), Row(0, 0.7, AlertState.Pending), Row(0, null, AlertState.NoData),
            Row(1, 0.8, AlertState.Inactive), Row(1, 0.1, AlertState.Recovering),
            Row(2, null, AlertState.NoData),
        ];

        Assert.Equal(
            [(0.9, AlertState.Firing), (0.8, AlertState.Recovering), (null, AlertState.NoData)],
            RuleChartShape.ByEvaluation(history).Select(row => (row.Value, row.State)));
    }

    private static RuleChartShape Of(params (double? Value, AlertState State)[] seen) => RuleChartShape.Of(
        [.. seen.Select((row, minute) => Row(minute, row.Value, row.State))],
        Rule,
        TimeRange.Of(Start, Start.AddMinutes(10)));

    private static AlertEvaluationRow Row(int minute, double? value, AlertState state) => new()
    {
        RuleId = "r",
        Fingerprint = "f",
        At = Start.AddMinutes(minute),
        State = state,
        Value = value,
    };
}
