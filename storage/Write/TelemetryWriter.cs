using System.Runtime.InteropServices;
using ClickHouse.Driver;
using Observe.Storage.Completion;
using Observe.Storage.Engine;
using Observe.Storage.Rollup;
using Observe.Storage.Write.Columns;

namespace Observe.Storage.Write;

/// <summary>Writes batches through the driver, each as one INSERT of its Native blocks.</summary>
internal sealed class TelemetryWriter(ClickHouseDatabase database, RollupLedgers rollups, CompletionWriter completions) : ITelemetryWriter
{
    // ClickHouse's error codes that are about the bytes, not about the server: no later try can succeed.
    private static readonly HashSet<int> ContentCodes =
    [
        6, // CANNOT_PARSE_TEXT
        9, // SIZES_OF_COLUMNS_DOESNT_MATCH
        10, // NOT_FOUND_COLUMN_IN_BLOCK
        16, // NO_SUCH_COLUMN_IN_TABLE
        20, // NUMBER_OF_COLUMNS_DOESNT_MATCH
        26, 27, // CANNOT_PARSE_QUOTED_STRING, CANNOT_PARSE_INPUT_ASSERTION_FAILED
        33, // CANNOT_READ_ALL_DATA
        50, // UNKNOWN_TYPE
        53, // TYPE_MISMATCH
        70, // CANNOT_CONVERT_TYPE
        117, // INCORRECT_DATA
        128, // TOO_LARGE_ARRAY_SIZE
        131, // TOO_LARGE_STRING_SIZE
        321, // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
        349, // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
    ];

    public async Task InsertAsync(BlockBatch batch, CancellationToken cancellationToken)
    {
        var table = batch.Reference.Table;
        var rows = new ColumnBuffer();
        try
        {
            NativeBatch.Write(batch, rows);
            await completions.WriteAsync(batch, cancellationToken);
            MemoryMarshal.TryGetArray(rows.WrittenMemory, out var bytes);
            using var stream = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
            using var storing = rollups.Begin(batch);
            await database.InsertNativeAsync(
                TelemetryTables.NameOf(table), TelemetryTables.ColumnsOf(table), stream, cancellationToken);
        }
        catch (ClickHouseServerException error) when (ContentCodes.Contains(error.ErrorCode))
        {
            throw new BatchRefusedException(error.Message, error);
        }
        finally
        {
            rows.Reset();
        }
    }

    public async Task<long> CountAsync(BatchReference batch, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var counts = await database.QueryAsync(
            $"SELECT toInt64(count()) FROM {TelemetryTables.NameOf(batch.Table)} WHERE {Predicate(batch, parameters)}",
            parameters, row => row.GetInt64(0), cancellationToken);
        return counts[0];
    }

    public Task DeleteAsync(BatchReference batch, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        return database.AlterAsync(
            TelemetryTables.NameOf(batch.Table), $"DELETE WHERE {Predicate(batch, parameters)} SETTINGS mutations_sync = 2", parameters, cancellationToken);
    }

    public Task WriteHeartbeatAsync(CollectorHeartbeat heartbeat, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var time = parameters.Add("Int64", heartbeat.Time.ToUnixTimeMilliseconds());
        var collector = parameters.Add("UUID", heartbeat.CollectorId);
        var process = parameters.Add("UUID", heartbeat.ProcessId);
        var acknowledged = parameters.Add("Int64", heartbeat.AcknowledgedThrough);
        var stored = parameters.Add("Int64", heartbeat.StoredThrough);
        var journal = parameters.Add("Int64", heartbeat.JournalBytes);
        var last = parameters.Add("Int64", heartbeat.LastEventUnixNanoseconds);
        var leftOut = completions.LeftOut.Select(signal => KeyValuePair.Create($"{IngestCounterNames.AttributeKeysLeftOut}.{signal.Key}", signal.Value));
        var counters = heartbeat.Counters.Concat(leftOut).ToArray();
        var names = parameters.Add("Array(String)", counters.Select(counter => counter.Key).ToArray());
        var values = parameters.Add("Array(Int64)", counters.Select(counter => counter.Value).ToArray());
        return database.ExecuteAsync(
            "INSERT INTO collector_heartbeats (time, collector_id, process_id, acknowledged_through, stored_through, "
            + "journal_bytes, last_event_ns, counters) "
            + $"SELECT fromUnixTimestamp64Milli({time}, 'UTC'), {collector}, {process}, {acknowledged}, {stored}, {journal}, "
            + $"{last}, mapFromArrays({names}, {values})",
            parameters, cancellationToken);
    }

    private static string Predicate(BatchReference batch, SqlParameters parameters)
    {
        var day = parameters.Add("Date", batch.Day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
        var id = parameters.Add("UInt64", batch.BatchId);
        return $"{TelemetryTables.DayOf(batch.Table)} = {day} AND {TelemetryTables.BatchId} = {id}";
    }
}
