using Observe.Alerts.Evaluate;
using Observe.Storage;
using Observe.Storage.Config;
using Observe.Storage.Read;

namespace Observe.Alerts.Backtest;

/// <summary>Reads the history of what a rule looks at in a few statements, and goes through it evaluation by evaluation.</summary>
public sealed class RuleBacktest(IInvocationSeriesReader series, ISearchSeriesReader searches, IAsyncReader queues, IStreamAgeReader streams) : IRuleBacktest
{
    /// <summary>Beyond so many records the rollups answer, by whole slots.</summary>
    private const long MaxRecords = 500_000;

    public async Task<BacktestResult> RunAsync(AlertRule rule, TimeRange range, CancellationToken cancellationToken)
    {
        try
        {
            if (rule.IsOfFindings)
            {
                return Refused("What was dismissed when, and what the advisor would have found then, is not kept.");
            }
            var grid = HistoryGrid.Exact(rule, range);
            if (grid.Count == 0)
            {
                return Refused("The time is shorter than the interval of the rule.");
            }
            if (IsOfInvocations(rule) && await series.CountRecordsAsync(grid.Range, rule.IsForEveryFunction ? null : rule.Function, cancellationToken) > MaxRecords)
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

    /// <summary>What it looks at is in the rollups, too.</summary>
    private static bool IsOfInvocations(AlertRule rule) =>
        rule.Search is null && rule.Type != AlertRuleType.QueueLag.Name && rule.Type != AlertRuleType.IteratorAge.Name;

    private async Task<IEnumerable<Measurement>> MeasureAsync(AlertRule rule, HistoryGrid grid, CancellationToken cancellationToken)
    {
        if (rule.Search is not null)
        {
            var found = new SearchHistory(searches, rule, grid);
            await found.ReadAsync(cancellationToken);
            return found.Measure();
        }
        if (AlertRuleType.Find(rule.Type) == AlertRuleType.QueueLag)
        {
            var waits = new QueueHistory(series, queues, rule, grid);
            await waits.ReadAsync(cancellationToken);
            return waits.Measure();
        }
        if (AlertRuleType.Find(rule.Type) == AlertRuleType.IteratorAge)
        {
            var ages = new StreamHistory(streams, rule, grid);
            await ages.ReadAsync(cancellationToken);
            return ages.Measure();
        }
        if (rule.IsOfExceptions)
        {
            var exceptions = new ExceptionHistory(series, rule, grid);
            await exceptions.ReadAsync(cancellationToken);
            return exceptions.Measure();
        }
        var history = new FunctionHistory(series, rule, grid);
        await history.ReadAsync(cancellationToken);
        return history.Measure();
    }
}
