namespace Observe.Storage.Write;

/// <summary>Blocks of one table and day that go into ClickHouse as one INSERT and one part, under one batch id.</summary>
public sealed record BlockBatch(BatchReference Reference, IReadOnlyList<NativeBlock> Blocks);

/// <summary>Names a batch, whether it is stored or not.</summary>
/// <param name="BatchId">Hash of the journal's id and the first and last entry of the batch.</param>
/// <param name="Rows">Rows in all its blocks.</param>
public sealed record BatchReference(TelemetryTable Table, DateOnly Day, ulong BatchId, long Rows);

/// <summary>
/// Puts batches into ClickHouse, exactly once together with the caller's journal: after a crash the caller asks for each
/// unconfirmed batch how many of its rows are there, and inserts, keeps, or deletes and inserts.
/// </summary>
public interface ITelemetryWriter
{
    /// <summary>Inserts the batch as one part. Throws <see cref="BatchRefusedException"/> when ClickHouse refuses its content,
    /// anything else when it is not reachable or overloaded; nothing is stored then, or all of it (the answer was lost): the
    /// presence check tells.</summary>
    Task InsertAsync(BlockBatch batch, CancellationToken cancellationToken);

    /// <summary>How many rows of the batch are stored, looking only at its day.</summary>
    Task<long> CountAsync(BatchReference batch, CancellationToken cancellationToken);

    /// <summary>Removes the rows of a half-stored batch; done when it returns.</summary>
    Task DeleteAsync(BatchReference batch, CancellationToken cancellationToken);

    /// <summary>Stores a collector's heartbeat.</summary>
    Task WriteHeartbeatAsync(CollectorHeartbeat heartbeat, CancellationToken cancellationToken);
}

/// <summary>What a collector says of itself about once a second; counters count from the process's start.</summary>
/// <param name="CollectorId">Stable per journal.</param>
/// <param name="ProcessId">New with each process start, so that readers can tell a restart from a decrease.</param>
/// <param name="AcknowledgedThrough">Number of the last journal entry that was acknowledged.</param>
/// <param name="StoredThrough">All entries up to this number are in ClickHouse.</param>
/// <param name="LastEventUnixNanoseconds">When the last record was received; 0 for never.</param>
/// <param name="Counters">Name, as in <see cref="IngestCounterNames"/>, to value.</param>
public sealed record CollectorHeartbeat(
    Guid CollectorId,
    Guid ProcessId,
    DateTimeOffset Time,
    long AcknowledgedThrough,
    long StoredThrough,
    long JournalBytes,
    long LastEventUnixNanoseconds,
    IReadOnlyDictionary<string, long> Counters);

/// <summary>
/// The names of the ingest counters: <c>{what}.{signal}</c>, and <c>refused.{signal}.{reason}</c>, where signal is
/// one of <see cref="Signals"/>.
/// </summary>
public static class IngestCounterNames
{
    public const string Spans = "spans";
    public const string Logs = "logs";
    public const string DataPoints = "data_points";

    public const string Received = "received";
    public const string Stored = "stored";
    public const string Quarantined = "quarantined";
    public const string Refused = "refused";

    /// <summary>Found in the journal at the start of the process; counted as received by a former one.</summary>
    public const string Replayed = "replayed";

    /// <summary>Requests that were turned away whole (<c>requests_refused.{reason}</c>): no key, too large, undecodable, full.</summary>
    public const string RequestsRefused = "requests_refused";

    /// <summary>Secrets that were taken out of records (<c>redacted.{kind}</c>).</summary>
    public const string Redacted = "redacted";

    /// <summary>
    /// Attribute keys that are stored and not offered as completions (<c>attribute_keys_left_out.{table}</c>), once for each request that had
    /// them. The writer adds it.
    /// </summary>
    public const string AttributeKeysLeftOut = "attribute_keys_left_out";

    public static IReadOnlyList<string> Signals { get; } = [Spans, Logs, DataPoints];

    /// <summary>The signal whose records are the rows of a table; null for rows that are made of records counted already.</summary>
    public static string? SignalOf(TelemetryTable table) => table switch
    {
        TelemetryTable.Spans => Spans,
        TelemetryTable.Logs => Logs,
        TelemetryTable.Metrics => DataPoints,
        _ => null,
    };
}
