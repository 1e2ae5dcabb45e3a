using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Observe.Conformance.Wire;

/// <summary>Writes protobuf's wire format by hand, so that it can also be written wrongly.</summary>
public sealed class ProtobufWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    public ProtobufWriter Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    public ProtobufWriter Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Raw([(byte)(value | 0x80)]);
        }
        return Raw([(byte)value]);
    }

    public ProtobufWriter Varint(int number, ulong value) => Tag(number, 0).Varint(value);

    public ProtobufWriter Fixed64(int number, ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return Tag(number, 1).Raw(bytes);
    }

    public ProtobufWriter Bytes(int number, ReadOnlySpan<byte> bytes) => Tag(number, 2).Varint((ulong)bytes.Length).Raw(bytes);

    public ProtobufWriter Text(int number, string text) => Bytes(number, Encoding.UTF8.GetBytes(text));

    public ProtobufWriter Fixed32(int number, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Tag(number, 5).Raw(bytes);
    }

    public ProtobufWriter Tag(int number, int wireType) => Varint(((ulong)number << 3) | (uint)wireType);

    public static int VarintBytes(ulong value)
    {
        var bytes = 1;
        for (; value >= 0x80; value >>= 7)
        {
            bytes++;
        }
        return bytes;
    }
}
