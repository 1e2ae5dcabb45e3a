using Microsoft.Extensions.Options;
using Observe.Storage;
using Observe.Storage.Config;
using Observe.Storage.Read;

namespace Observe.Alerts.Evaluate;

/// <summary>Reads the values of rules that look at a search.</summary>
public sealed class SearchMeasures(ISearchSeriesReader series, IOptions<AlertsOptions> options)
{
    /// <exception cref="SeriesLimitException">There are more label sets than a rule may look after, or a limit of reads was met.</exception>
    public async Task<Measurement> ObserveAsync(AlertRule rule, DateTimeOffset at, TimeRange range, CancellationToken cancellationToken)
    {
        var reading = new SearchReading(rule);
        var query = reading.Query(range, null, options.Value.MaxLabelSets);
        var values = new Dictionary<LabelSet, MeasuredValue>();
        if (rule.Search!.Measure == SearchMeasure.Percentile)
        {
            foreach (var row in await series.PercentilesAsync(query, reading.Field, rule.Search.Percentile, new BucketWindows(1, 1, 1), cancellationToken))
            {
                values[reading.Labels(row.Values)] = reading.OfPercentile(row.Value);
            }
            return new Measurement(at, range, values, []);
        }
        foreach (var row in await series.CountsAsync(query, reading.Part, cancellationToken))
        {
            if (reading.OfCounts(row.Found, row.Part) is { } value)
            {
                values[reading.Labels(row.Values)] = value;
            }
        }
        // Nothing found is a count, too, where it is known what of.
        if (rule.Search.GroupBy.Count == 0 && values.Count == 0 && reading.OfCounts(0, 0) is { } none)
        {
            values[LabelSet.Empty] = none;
        }
        return new Measurement(at, range, values, []);
    }
}
