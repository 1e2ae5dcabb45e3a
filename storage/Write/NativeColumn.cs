namespace Observe.Storage.Write;

/// <summary>
/// One column of a table: its name, the type that its values are sent as (ClickHouse converts to the table's own, e.g.
/// String to LowCardinality(String)), and how it is written for all rows of a block.
/// </summary>
internal sealed record NativeColumn<TRow>(string Name, string Type, Action<NativeBuffer, IReadOnlyList<TRow>> Write)
{
    public static NativeColumn<TRow> Text(string name, Func<TRow, string> value) =>
        Each(name, "String", (buffer, row) => buffer.Text(value(row)));

    public static NativeColumn<TRow> Byte(string name, Func<TRow, byte> value) =>
        Each(name, "UInt8", (buffer, row) => buffer.Byte(value(row)));

    public static NativeColumn<TRow> Flag(string name, Func<TRow, bool> value) =>
        Each(name, "Bool", (buffer, row) => buffer.Byte(value(row) ? (byte)1 : (byte)0));

    public static NativeColumn<TRow> UInt32(string name, Func<TRow, uint> value) =>
        Each(name, "UInt32", (buffer, row) => buffer.UInt32(value(row)));

    public static NativeColumn<TRow> UInt64(string name, Func<TRow, ulong> value) =>
        Each(name, "UInt64", (buffer, row) => buffer.UInt64(value(row)));

    public static NativeColumn<TRow> Int64(string name, Func<TRow, long> value) =>
        Each(name, "Int64", (buffer, row) => buffer.Int64(value(row)));

    public static NativeColumn<TRow> Double(string name, Func<TRow, double> value) =>
        Each(name, "Float64", (buffer, row) => buffer.Double(value(row)));

    /// <summary>Unix nanoseconds.</summary>
    public static NativeColumn<TRow> Time(string name, Func<TRow, long> value) =>
        Each(name, "DateTime64(9, 'UTC')", (buffer, row) => buffer.Int64(value(row)));

    public static NativeColumn<TRow> Day(string name, Func<TRow, DateOnly> value) =>
        Each(name, "Date", (buffer, row) => buffer.UInt16((ushort)(value(row).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber)));

    public static NativeColumn<TRow> Id(string name, Func<TRow, TraceId> value) =>
        Each(name, "FixedString(16)", (buffer, row) => buffer.Id(value(row)));

    public static NativeColumn<TRow> Id(string name, Func<TRow, SpanId> value) =>
        Each(name, "FixedString(8)", (buffer, row) => buffer.Id(value(row)));

    /// <summary>An array column: all offsets, then all items.</summary>
    public static NativeColumn<TRow> Array<TItem>(
        string name, string itemType, Func<TRow, IReadOnlyList<TItem>> items, Action<NativeBuffer, TItem> write) =>
        new(name, $"Array({itemType})", (buffer, rows) =>
        {
            Offsets(buffer, rows, row => items(row).Count);
            foreach (var row in rows)
            {
                foreach (var item in items(row))
                {
                    write(buffer, item);
                }
            }
        });

    /// <summary>The attributes of one kind as a map: all offsets, then all keys, then all values.</summary>
    public static NativeColumn<TRow> Map(
        string name, string valueType, AttributeKind kind, Func<TRow, IReadOnlyList<TelemetryAttribute>> attributes,
        Action<NativeBuffer, AttributeValue> write) =>
        new(name, $"Map(String, {valueType})", (buffer, rows) =>
        {
            Offsets(buffer, rows, row => attributes(row).Count(attribute => attribute.Value.Kind == kind));
            ForEach(rows, attributes, kind, attribute => buffer.Text(attribute.Key));
            ForEach(rows, attributes, kind, attribute => write(buffer, attribute.Value));
        });

    /// <summary>The five maps that hold an attribute list, one for each kind of value.</summary>
    public static IEnumerable<NativeColumn<TRow>> Maps(Func<TRow, IReadOnlyList<TelemetryAttribute>> attributes) =>
    [
        Map("attr_string", "String", AttributeKind.Text, attributes, (buffer, value) => buffer.Text(value.Text)),
        Map("attr_int", "Int64", AttributeKind.Integer, attributes, (buffer, value) => buffer.Int64(value.Integer)),
        Map("attr_double", "Float64", AttributeKind.Double, attributes, (buffer, value) => buffer.Double(value.Double)),
        Map("attr_bool", "Bool", AttributeKind.Boolean, attributes, (buffer, value) => buffer.Byte(value.Boolean ? (byte)1 : (byte)0)),
        Map("attr_json", "String", AttributeKind.Json, attributes, (buffer, value) => buffer.Text(value.Text)),
    ];

    private static NativeColumn<TRow> Each(string name, string type, Action<NativeBuffer, TRow> write) =>
        new(name, type, (buffer, rows) =>
        {
            foreach (var row in rows)
            {
                write(buffer, row);
            }
        });

    private static void Offsets(NativeBuffer buffer, IReadOnlyList<TRow> rows, Func<TRow, int> count)
    {
        var offset = 0ul;
        foreach (var row in rows)
        {
            offset += (ulong)count(row);
            buffer.UInt64(offset);
        }
    }

    private static void ForEach(
        IReadOnlyList<TRow> rows, Func<TRow, IReadOnlyList<TelemetryAttribute>> attributes, AttributeKind kind,
        Action<TelemetryAttribute> action)
    {
        foreach (var row in rows)
        {
            foreach (var attribute in attributes(row))
            {
                if (attribute.Value.Kind == kind)
                {
                    action(attribute);
                }
            }
        }
    }
}
