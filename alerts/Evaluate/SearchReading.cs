using Observe.Storage;
using Observe.Storage.Config;
using Observe.Storage.Read;
using Observe.Storage.Search;

namespace Observe.Alerts.Evaluate;

/// <summary>A rule's search as the reader is asked it, and its answers as values of label sets.</summary>
internal sealed class SearchReading(AlertRule rule)
{
    private readonly RuleSearch _search = rule.Search!;

    public SearchExpression? Part => _search.Measure == SearchMeasure.Ratio ? SearchParser.Parse(_search.Part).Expression : null;

    public SearchField Field => SearchField.Of(_search.Field);

    /// <param name="width">Null for one bucket that is the whole range.</param>
    public SearchSeriesQuery Query(TimeRange range, TimeSpan? width, int maxRows) => new(
        range, (long?)width?.TotalNanoseconds, _search.Target, SearchParser.Parse(_search.Query).Expression, [.. _search.GroupBy.Select(SearchField.Of)], maxRows);

    /// <summary>Finds what is behind its alerts: of a ratio the part.</summary>
    public SearchSeriesQuery QueryBehind(TimeRange range) => new(
        range, null, _search.Target, SearchParser.Parse(AlertSearch.Behind(rule, LabelSet.Empty)).Expression, [.. _search.GroupBy.Select(SearchField.Of)], InvocationSeriesQuery.MaxRows);

    /// <summary>Of the fields to group by, in their order.</summary>
    public IReadOnlyList<string> Values(LabelSet labels) => [.. _search.GroupBy.Select(name => labels.Labels.GetValueOrDefault(name, ""))];

    public LabelSet Labels(IReadOnlyList<string> values) =>
        new(_search.GroupBy.Zip(values, (name, value) => new KeyValuePair<string, string>(name, value)));

    /// <param name="value">As it is stored: durations in nanoseconds.</param>
    public MeasuredValue OfPercentile(double value) => new(_search.IsOfDuration ? value / UnixTime.NanosecondsPerSecond : value);

    /// <summary>Null when there is nothing to measure.</summary>
    public MeasuredValue? OfCounts(long found, long part) => _search.ValueOf(rule.Window, found, part) is { } value
        ? new MeasuredValue(value, _search.Measure == SearchMeasure.Ratio ? $"{part} of {found}" : "")
        : null;
}
