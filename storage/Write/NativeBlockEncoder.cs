namespace Observe.Storage.Write;

/// <summary>Turns the rows of one request into blocks, one for each table and UTC day; resources are written with them.</summary>
public static class NativeBlockEncoder
{
    public static IReadOnlyList<NativeBlock> Encode(TelemetryRows rows)
    {
        var resources = rows.Spans.Select(row => new DatedResource(UnixTime.Day(row.StartUnixNanoseconds), row.Resource))
            .Concat(rows.Logs.Select(row => new DatedResource(UnixTime.Day(row.TimeUnixNanoseconds), row.Resource)))
            .DistinctBy(dated => (dated.Day, dated.Resource.Fingerprint))
            .ToArray();
        return
        [
            .. Blocks(TelemetryTable.Resources, resources, TelemetryColumns.Resources, row => row.Day),
            .. Blocks(TelemetryTable.Spans, rows.Spans, TelemetryColumns.Spans, row => UnixTime.Day(row.StartUnixNanoseconds)),
            .. Blocks(TelemetryTable.Logs, rows.Logs, TelemetryColumns.Logs, row => UnixTime.Day(row.TimeUnixNanoseconds)),
            .. Blocks(
                TelemetryTable.Invocations, rows.Invocations, TelemetryColumns.Invocations,
                row => UnixTime.Day(row.StartUnixNanoseconds)),
        ];
    }

    private static IEnumerable<NativeBlock> Blocks<TRow>(
        TelemetryTable table, IReadOnlyList<TRow> rows, IReadOnlyList<NativeColumn<TRow>> columns, Func<TRow, DateOnly> day) =>
        rows.GroupBy(day).Select(group => Block(table, group.Key, [.. group], columns));

    private static NativeBlock Block<TRow>(
        TelemetryTable table, DateOnly day, TRow[] rows, IReadOnlyList<NativeColumn<TRow>> columns)
    {
        var buffer = new NativeBuffer();
        buffer.VarUInt((ulong)columns.Count + 1);
        buffer.VarUInt((ulong)rows.Length);
        foreach (var column in columns)
        {
            buffer.Text(column.Name);
            buffer.Text(column.Type);
            column.Write(buffer, rows);
        }
        return new NativeBlock(table, day, rows.Length, buffer.Written);
    }
}
