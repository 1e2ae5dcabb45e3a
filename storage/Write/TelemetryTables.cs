namespace Observe.Storage.Write;

/// <summary>What the writer knows of each telemetry table.</summary>
internal static class TelemetryTables
{
    public const string BatchId = "batch_id";

    private static readonly Dictionary<TelemetryTable, Entry> Entries = new()
    {
        [TelemetryTable.Spans] = new("spans", "toDate(start_time, 'UTC')", () => new SpanBlock()),
        [TelemetryTable.Logs] = new("logs", "toDate(time, 'UTC')", () => new LogBlock()),
        [TelemetryTable.Resources] = new("resources", "day", () => new ResourceBlock()),
        [TelemetryTable.Invocations] = new("invocations", "toDate(start_time, 'UTC')", () => new InvocationBlock()),
        [TelemetryTable.Metrics] = new("metrics", "toDate(time, 'UTC')", () => new MetricBlock()),
    };

    private static readonly Dictionary<TelemetryTable, string[]> Names =
        Entries.ToDictionary(entry => entry.Key, entry => ColumnsOf(entry.Value.NewBlock()));

    /// <summary>The table's name in ClickHouse.</summary>
    public static string NameOf(TelemetryTable table) => Entries[table].Name;

    /// <summary>The expression that the table is partitioned by.</summary>
    public static string DayOf(TelemetryTable table) => Entries[table].Day;

    /// <summary>The names of the columns of an INSERT, batch_id included.</summary>
    public static IReadOnlyList<string> ColumnsOf(TelemetryTable table) => Names[table];

    public static TableBlock NewBlock(TelemetryTable table) => Entries[table].NewBlock();

    private static string[] ColumnsOf(TableBlock block) =>
        [.. block.Columns.Where(column => column.IsStored).Select(column => column.Name), BatchId];

    private sealed record Entry(string Name, string Day, Func<TableBlock> NewBlock);
}
