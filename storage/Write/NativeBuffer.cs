using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Observe.Storage.Write;

/// <summary>Bytes in ClickHouse's Native format: numbers little-endian, lengths as variable-length integers (LEB128).</summary>
internal sealed class NativeBuffer
{
    private readonly ArrayBufferWriter<byte> _bytes = new(4_096);

    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public void VarUInt(ulong value)
    {
        var span = _bytes.GetSpan(10);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }
        span[length++] = (byte)value;
        _bytes.Advance(length);
    }

    public void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        VarUInt((ulong)length);
        _bytes.Advance(Encoding.UTF8.GetBytes(value, _bytes.GetSpan(length)));
    }

    public void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    public void UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.GetSpan(2), value);
        _bytes.Advance(2);
    }

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
    }

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
    }

    public void Int64(long value) => UInt64((ulong)value);

    public void Double(double value) => Int64(BitConverter.DoubleToInt64Bits(value));

    public void Id(TraceId id)
    {
        id.CopyTo(_bytes.GetSpan(TraceId.ByteLength));
        _bytes.Advance(TraceId.ByteLength);
    }

    public void Id(SpanId id)
    {
        id.CopyTo(_bytes.GetSpan(SpanId.ByteLength));
        _bytes.Advance(SpanId.ByteLength);
    }
}
