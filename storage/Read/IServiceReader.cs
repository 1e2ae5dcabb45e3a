using Observe.Storage.Write;

namespace Observe.Storage.Read;

/// <summary>Reads rate, errors and durations of services, and of their operations: of their spans of the kinds server and consumer.</summary>
public interface IServiceReader
{
    /// <summary>The services of the range.</summary>
    Task<ServiceListResult> ListAsync(ServiceListQuery query, CancellationToken cancellationToken);

    /// <summary>The operations of one service: its requests by the name and kind of their spans.</summary>
    Task<OperationListResult> OperationsAsync(string service, ServiceListQuery query, CancellationToken cancellationToken);
}

/// <param name="Buckets">Of each series, at most 400. Buckets of five minutes and more are whole slots of the rollups: the first may begin before the range.</param>
/// <param name="Limit">Those with the most requests.</param>
public sealed record ServiceListQuery(TimeRange Range, int Buckets, int Limit = 1_000);

/// <param name="Services">Most requests first.</param>
public sealed record ServiceListResult(IReadOnlyList<ServiceSummary> Services, Scanned Scanned);

/// <param name="Operations">Most requests first.</param>
public sealed record OperationListResult(IReadOnlyList<OperationSummary> Operations, Scanned Scanned);

/// <param name="Functions">Names of functions in its spans, at most ten.</param>
/// <param name="Versions">Versions in its spans, at most ten.</param>
public sealed record ServiceSummary(string Service, RequestFigures Figures, IReadOnlyList<string> Functions, IReadOnlyList<string> Versions);

/// <param name="Name">Of the spans.</param>
public sealed record OperationSummary(string Name, SpanKind Kind, RequestFigures Figures);

/// <summary>Requests of a range.</summary>
/// <param name="P50">Quantiles of durations, nanoseconds.</param>
/// <param name="Series">Equal buckets of the whole range.</param>
public sealed record RequestFigures(long Requests, long Errors, long P50, long P95, long P99, IReadOnlyList<RequestBucket> Series)
{
    /// <summary>From 0 to 1.</summary>
    public double ErrorRate => Requests == 0 ? 0 : (double)Errors / Requests;
}

/// <param name="P95">Nanoseconds; 0 without requests.</param>
public sealed record RequestBucket(long StartUnixNanoseconds, long Requests, long Errors, long P95);
