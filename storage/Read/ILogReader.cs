using Observe.Storage.Search;

namespace Observe.Storage.Read;

/// <summary>Reads log records, newest first.</summary>
public interface ILogReader
{
    Task<LogListResult> FindAsync(LogListQuery query, CancellationToken cancellationToken);

    Task<LogHistogramResult> HistogramAsync(LogHistogramQuery query, CancellationToken cancellationToken);

    /// <summary>The log records of one trace in order of time, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<LogRecord>> ForTraceAsync(TraceId traceId, int limit, CancellationToken cancellationToken);
}

/// <param name="Search">Null for everything. The SDK's start records (<c>observe.invocation.started</c>) and the records of platforms (<c>platform.report</c> and others) are left out unless asked for by name.</param>
public sealed record LogListQuery(TimeRange Range, SearchExpression? Search = null, int Limit = 50, string? Cursor = null);

public sealed record LogListResult(IReadOnlyList<LogRecord> Logs, string? NextCursor, Scanned Scanned);

public sealed record LogHistogramQuery(TimeRange Range, SearchExpression? Search = null, int Buckets = 60);

public sealed record LogHistogramResult(IReadOnlyList<LogHistogramBucket> Buckets, Scanned Scanned);

/// <summary>Counts by level: errors are severity 17 and above, warnings 13 to 16.</summary>
public sealed record LogHistogramBucket(long StartUnixNanoseconds, long Count, long Errors, long Warnings);

/// <summary>One log record as it is read back. Times are unix nanoseconds.</summary>
public sealed record LogRecord
{
    /// <summary>Tells two otherwise equal records apart; stable between reads.</summary>
    public required string Id { get; init; }

    public required long TimeUnixNanoseconds { get; init; }
    public long ObservedUnixNanoseconds { get; init; }
    public byte SeverityNumber { get; init; }
    public string SeverityText { get; init; } = "";
    public string EventName { get; init; } = "";
    public required string Body { get; init; }
    public bool BodyIsJson { get; init; }
    public required string Service { get; init; }
    public TraceId TraceId { get; init; }
    public SpanId SpanId { get; init; }
    public string ScopeName { get; init; } = "";
    public IReadOnlyList<TelemetryAttribute> Attributes { get; init; } = [];
    public IReadOnlyList<TelemetryAttribute> Resource { get; init; } = [];
}
