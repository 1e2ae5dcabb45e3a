using Observe.Alerts.Group;
using Observe.Storage;
using Observe.Storage.Config;
using Observe.Storage.Read;
using Observe.Storage.Search;

namespace Observe.Alerts.Evaluate;

/// <summary>
/// Reads some traces behind alerts that begin to fire, all of a rule at once. Of a burst only the first rules have them: a message has its link to the
/// traces either way, and must not wait for a thousand statements.
/// </summary>
public sealed class FiringTraces(FunctionWindows windows, ISearchSeriesReader searches)
{
    /// <summary>Of an alert.</summary>
    private const int Most = 5;

    /// <summary>Statements of one look at all rules.</summary>
    private const int MostReadings = 50;

    /// <summary>Where failures are looked for first: those of days take a second or more to put together.</summary>
    private static readonly TimeSpan Newest = TimeSpan.FromHours(1);

    private int _readings;

    /// <summary>Before the next look at all rules.</summary>
    public void Begin() => _readings = 0;

    /// <param name="labelSets">Of those that begin to fire. More than a message holds are not asked for.</param>
    /// <param name="range">What they were measured of.</param>
    /// <returns>Nothing of those without a trace, and of all when too many were read already.</returns>
    public async Task<IReadOnlyDictionary<LabelSet, IReadOnlyList<TraceId>>> ReadAsync(
        AlertRule rule, IEnumerable<LabelSet> labelSets, TimeRange range, CancellationToken cancellationToken)
    {
        var wanted = labelSets.Take(GroupPayload.MaxAlerts).ToList();
        return rule.Search is not null ? await OfSearchAsync(rule, wanted, range, cancellationToken)
            : AlertRuleType.Of(rule).IsAboutFailures ? await OfFunctionsAsync(wanted, range, cancellationToken)
            : new Dictionary<LabelSet, IReadOnlyList<TraceId>>();
    }

    private async Task<Dictionary<LabelSet, IReadOnlyList<TraceId>>> OfFunctionsAsync(List<LabelSet> wanted, TimeRange range, CancellationToken cancellationToken)
    {
        var newest = range with { FromUnixNanoseconds = Math.Max(range.FromUnixNanoseconds, range.ToUnixNanoseconds - (long)Newest.TotalNanoseconds) };
        var traces = await FailedAsync(wanted, newest, cancellationToken);
        return newest != range && traces.Values.Any(found => found.Count == 0) ? await FailedAsync(wanted, range, cancellationToken) : traces;
    }

    /// <summary>One statement for all rules that look at the same time.</summary>
    private async Task<Dictionary<LabelSet, IReadOnlyList<TraceId>>> FailedAsync(List<LabelSet> wanted, TimeRange range, CancellationToken cancellationToken)
    {
        var found = (await windows.FailedTracesAsync(range, Most, cancellationToken)).ToLookup(row => row.FunctionName);
        return wanted.ToDictionary(labels => labels, labels =>
        {
            var own = found[labels.Function].ToList();
            var sameCause = own.FindAll(row => row.Cause == labels.Labels.GetValueOrDefault(LabelSet.ExceptionLabel));
            return (IReadOnlyList<TraceId>)[.. (sameCause.Count > 0 ? sameCause : own).SelectMany(row => row.TraceIds).Distinct().Take(Most)];
        });
    }

    private async Task<Dictionary<LabelSet, IReadOnlyList<TraceId>>> OfSearchAsync(
        AlertRule rule, List<LabelSet> wanted, TimeRange range, CancellationToken cancellationToken)
    {
        if (wanted.Count == 0 || Interlocked.Increment(ref _readings) > MostReadings)
        {
            return [];
        }
        var reading = new SearchReading(rule);
        SearchField? highest = rule.Search!.Measure == SearchMeasure.Percentile ? reading.Field : null;
        var rows = await searches.TracesAsync(reading.QueryBehind(range), highest, [.. wanted.Select(reading.Values)], Most, cancellationToken);
        return rows.ToDictionary(row => reading.Labels(row.Values), row => row.TraceIds);
    }
}
