using Observe.Storage.Engine;

namespace Observe.Storage.Retention;

/// <summary>Gives tables that are there already the retention of the options, where the engine states another.</summary>
internal static class RetentionChange
{
    public static async Task ApplyAsync(ClickHouseDatabase database, StorageOptions options, CancellationToken cancellationToken)
    {
        var wanted = RetentionDays.Of(options);
        var definitions = await database.QueryAsync(
            "SELECT name, engine_full FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'",
            null, row => (Name: ClusterSchema.WholeOf(row.GetString(0)), Engine: row.GetString(1)), cancellationToken);
        var stated = definitions.ToDictionary(table => table.Name, table => RetainedTable.DaysOf(table.Engine));
        foreach (var table in RetainedTable.All)
        {
            var days = wanted.Of(table.Kind);
            if (stated.GetValueOrDefault(table.Name) == days)
            {
                continue;
            }
            // What is stored already gets its new end by reading one column, instead of being written anew.
            await database.AlterAsync(table.Name, "MODIFY SETTING materialize_ttl_recalculate_only = 1", null, cancellationToken);
            await database.AlterAsync(table.Name, $"MODIFY TTL {table.TimeToLive(days)}", null, cancellationToken);
        }
    }
}
