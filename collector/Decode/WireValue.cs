namespace Observe.Collector.Decode;

/// <summary>What an AnyValue holds.</summary>
internal enum WireValueKind
{
    Empty,
    Text,
    Boolean,
    Integer,
    Double,
    Array,
    List,
    Bytes,
}

/// <summary>An AnyValue in place; of several values in one the last counts.</summary>
internal readonly ref struct WireValue
{
    private WireValue(WireValueKind kind, ReadOnlySpan<byte> bytes, ulong bits)
    {
        Kind = kind;
        Bytes = bytes;
        _bits = bits;
    }

    private readonly ulong _bits;

    public WireValueKind Kind { get; }

    /// <summary>Of a text, of bytes, or of the message of an array or list.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    public long Integer => (long)_bits;

    public double Double => BitConverter.UInt64BitsToDouble(_bits);

    public bool Boolean => _bits != 0;

    public static WireValue Read(ReadOnlySpan<byte> anyValue)
    {
        var kind = WireValueKind.Empty;
        var bytes = ReadOnlySpan<byte>.Empty;
        ulong bits = 0;
        var reader = new WireReader(anyValue);
        while (reader.TryTag(out var tag))
        {
            switch (tag)
            {
                case 0x0a:
                    kind = WireValueKind.Text;
                    bytes = reader.Bytes();
                    break;
                case 0x10:
                    (kind, bits) = (WireValueKind.Boolean, reader.Varint());
                    break;
                case 0x18:
                    (kind, bits) = (WireValueKind.Integer, reader.Varint());
                    break;
                case 0x21:
                    (kind, bits) = (WireValueKind.Double, reader.Fixed64());
                    break;
                case 0x2a:
                    kind = WireValueKind.Array;
                    bytes = reader.Bytes();
                    break;
                case 0x32:
                    kind = WireValueKind.List;
                    bytes = reader.Bytes();
                    break;
                case 0x3a:
                    kind = WireValueKind.Bytes;
                    bytes = reader.Bytes();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return new WireValue(kind, bytes, bits);
    }
}

/// <summary>A KeyValue in place.</summary>
internal readonly ref struct WirePair
{
    private WirePair(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Key = key;
        Value = value;
    }

    public ReadOnlySpan<byte> Key { get; }

    /// <summary>The message of its AnyValue; empty when it has none.</summary>
    public ReadOnlySpan<byte> Value { get; }

    public static WirePair Read(ReadOnlySpan<byte> keyValue)
    {
        var key = ReadOnlySpan<byte>.Empty;
        var value = ReadOnlySpan<byte>.Empty;
        var reader = new WireReader(keyValue);
        while (reader.TryTag(out var tag))
        {
            switch (tag)
            {
                case 0x0a:
                    key = reader.Bytes();
                    break;
                case 0x12:
                    value = reader.Bytes();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return new WirePair(key, value);
    }
}
