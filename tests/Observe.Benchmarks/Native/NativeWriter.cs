using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Observe.Benchmarks.Native;

/// <summary>Bytes in ClickHouse's Native format.</summary>
internal sealed class NativeWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(1 << 20);

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    public void VarUInt(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }
        Byte((byte)value);
    }

    public void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    public void Bytes(ReadOnlySpan<byte> value) => _bytes.Write(value);

    /// <summary>An id, all zeros when it is missing.</summary>
    public void Id(byte[] value, int length)
    {
        var target = _bytes.GetSpan(length)[..length];
        target.Clear();
        value.CopyTo(target);
        _bytes.Advance(length);
    }

    public void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        VarUInt((ulong)length);
        _bytes.Advance(Encoding.UTF8.GetBytes(value, _bytes.GetSpan(length)));
    }

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
    }

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
    }
}
