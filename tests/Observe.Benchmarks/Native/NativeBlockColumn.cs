namespace Observe.Benchmarks.Native;

/// <summary>One column of a block: its name, the type that it is sent as, and how it is written for all rows.</summary>
internal sealed record NativeBlockColumn<TRow>(string Name, string Type, Action<NativeWriter, IReadOnlyList<TRow>> Write)
{
    public static NativeBlockColumn<TRow> Each(string name, string type, Action<NativeWriter, TRow> write) =>
        new(name, type, (writer, rows) =>
        {
            foreach (var row in rows)
            {
                write(writer, row);
            }
        });

    public static NativeBlockColumn<TRow> Text(string name, Func<TRow, string> value) =>
        Each(name, "String", (writer, row) => writer.Text(value(row)));

    /// <summary>A text sent as a dictionary and a 32-bit index for each row.</summary>
    public static NativeBlockColumn<TRow> Dictionary(string name, Func<TRow, string> value) =>
        new(name, "LowCardinality(String)", (writer, rows) =>
        {
            writer.UInt64(1);
            WriteDictionary(writer, rows.Select(value), rows.Count);
        });

    /// <summary>Keys and values of all rows behind their offsets.</summary>
    public static NativeBlockColumn<TRow> Map<TItem>(
        string name, string valueType, Func<TRow, IEnumerable<TItem>> items, Func<TItem, string> key, Action<NativeWriter, TItem> value,
        bool dictionary = false) =>
        new(name, $"Map({(dictionary ? "LowCardinality(String)" : "String")}, {valueType})", (writer, rows) =>
        {
            if (dictionary)
            {
                writer.UInt64(1);
            }
            var offset = Offsets(writer, rows, items);
            if (dictionary)
            {
                // An empty dictionary column writes nothing behind its version.
                if (offset > 0)
                {
                    WriteDictionary(writer, rows.SelectMany(items).Select(key), (int)offset);
                }
            }
            else
            {
                foreach (var item in rows.SelectMany(items))
                {
                    writer.Text(key(item));
                }
            }
            foreach (var item in rows.SelectMany(items))
            {
                value(writer, item);
            }
        });

    public static NativeBlockColumn<TRow> Array<TItem>(
        string name, string itemType, Func<TRow, IEnumerable<TItem>> items, Action<NativeWriter, TItem> value) =>
        new(name, $"Array({itemType})", (writer, rows) =>
        {
            Offsets(writer, rows, items);
            foreach (var item in rows.SelectMany(items))
            {
                value(writer, item);
            }
        });

    public static byte[] Block(IReadOnlyList<NativeBlockColumn<TRow>> columns, IReadOnlyList<TRow> rows)
    {
        var writer = new NativeWriter();
        writer.VarUInt((ulong)columns.Count);
        writer.VarUInt((ulong)rows.Count);
        foreach (var column in columns)
        {
            writer.Text(column.Name);
            writer.Text(column.Type);
            column.Write(writer, rows);
        }
        return writer.ToArray();
    }

    private static ulong Offsets<TItem>(NativeWriter writer, IReadOnlyList<TRow> rows, Func<TRow, IEnumerable<TItem>> items)
    {
        var offset = 0ul;
        foreach (var row in rows)
        {
            offset += (ulong)items(row).Count();
            writer.UInt64(offset);
        }
        return offset;
    }

    private static void WriteDictionary(NativeWriter writer, IEnumerable<string> values, int count)
    {
        const ulong ThirtyTwoBits = 2;
        const ulong HasAdditionalKeys = 1 << 9;
        // Place 0 is the default value.
        var places = new Dictionary<string, uint>(StringComparer.Ordinal) { [""] = 0 };
        var indexes = new uint[count];
        var at = 0;
        foreach (var value in values)
        {
            if (!places.TryGetValue(value, out var place))
            {
                place = (uint)places.Count;
                places.Add(value, place);
            }
            indexes[at++] = place;
        }
        writer.UInt64(ThirtyTwoBits | HasAdditionalKeys);
        writer.UInt64((ulong)places.Count);
        foreach (var value in places.Keys)
        {
            writer.Text(value);
        }
        writer.UInt64((ulong)count);
        foreach (var index in indexes)
        {
            writer.UInt32(index);
        }
    }
}
