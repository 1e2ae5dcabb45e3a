using System.Buffers.Binary;
using System.Text;

namespace Observe.Testing.Rows;

/// <summary>Reads a block of ClickHouse's Native format into values, from the format's description alone.</summary>
internal sealed class NativeParser(ReadOnlyMemory<byte> bytes)
{
    private int _position;

    /// <summary>The columns by name; each value is a number, a string (bytes as Latin-1), a bool, or an array or map of such.</summary>
    public Dictionary<string, object[]> Read()
    {
        var columns = (int)VarUInt();
        var rows = (int)VarUInt();
        var result = new Dictionary<string, object[]>();
        for (var i = 0; i < columns; i++)
        {
            var name = Encoding.UTF8.GetString(Text());
            var type = Encoding.UTF8.GetString(Text());
            Prefix(type);
            result.Add(name, Values(type, rows));
        }
        return _position == bytes.Length ? result : throw new InvalidDataException($"{bytes.Length - _position} bytes are left.");
    }

    private void Prefix(string type)
    {
        if (type == "LowCardinality(String)")
        {
            Assert(UInt64() == 1, "version of the dictionary's keys");
        }
        else if (Inner(type, "Array") is { } item)
        {
            Prefix(item);
        }
        else if (Inner(type, "Map") is { } pair)
        {
            var (key, value) = Pair(pair);
            Prefix(key);
            Prefix(value);
        }
    }

    private object[] Values(string type, int count)
    {
        if (Inner(type, "Array") is { } item)
        {
            var offsets = Offsets(count);
            var items = Values(item, offsets.Length == 0 ? 0 : offsets[^1]);
            return Slices(offsets, (start, end) => items[start..end]);
        }
        if (Inner(type, "Map") is { } pair)
        {
            var (keyType, valueType) = Pair(pair);
            var offsets = Offsets(count);
            var total = offsets.Length == 0 ? 0 : offsets[^1];
            var keys = Values(keyType, total);
            var values = Values(valueType, total);
            return Slices(offsets, (start, end) =>
                Enumerable.Range(start, end - start).Select(i => KeyValuePair.Create((string)keys[i], values[i])).ToArray());
        }
        return type == "LowCardinality(String)" ? Encoded(count) : [.. Enumerable.Range(0, count).Select(_ => Value(type))];
    }

    private object Value(string type) => type switch
    {
        "String" => Latin1(Text()),
        "UInt8" => Take(1)[0],
        "Bool" => Take(1)[0] != 0,
        "Date" => BinaryPrimitives.ReadUInt16LittleEndian(Take(2)),
        "UInt32" => BinaryPrimitives.ReadUInt32LittleEndian(Take(4)),
        "Int32" => BinaryPrimitives.ReadInt32LittleEndian(Take(4)),
        "UInt64" => UInt64(),
        "Int64" or "DateTime64(9, 'UTC')" => (long)UInt64(),
        "Float64" => BinaryPrimitives.ReadDoubleLittleEndian(Take(8)),
        "FixedString(16)" => Latin1(Take(16)),
        "FixedString(8)" => Latin1(Take(8)),
        _ => throw new InvalidDataException($"The type {type} is not known here."),
    };

    private object[] Encoded(int count)
    {
        if (count == 0)
        {
            return [];
        }
        var flags = UInt64();
        Assert((flags & ~0xfful) == 0x600, "flags of the dictionary");
        var keys = new object[(int)UInt64()];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = Latin1(Text());
        }
        Assert(UInt64() == (ulong)count, "number of indices");
        var result = new object[count];
        for (var i = 0; i < count; i++)
        {
            result[i] = keys[(flags & 0xff) switch
            {
                0 => Take(1)[0],
                1 => BinaryPrimitives.ReadUInt16LittleEndian(Take(2)),
                2 => (int)BinaryPrimitives.ReadUInt32LittleEndian(Take(4)),
                _ => throw new InvalidDataException("The width of the indices is not known."),
            }];
        }
        return result;
    }

    private int[] Offsets(int count) => [.. Enumerable.Range(0, count).Select(_ => checked((int)UInt64()))];

    private static object[] Slices(int[] offsets, Func<int, int, object> slice) =>
        [.. offsets.Select((end, i) => slice(i == 0 ? 0 : offsets[i - 1], end))];

    private static string? Inner(string type, string outer) =>
        type.StartsWith(outer + "(", StringComparison.Ordinal) ? type[(outer.Length + 1)..^1] : null;

    private static (string Key, string Value) Pair(string pair)
    {
        var comma = pair.IndexOf(", ", StringComparison.Ordinal);
        return (pair[..comma], pair[(comma + 2)..]);
    }

    private static string Latin1(ReadOnlySpan<byte> text) => Encoding.Latin1.GetString(text);

    private static void Assert(bool condition, string what)
    {
        if (!condition)
        {
            throw new InvalidDataException($"Wrong {what}.");
        }
    }

    private ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    private ReadOnlySpan<byte> Text() => Take((int)VarUInt());

    private ulong VarUInt()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = bytes.Span.Slice(_position, count);
        _position += count;
        return taken;
    }
}
