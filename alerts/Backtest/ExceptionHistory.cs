using Observe.Alerts.Evaluate;
using Observe.Storage;
using Observe.Storage.Config;
using Observe.Storage.Read;

namespace Observe.Alerts.Backtest;

/// <summary>Which exceptions would have been new at all evaluations, from a series that is read once.</summary>
internal sealed class ExceptionHistory(IInvocationSeriesReader series, AlertRule rule, HistoryGrid grid)
{
    private readonly List<(SlidingValues Past, List<(LabelSet Labels, SlidingValues Past, SlidingValues Now)> Exceptions)> _functions = [];

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var query = new InvocationSeriesQuery(grid.Range, (long)grid.Bucket.TotalNanoseconds, rule.IsForEveryFunction ? null : rule.Function);
        foreach (var function in (await series.CausesAsync(query, cancellationToken)).GroupBy(row => row.FunctionName))
        {
            // That it was there counts, not how often.
            var there = new SlidingValues([.. function.Select(row => row.Bucket).Distinct().Order().Select(bucket => (bucket, 1m))]);
            _functions.Add((there, [
                .. function.Where(row => row.Cause.Length > 0).GroupBy(row => row.Cause).Select(same =>
                {
                    IReadOnlyList<(int, decimal)> counts = [.. same.Select(row => (row.Bucket, (decimal)row.Count))];
                    return (NewExceptions.Labels(function.Key, same.Key), new SlidingValues(counts), new SlidingValues(counts));
                }),
            ]));
        }
    }

    /// <summary>What each evaluation would have measured, in their order. To be gone through once.</summary>
    public IEnumerable<Measurement> Measure()
    {
        for (var i = 0; i < grid.Count; i++)
        {
            yield return new Measurement(grid.At(i), TimeRange.Of(grid.EndOf(i) - grid.Window, grid.EndOf(i)), Values(i), []) { IsMissingZero = true };
        }
    }

    private Dictionary<LabelSet, MeasuredValue> Values(int evaluation)
    {
        var (old, from, to) = (grid.BucketAt(evaluation, grid.Reach), grid.BucketAt(evaluation, grid.Window), grid.BucketAt(evaluation, TimeSpan.Zero));
        var known = grid.BucketAt(evaluation, grid.Window + NewExceptions.LeastPast);
        var values = new Dictionary<LabelSet, MeasuredValue>();
        foreach (var (there, exceptions) in _functions)
        {
            there.MoveTo(old, known);
            foreach (var (labels, past, now) in exceptions)
            {
                past.MoveTo(old, from);
                now.MoveTo(from, to);
                if (there.Sum > 0 && past.Sum == 0 && now.Sum > 0)
                {
                    values[labels] = new MeasuredValue((double)now.Sum);
                }
            }
        }
        return values;
    }
}
