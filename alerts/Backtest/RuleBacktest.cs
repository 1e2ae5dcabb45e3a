using Observe.Alerts.Evaluate;
using Observe.Storage;
using Observe.Storage.Config;
using Observe.Storage.Read;

namespace Observe.Alerts.Backtest;

/// <summary>Reads the history of what a rule looks at in a few statements, and goes through it evaluation by evaluation.</summary>
public sealed class RuleBacktest(IInvocationSeriesReader series, ISearchSeriesReader searches) : IRuleBacktest
{
    /// <summary>Beyond so many records the rollups answer, by whole slots.</summary>
    private const long MaxRecords = 500_000;

    public async Task<BacktestResult> RunAsync(AlertRule rule, TimeRange range, CancellationToken cancellationToken)
    {
        if (AlertRuleType.Find(rule.Type) == AlertRuleType.QueueLag)
        {
            return Refused("The waits of messages are read function by function and moment by moment: there is no series of them to test a rule on.");
        }
        try
        {
            var grid = HistoryGrid.Exact(rule, range);
            if (grid.Count == 0)
            {
                return Refused("The time is shorter than the interval of the rule.");
            }
            if (rule.Search is null && await series.CountRecordsAsync(grid.Range, rule.IsForEveryFunction ? null : rule.Function, cancellationToken) > MaxRecords)
            {
                grid = HistoryGrid.OfSlots(rule, range);
            }
            var measured = await MeasureAsync(rule, grid, cancellationToken);
            // It computes for a while: not on the context of a page.
            var run = await Task.Run(() => BacktestRun.Of(rule, measured, cancellationToken), cancellationToken);
            var periods = run.Periods;
            return new BacktestResult
            {
                Range = range,
                Step = grid.Step,
                Evaluations = run.Evaluations,
                Instances = run.Instances,
                Fired = periods.Count,
                Periods = [.. periods.TakeLast(BacktestResult.MaxPeriods)],
                Points = run.Points(BacktestResult.MaxPoints),
                Approximation = grid.Approximation,
            };
        }
        catch (SeriesLimitException exception)
        {
            return Refused($"It could not be read: {exception.Message}.");
        }

        BacktestResult Refused(string why) => new() { Range = range, Refusal = why };
    }

    private async Task<IEnumerable<Measurement>> MeasureAsync(AlertRule rule, HistoryGrid grid, CancellationToken cancellationToken)
    {
        if (rule.Search is not null)
        {
            var found = new SearchHistory(searches, rule, grid);
            await found.ReadAsync(cancellationToken);
            return found.Measure();
        }
        var history = new FunctionHistory(series, rule, grid);
        await history.ReadAsync(cancellationToken);
        return history.Measure();
    }
}
