using Observe.Alerts.Evaluate;
using Observe.Storage;
using Observe.Storage.Config;
using Observe.Storage.Read;

namespace Observe.Alerts.Backtest;

/// <summary>How old the records of streams would have been at all evaluations, from a series that is read once.</summary>
internal sealed class StreamHistory(IStreamAgeReader streams, AlertRule rule, HistoryGrid grid)
{
    private readonly List<(LabelSet Labels, SlidingValues Ages)> _functions = [];

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var query = new InvocationSeriesQuery(grid.Range, (long)grid.Bucket.TotalNanoseconds, rule.IsForEveryFunction ? null : rule.Function);
        foreach (var same in (await streams.AgesAsync(query, cancellationToken)).GroupBy(age => age.FunctionName))
        {
            _functions.Add((LabelSet.OfFunction(same.Key), new SlidingValues([.. same.Select(age => (age.Bucket, (decimal)age.Seconds))])));
        }
    }

    /// <summary>What each evaluation would have measured, in their order. To be gone through once.</summary>
    public IEnumerable<Measurement> Measure()
    {
        for (var i = 0; i < grid.Count; i++)
        {
            var values = new Dictionary<LabelSet, MeasuredValue>();
            foreach (var (labels, ages) in _functions)
            {
                ages.MoveTo(grid.BucketAt(i, grid.Window), grid.BucketAt(i, TimeSpan.Zero));
                if (ages.Any)
                {
                    values[labels] = new MeasuredValue((double)ages.Highest);
                }
            }
            yield return new Measurement(grid.At(i), TimeRange.Of(grid.EndOf(i) - grid.Window, grid.EndOf(i)), values, []);
        }
    }
}
