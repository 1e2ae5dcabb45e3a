namespace Observe.Storage.Read;

/// <summary>Reads what invocations did over time, function by function. Every answer is whole; one that cannot be is an exception.</summary>
public interface IInvocationSeriesReader
{
    /// <summary>Invocations by how they ended, counted in the bucket in which they started. A bucket in which nothing started has no row.</summary>
    Task<IReadOnlyList<InvocationCounts>> CountsAsync(InvocationSeriesQuery query, CancellationToken cancellationToken);

    /// <summary>Quantiles of the durations of what started in windows of several buckets, one a step. A window in which nothing started has no row.</summary>
    /// <param name="windows">Window number i begins with the bucket number <c>i * StepBuckets</c>.</param>
    Task<IReadOnlyList<InvocationDurations>> DurationsAsync(InvocationSeriesQuery query, BucketWindows windows, CancellationToken cancellationToken);

    /// <summary>The most that ran at the same time in each bucket, whenever it started. A bucket in which nothing ran has no row.</summary>
    Task<IReadOnlyList<InvocationPeak>> PeaksAsync(InvocationSeriesQuery query, CancellationToken cancellationToken);

    /// <summary>What those cost that started in a bucket, at list prices.</summary>
    Task<IReadOnlyList<InvocationSpend>> SpendAsync(InvocationSeriesQuery query, CancellationToken cancellationToken);

    /// <summary>How many records the invocations of a range are stored in: what reading them without rollups takes.</summary>
    /// <param name="functionName">Exact name; null for all functions.</param>
    Task<long> CountRecordsAsync(TimeRange range, string? functionName, CancellationToken cancellationToken);
}

/// <param name="Width">Of the buckets, nanoseconds, counted from the start of the range; null for one bucket that is the whole range.</param>
/// <param name="FunctionName">Exact name; null for all functions.</param>
public sealed record InvocationSeriesQuery(TimeRange Range, long? Width, string? FunctionName = null)
{
    /// <summary>An answer of more rows is an <see cref="SeriesLimitException"/>.</summary>
    public const int MaxRows = 1_000_000;
}

public sealed record BucketWindows(int Count, int WindowBuckets, int StepBuckets);

/// <param name="FunctionId">Of the function of that name, of which there may be several: in other regions, accounts or environments.</param>
/// <param name="Bucket">Its number, from 0.</param>
public sealed record InvocationCounts(
    ulong FunctionId, string FunctionName, int Bucket, long Invocations, long Errors, long ColdStarts, long Deaths, long Timeouts, long Lost, long Throttles);

/// <param name="Window">Its number, from 0.</param>
/// <param name="P50">Nanoseconds; 0 when nothing has ended.</param>
public sealed record InvocationDurations(ulong FunctionId, int Window, long P50, long P95, long P99);

public sealed record InvocationPeak(ulong FunctionId, int Bucket, int Peak);

public sealed record InvocationSpend(ulong FunctionId, int Bucket, decimal Dollars);
