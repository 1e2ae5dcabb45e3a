using System.Globalization;
using Observe.Storage.Engine;
using Observe.Storage.Read;

namespace Observe.Storage.Retention;

/// <summary>Reads the engine's own tables about tables, parts and disks.</summary>
internal sealed class StorageReader(ClickHouseDatabase database) : IStorageReader
{
    public async Task<StorageUsage> GetAsync(CancellationToken cancellationToken)
    {
        var tables = await database.QueryAsync(
            "SELECT name, engine_full FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' ORDER BY name",
            null, row => (Name: ClusterSchema.WholeOf(row.GetString(0)), Days: RetainedTable.DaysOf(row.GetString(1))), cancellationToken);
        var partitions = await database.QueryAsync(
            "SELECT table, partition, sum(rows), sum(bytes_on_disk) FROM system.parts "
            + "WHERE database = currentDatabase() AND active GROUP BY table, partition ORDER BY table, partition",
            null, row => (Table: ClusterSchema.WholeOf(row.GetString(0)), Partition: row.GetString(1), Rows: row.Number(2), Bytes: row.Number(3)), cancellationToken);
        var disks = await database.QueryAsync(
            // Parts that a merge has replaced are deleted by themselves some minutes later.
            "SELECT free_space + (SELECT sum(bytes_on_disk) FROM system.parts WHERE database = currentDatabase() AND NOT active), total_space "
            + "FROM system.disks WHERE name = 'default'",
            null, row => (Free: row.Number(0), Total: row.Number(1)), cancellationToken);
        var byTable = partitions.ToLookup(partition => partition.Table);
        return new StorageUsage(
            [
                .. tables.Select(table => new TableUsage(
                    table.Name, byTable[table.Name].Sum(part => part.Rows), byTable[table.Name].Sum(part => part.Bytes),
                    [.. byTable[table.Name].SelectMany(part => Day(part.Partition, part.Rows, part.Bytes))],
                    table.Days)),
            ],
            disks.Sum(disk => disk.Free),
            disks.Sum(disk => disk.Total));
    }

    private static IEnumerable<DayUsage> Day(string partition, long rows, long bytes) =>
        DateOnly.TryParseExact(partition, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? [new DayUsage(day, rows, bytes)]
            : [];
}
