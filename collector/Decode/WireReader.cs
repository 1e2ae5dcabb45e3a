using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Observe.Collector.Decode;

/// <summary>
/// Walks the fields of one protobuf message in place (https://protobuf.dev/programming-guides/encoding). Malformed bytes
/// throw <see cref="OtlpFormatException"/>; unknown fields are for the caller to <see cref="Skip"/>.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    // A group holds groups: deeper than any real message, and no recursion.
    private const int MaxGroups = 100;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Where the next byte stands in the message.</summary>
    public int Position { get; private set; }

    /// <summary>For packed values, which have no tags between them.</summary>
    public readonly bool IsAtEnd => Position >= _bytes.Length;

    /// <summary>Reads the next field's number and wire type as they stand in the tag: <c>number &lt;&lt; 3 | type</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTag(out uint tag)
    {
        var position = Position;
        if ((uint)position >= (uint)_bytes.Length)
        {
            tag = 0;
            return false;
        }
        tag = _bytes[position];
        if (tag is >= 8 and < 0x80)
        {
            Position = position + 1;
            return true;
        }
        tag = LongTag();
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Varint()
    {
        var position = Position;
        if ((uint)position < (uint)_bytes.Length && _bytes[position] < 0x80)
        {
            Position = position + 1;
            return _bytes[position];
        }
        return LongVarint();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Fixed64()
    {
        var position = Position;
        if (_bytes.Length - position < sizeof(ulong))
        {
            throw Truncated();
        }
        Position = position + sizeof(ulong);
        return BinaryPrimitives.ReadUInt64LittleEndian(_bytes[position..]);
    }

    public uint Fixed32()
    {
        var position = Position;
        if (_bytes.Length - position < sizeof(uint))
        {
            throw Truncated();
        }
        Position = position + sizeof(uint);
        return BinaryPrimitives.ReadUInt32LittleEndian(_bytes[position..]);
    }

    /// <summary>A signed number whose sign stands in the lowest bit.</summary>
    public int ZigZag32()
    {
        var value = (uint)Varint();
        return (int)(value >> 1) ^ -(int)(value & 1);
    }

    public double Double() => BitConverter.UInt64BitsToDouble(Fixed64());

    /// <summary>The bytes of a string, of bytes, or of a message.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Bytes()
    {
        var length = Varint();
        var position = Position;
        if (length > (ulong)(_bytes.Length - position))
        {
            throw Truncated();
        }
        Position = position + (int)length;
        return _bytes.Slice(position, (int)length);
    }

    /// <summary>Passes over the value of a field.</summary>
    public void Skip(uint tag)
    {
        switch (tag & 7)
        {
            case 0:
                Varint();
                break;
            case 1:
                Fixed64();
                break;
            case 2:
                Bytes();
                break;
            case 3:
                SkipGroup(tag >> 3);
                break;
            case 5:
                Fixed32();
                break;
            default:
                throw new OtlpFormatException($"The body is not a valid OTLP protobuf message: a field of wire type {tag & 7}.");
        }
    }

    private uint LongTag()
    {
        var value = Varint();
        return value is >= 8 and <= uint.MaxValue
            ? (uint)value
            : throw new OtlpFormatException("The body is not a valid OTLP protobuf message: a field without a number.");
    }

    private ulong LongVarint()
    {
        ulong value = 0;
        var position = Position;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (position >= _bytes.Length)
            {
                throw Truncated();
            }
            var next = _bytes[position++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                Position = position;
                return value;
            }
        }
        throw new OtlpFormatException("The body is not a valid OTLP protobuf message: a number longer than ten bytes.");
    }

    private void SkipGroup(uint number)
    {
        Span<uint> open = stackalloc uint[MaxGroups];
        open[0] = number;
        for (var depth = 1; depth > 0;)
        {
            if (!TryTag(out var tag))
            {
                throw Truncated();
            }
            switch (tag & 7)
            {
                case 3 when depth < MaxGroups:
                    open[depth++] = tag >> 3;
                    break;
                case 4 when open[depth - 1] == tag >> 3:
                    depth--;
                    break;
                case 3 or 4:
                    throw new OtlpFormatException("The body is not a valid OTLP protobuf message: groups that do not match.");
                default:
                    Skip(tag);
                    break;
            }
        }
    }

    private static OtlpFormatException Truncated() => new("The body is not a valid OTLP protobuf message: it ends early.");
}
