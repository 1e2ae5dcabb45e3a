using Observe.Alerts.Evaluate;
using Observe.Functions.Cost;
using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Config;
using Observe.Storage.Read;

namespace Observe.Alerts.Backtest;

/// <summary>The measures of a rule over functions at all of its evaluations, from a few series that are read once.</summary>
internal sealed class FunctionHistory(IInvocationSeriesReader series, AlertRule rule, HistoryGrid grid)
{
    private readonly AlertRuleType _type = AlertRuleType.Find(rule.Type)!;
    private readonly List<Function> _functions = [];

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var query = new InvocationSeriesQuery(grid.Range, (long)grid.Bucket.TotalNanoseconds, rule.IsForEveryFunction ? null : rule.Function);
        var counts = (await series.CountsAsync(query, cancellationToken)).GroupBy(row => row.FunctionId);
        var durations = _type.Unit == AlertUnit.Seconds
            ? (await series.DurationsAsync(query, new BucketWindows(grid.Count, (int)(grid.Window / grid.Bucket), (int)(grid.Step / grid.Bucket)), cancellationToken))
                .GroupBy(row => row.FunctionId).ToDictionary(rows => rows.Key, rows => rows.ToDictionary(row => row.Window))
            : [];
        var values = _type == AlertRuleType.Concurrency
            ? (await series.PeaksAsync(query, cancellationToken)).ToLookup(row => row.FunctionId, row => (row.Bucket, (decimal)row.Peak))
            : _type == AlertRuleType.Cost
                ? (await series.SpendAsync(query, cancellationToken)).ToLookup(row => row.FunctionId, row => (row.Bucket, row.Dollars))
                : Enumerable.Empty<InvocationPeak>().ToLookup(row => row.FunctionId, row => (row.Bucket, 0m));
        foreach (var rows in counts)
        {
            _functions.Add(new Function([.. rows], durations.GetValueOrDefault(rows.Key), [.. values[rows.Key]]));
        }
    }

    /// <summary>What each evaluation would have measured, in their order. To be gone through once.</summary>
    public IEnumerable<Measurement> Measure()
    {
        var byName = _functions.GroupBy(function => function.Name).Select(same => (Labels: LabelSet.OfFunction(same.Key), Same: same.ToList())).ToList();
        for (var i = 0; i < grid.Count; i++)
        {
            var values = new Dictionary<LabelSet, MeasuredValue>();
            foreach (var (labels, same) in byName)
            {
                if (Value(same, i) is { } value)
                {
                    values[labels] = value;
                }
            }
            if (_type == AlertRuleType.Silence && !rule.IsForEveryFunction)
            {
                values.TryAdd(rule.OwnLabels, new MeasuredValue(1));
            }
            yield return new Measurement(grid.At(i), TimeRange.Of(grid.EndOf(i) - grid.Window, grid.EndOf(i)), values, []);
        }
    }

    private MeasuredValue? Value(List<Function> same, int evaluation)
    {
        if (_type == AlertRuleType.SloBurnRate)
        {
            return BurnRate.Of(rule.Objective!.Value, grid.EndOf(evaluation), window => same
                .Select(function => function.Counts(window, grid, evaluation))
                .Aggregate((Failed: 0L, All: 0L), (sum, part) => (sum.Failed + part.Errors, sum.All + part.Invocations)));
        }
        var seen = same.Select(function => function.Summary(grid, evaluation)).OfType<FunctionSummary>().ToList();
        return seen.Count > 0 ? new MeasuredValue(FunctionValue.Of(_type, seen))
            : _type == AlertRuleType.Silence && same.Any(function => function.Counts(grid.Reach, grid, evaluation).Invocations > 0) ? new MeasuredValue(1)
            : null;
    }

    private sealed class Function(IReadOnlyList<InvocationCounts> rows, Dictionary<int, InvocationDurations>? durations, IReadOnlyList<(int Bucket, decimal Value)> values)
    {
        private readonly Dictionary<TimeSpan, SlidingCounts> _counts = [];
        private readonly SlidingValues _values = new(values);

        public string Name => rows[0].FunctionName;

        public InvocationCounts Counts(TimeSpan window, HistoryGrid grid, int evaluation)
        {
            if (!_counts.TryGetValue(window, out var counts))
            {
                _counts[window] = counts = new SlidingCounts(rows);
            }
            return counts.MoveTo(grid.BucketAt(evaluation, window), grid.BucketAt(evaluation, TimeSpan.Zero));
        }

        /// <summary>Null when nothing started in the window.</summary>
        public FunctionSummary? Summary(HistoryGrid grid, int evaluation)
        {
            var counts = Counts(grid.Window, grid, evaluation);
            _values.MoveTo(grid.BucketAt(evaluation, grid.Window), grid.BucketAt(evaluation, TimeSpan.Zero));
            if (counts.Invocations == 0)
            {
                return null;
            }
            var ended = durations?.GetValueOrDefault(evaluation);
            return new FunctionSummary
            {
                Identity = new FunctionIdentity("", "", "", "", Name),
                Invocations = counts.Invocations,
                Errors = counts.Errors,
                ColdStarts = counts.ColdStarts,
                Deaths = counts.Deaths,
                Timeouts = counts.Timeouts,
                Lost = counts.Lost,
                Throttles = counts.Throttles,
                P50 = ended?.P50 ?? 0,
                P95 = ended?.P95 ?? 0,
                P99 = ended?.P99 ?? 0,
                PeakConcurrency = (int)_values.Highest,
                Cost = new UsageCost { BookVersion = "", DurationUsd = _values.Sum },
            };
        }
    }
}
