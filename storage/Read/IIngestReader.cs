namespace Observe.Storage.Read;

/// <summary>Reads what the collectors said of themselves.</summary>
public interface IIngestReader
{
    Task<IngestResult> GetAsync(TimeRange range, int buckets, CancellationToken cancellationToken);

    /// <summary>Waits until everything acknowledged before the call is visible to readers; false when that takes longer than the limit.</summary>
    Task<bool> WaitUntilFreshAsync(TimeSpan limit, CancellationToken cancellationToken);
}

/// <summary>Sums over all collectors, counted within the range.</summary>
/// <param name="Signals">One entry a signal: spans, logs, data_points.</param>
/// <param name="RefusedRequests">Requests turned away whole, by reason.</param>
/// <param name="LastEventUnixNanoseconds">0 when nothing was ever received.</param>
/// <param name="Series">Records received per bucket, all signals together.</param>
public sealed record IngestResult(
    IReadOnlyList<IngestSignal> Signals,
    IReadOnlyDictionary<string, long> RefusedRequests,
    long JournalBytes,
    long LastEventUnixNanoseconds,
    int LiveCollectors,
    IReadOnlyList<IngestBucket> Series)
{
    /// <summary>
    /// Attribute keys of stored requests that no search is completed with, by table, once for each request that had them: a day has more than
    /// completion keeps. The telemetry itself is whole.
    /// </summary>
    public IReadOnlyDictionary<string, long> AttributeKeysLeftOut { get; init; } = new Dictionary<string, long>();
}

/// <summary>received = stored + refused + quarantined + waiting.</summary>
public sealed record IngestSignal(
    string Signal, long Received, long Stored, long Quarantined, long Waiting, IReadOnlyDictionary<string, long> Refused);

public sealed record IngestBucket(long StartUnixNanoseconds, long Received);
