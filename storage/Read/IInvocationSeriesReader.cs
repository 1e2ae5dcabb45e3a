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

    /// <summary>
    /// What the failures of each function were caused by, as its invocations say it, counted in the bucket in which they started; and in a row without a cause
    /// each bucket in which the function was there at all.
    /// </summary>
    Task<IReadOnlyList<InvocationCauses>> CausesAsync(InvocationSeriesQuery query, CancellationToken cancellationToken);

    /// <summary>The newest traces of failures, by function and cause: of each at most so many as <paramref name="most"/> says. What failed without a trace is left out.</summary>
    Task<IReadOnlyList<FailedTraces>> FailedTracesAsync(TimeRange range, int most, CancellationToken cancellationToken);

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

/// <param name="Cause">An <c>error.type</c>, the type of an exception or the platform's word for a death; empty in a row that says that the function was there.</param>
/// <param name="Count">Invocations that failed so; 0 without a cause.</param>
/// <param name="FirstUnixNanoseconds">When the first of them in this bucket started.</param>
public sealed record InvocationCauses(string FunctionName, string Cause, int Bucket, long Count, long FirstUnixNanoseconds);

public sealed record FailedTraces(string FunctionName, string Cause, IReadOnlyList<TraceId> TraceIds);

public sealed record InvocationSpend(ulong FunctionId, int Bucket, decimal Dollars);
