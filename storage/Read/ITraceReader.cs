using Observe.Storage.Search;

namespace Observe.Storage.Read;

/// <summary>Reads traces: lists newest first, charts, and one whole trace. Every call is bounded in time and rows.</summary>
public interface ITraceReader
{
    Task<TraceListResult> FindAsync(TraceListQuery query, CancellationToken cancellationToken);

    Task<TraceHistogramResult> HistogramAsync(TraceHistogramQuery query, CancellationToken cancellationToken);

    Task<TraceFacetsResult> FacetsAsync(TraceFacetsQuery query, CancellationToken cancellationToken);

    /// <summary>The whole trace, wherever in time it is; null when no span of it is stored.</summary>
    Task<TraceResult?> GetAsync(TraceId traceId, CancellationToken cancellationToken);

    /// <summary>
    /// How much of the trace is stored now, without reading its spans: what was read of it after an equal answer lacks nothing. Null when no span of it is stored.
    /// </summary>
    Task<TraceExtent?> ExtentAsync(TraceId traceId, CancellationToken cancellationToken);

    /// <summary>
    /// Spans of other traces that link to one of this trace, the earliest first, at most <see cref="LinkingSpan.Most"/>: what went on with its messages.
    /// </summary>
    /// <param name="range">In which they started.</param>
    Task<IReadOnlyList<LinkingSpan>> LinkedFromAsync(TraceId traceId, TimeRange range, CancellationToken cancellationToken);
}

/// <summary>What is stored of a trace: with each span that comes or goes it is another.</summary>
/// <param name="Rows">Spans as they came: one that was sent twice counts twice.</param>
/// <param name="LastReceivedUnixNanoseconds">When the newest of them arrived.</param>
public readonly record struct TraceExtent(long Rows, long LastReceivedUnixNanoseconds);

/// <summary>A span that links to another trace.</summary>
/// <param name="To">The span of that trace that it links to; the first, of several.</param>
public sealed record LinkingSpan(
    TraceId TraceId, SpanId SpanId, string Service, string Name, long StartUnixNanoseconds, long DurationNanoseconds, bool HasFailed, SpanId To)
{
    public const int Most = 50;
}

/// <param name="Search">Null for everything. A trace is listed when at least one of its spans matches.</param>
/// <param name="Limit">1 to 1,000.</param>
/// <param name="Cursor">From the former page's result; null for the first page.</param>
public sealed record TraceListQuery(TimeRange Range, SearchExpression? Search = null, int Limit = 50, string? Cursor = null);

public sealed record TraceListResult(IReadOnlyList<TraceSummary> Traces, string? NextCursor, Scanned Scanned);

/// <summary>One trace in a list. Sums are over all spans of the trace that are stored, not only the matching ones.</summary>
public sealed record TraceSummary
{
    public required TraceId TraceId { get; init; }

    /// <summary>Of the root span; when it is missing, of the earliest span, with <see cref="RootMissing"/> set.</summary>
    public required string RootService { get; init; }

    public required string RootName { get; init; }
    public bool RootMissing { get; init; }
    public required long StartUnixNanoseconds { get; init; }

    /// <summary>From the first start to the last end.</summary>
    public required long DurationNanoseconds { get; init; }

    public required int SpanCount { get; init; }
    public required int ErrorCount { get; init; }

    /// <summary>In order of first start.</summary>
    public required IReadOnlyList<TraceService> Services { get; init; }

    /// <summary>True when an invocation of the trace was a cold start that its caller waited for.</summary>
    public bool Cold { get; init; }

    /// <summary>The time spent in initialisation that callers waited for; 0 when it is not known.</summary>
    public long InitDurationNanoseconds { get; init; }
}

/// <summary>One service's part in a trace.</summary>
public sealed record TraceService(string Name, int SpanCount, int ErrorCount, long DurationNanoseconds);

/// <param name="Buckets">
/// Into how many equal buckets the range is cut, 1 to 400. Buckets of five minutes and more are whole multiples of it: there may be fewer
/// of them, or one more, and the first may begin before the range.
/// </param>
public sealed record TraceHistogramQuery(TimeRange Range, SearchExpression? Search = null, int Buckets = 60);

/// <summary>Counts and latencies of the matching spans. Without a search: of root spans.</summary>
public sealed record TraceHistogramResult(IReadOnlyList<HistogramBucket> Buckets, Scanned Scanned);

/// <summary>Durations are nanoseconds; 0 in an empty bucket.</summary>
public sealed record HistogramBucket(long StartUnixNanoseconds, long Count, long Errors, long P50, long P95, long P99);

public sealed record TraceFacetsQuery(TimeRange Range, SearchExpression? Search = null, int ValuesPerFacet = 12);

/// <summary>For each facet field (service, function, status, cold, kind, version ...) its commonest values among the matching spans.</summary>
public sealed record TraceFacetsResult(IReadOnlyList<Facet> Facets, Scanned? Scanned = null);

/// <param name="Field">A field of the search language, as it is written there.</param>
public sealed record Facet(string Field, IReadOnlyList<FacetValue> Values);

public sealed record FacetValue(string Value, long Count);
