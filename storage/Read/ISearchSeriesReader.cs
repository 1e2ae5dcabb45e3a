using Observe.Storage.Search;

namespace Observe.Storage.Read;

/// <summary>Measures what a search finds, over time and by the values of fields. Every answer is whole; one that cannot be is an exception.</summary>
public interface ISearchSeriesReader
{
    /// <summary>Records found in each bucket. A bucket in which none was has no row; a span that was sent twice counts once.</summary>
    /// <param name="part">Null, or a search within the first, whose records are counted, too.</param>
    Task<IReadOnlyList<SearchCount>> CountsAsync(SearchSeriesQuery query, SearchExpression? part, CancellationToken cancellationToken);

    /// <summary>An exact percentile (nearest rank) in windows of several buckets, one a step. A window without a number has no row.</summary>
    /// <param name="field">Its numbers; durations are in nanoseconds.</param>
    /// <param name="percentile">Above 0, below 100.</param>
    /// <param name="windows">Window number i begins with the bucket number <c>i * StepBuckets</c>.</param>
    Task<IReadOnlyList<SearchPercentile>> PercentilesAsync(
        SearchSeriesQuery query, SearchField field, double percentile, BucketWindows windows, CancellationToken cancellationToken);

    /// <summary>Some traces of what is found, for each of these values of the fields to group by: the newest, or those with the highest numbers. Label sets without a trace have no row.</summary>
    /// <param name="highest">Null for the newest.</param>
    /// <param name="labelSets">Values of the fields of the query, in their order.</param>
    /// <param name="most">Traces of each.</param>
    Task<IReadOnlyList<SearchTraces>> TracesAsync(
        SearchSeriesQuery query, SearchField? highest, IReadOnlyList<IReadOnlyList<string>> labelSets, int most, CancellationToken cancellationToken);
}

public sealed record SearchTraces(IReadOnlyList<string> Values, IReadOnlyList<TraceId> TraceIds);

/// <param name="Width">Of the buckets, nanoseconds, counted from the start of the range; null for one bucket that is the whole range.</param>
/// <param name="Search">Null for all records.</param>
/// <param name="GroupBy">Fields by whose values records are told apart.</param>
/// <param name="MaxRows">An answer of more rows is an <see cref="SeriesLimitException"/>.</param>
public sealed record SearchSeriesQuery(
    TimeRange Range, long? Width, SearchTarget Target, SearchExpression? Search, IReadOnlyList<SearchField> GroupBy, int MaxRows);

/// <param name="Values">Of the fields of the query, in their order; empty where a record has none.</param>
/// <param name="Bucket">Its number, from 0.</param>
/// <param name="Part">Of those, how many the second search finds.</param>
public sealed record SearchCount(IReadOnlyList<string> Values, int Bucket, long Found, long Part);

public sealed record SearchPercentile(IReadOnlyList<string> Values, int Window, double Value);
