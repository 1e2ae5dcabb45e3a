using System.Buffers.Binary;
using System.Globalization;

namespace Observe.Storage;

/// <summary>A span id: 8 bytes in wire order, kept as a number. Zero means "none".</summary>
public readonly record struct SpanId(ulong Value)
{
    public const int ByteLength = 8;

    public bool IsEmpty => Value == 0;

    /// <summary>Reads 8 bytes in wire order.</summary>
    public static SpanId FromBytes(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt64BigEndian(bytes));

    /// <summary>Parses exactly 16 hexadecimal characters of either case.</summary>
    public static bool TryParse(ReadOnlySpan<char> hex, out SpanId id)
    {
        id = default;
        if (hex.Length != 16
            || !ulong.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }
        id = new SpanId(value);
        return true;
    }

    public void CopyTo(Span<byte> destination) => BinaryPrimitives.WriteUInt64BigEndian(destination, Value);

    /// <summary>16 lower-case hexadecimal characters.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
