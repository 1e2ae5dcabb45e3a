using System.Buffers.Binary;
using Observe.Storage.Engine;

namespace Observe.Storage.Write;

/// <summary>Writes batches through the driver, each as one INSERT of its Native blocks.</summary>
internal sealed class TelemetryWriter(ClickHouseDatabase database) : ITelemetryWriter
{
    public async Task InsertAsync(BlockBatch batch, CancellationToken cancellationToken)
    {
        var table = batch.Reference.Table;
        using var rows = new MemoryStream(batch.Blocks.Sum(block => block.Bytes.Length + 32 + (block.Rows * 8)));
        foreach (var block in batch.Blocks)
        {
            rows.Write(block.Bytes.Span);
            WriteBatchId(rows, batch.Reference.BatchId, block.Rows);
        }
        rows.Position = 0;
        await database.InsertNativeAsync(
            TelemetryColumns.NameOf(table), TelemetryColumns.NamesOf(table), rows, cancellationToken);
    }

    public async Task<long> CountAsync(BatchReference batch, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var counts = await database.QueryAsync(
            $"SELECT toInt64(count()) FROM {TelemetryColumns.NameOf(batch.Table)} WHERE {Predicate(batch, parameters)}",
            parameters, row => row.GetInt64(0), cancellationToken);
        return counts[0];
    }

    public Task DeleteAsync(BatchReference batch, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        return database.ExecuteAsync(
            $"ALTER TABLE {TelemetryColumns.NameOf(batch.Table)} DELETE WHERE {Predicate(batch, parameters)} SETTINGS mutations_sync = 2",
            parameters, cancellationToken);
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
        var names = parameters.Add("Array(String)", heartbeat.Counters.Keys.ToArray());
        var values = parameters.Add("Array(Int64)", heartbeat.Counters.Values.ToArray());
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
        return $"{TelemetryColumns.DayOf(batch.Table)} = {day} AND {TelemetryColumns.BatchId} = {id}";
    }

    private static void WriteBatchId(MemoryStream rows, ulong batchId, int count)
    {
        var header = new NativeBuffer();
        header.Text(TelemetryColumns.BatchId);
        header.Text("UInt64");
        rows.Write(header.Written.Span);
        Span<byte> value = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(value, batchId);
        for (var i = 0; i < count; i++)
        {
            rows.Write(value);
        }
    }
}
