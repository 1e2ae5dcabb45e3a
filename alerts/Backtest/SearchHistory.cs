using Observe.Alerts.Evaluate;
using Observe.Storage;
using Observe.Storage.Config;
using Observe.Storage.Read;

namespace Observe.Alerts.Backtest;

/// <summary>The measures of a rule over a search at all of its evaluations, from a series that is read once.</summary>
internal sealed class SearchHistory(ISearchSeriesReader series, AlertRule rule, HistoryGrid grid)
{
    private readonly SearchReading _reading = new(rule);
    private readonly Dictionary<LabelSet, (SlidingValues Found, SlidingValues Part)> _counts = [];
    private ILookup<int, SearchPercentile>? _percentiles;

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var query = _reading.Query(grid.Range, grid.Bucket, InvocationSeriesQuery.MaxRows);
        if (rule.Search!.Measure == SearchMeasure.Percentile)
        {
            var windows = new BucketWindows(grid.Count, (int)(grid.Window / grid.Bucket), (int)(grid.Step / grid.Bucket));
            _percentiles = (await series.PercentilesAsync(query, _reading.Field, rule.Search.Percentile, windows, cancellationToken)).ToLookup(row => row.Window);
            return;
        }
        foreach (var rows in (await series.CountsAsync(query, _reading.Part, cancellationToken)).GroupBy(row => _reading.Labels(row.Values)))
        {
            _counts[rows.Key] = (new([.. rows.Select(row => (row.Bucket, (decimal)row.Found))]), new([.. rows.Select(row => (row.Bucket, (decimal)row.Part))]));
        }
    }

    /// <summary>What each evaluation would have measured, in their order. To be gone through once.</summary>
    public IEnumerable<Measurement> Measure()
    {
        for (var i = 0; i < grid.Count; i++)
        {
            var values = _percentiles is null ? Counted(i)
                : _percentiles[i].ToDictionary(row => _reading.Labels(row.Values), row => _reading.OfPercentile(row.Value));
            yield return new Measurement(grid.At(i), TimeRange.Of(grid.EndOf(i) - grid.Window, grid.EndOf(i)), values, []);
        }
    }

    private Dictionary<LabelSet, MeasuredValue> Counted(int evaluation)
    {
        var (from, to) = (grid.BucketAt(evaluation, grid.Window), grid.BucketAt(evaluation, TimeSpan.Zero));
        var values = new Dictionary<LabelSet, MeasuredValue>();
        foreach (var (labels, (found, part)) in _counts)
        {
            found.MoveTo(from, to);
            part.MoveTo(from, to);
            if (found.Sum > 0 && _reading.OfCounts((long)found.Sum, (long)part.Sum) is { } value)
            {
                values[labels] = value;
            }
        }
        if (rule.Search!.GroupBy.Count == 0 && values.Count == 0 && _reading.OfCounts(0, 0) is { } none)
        {
            values[LabelSet.Empty] = none;
        }
        return values;
    }
}
