using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Observe.Storage.Write.Columns;

/// <summary>Values of one width: numbers, times, flags, ids.</summary>
public sealed class FixedColumn(string name, string type, int width) : Column(name, type)
{
    private readonly ColumnBuffer _values = new();

    internal override int StreamCount => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(byte value) => _values.Byte(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(uint value) => _values.UInt32(value);

    public void Append(int value) => _values.UInt32((uint)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ulong value) => _values.UInt64(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(long value) => _values.UInt64((ulong)value);

    public void Append(double value) => BinaryPrimitives.WriteDoubleLittleEndian(_values.Take(8), value);

    public void Append(DateOnly day) =>
        BinaryPrimitives.WriteUInt16LittleEndian(_values.Take(2), (ushort)(day.DayNumber - UnixTime.EpochDayNumber));

    /// <summary>An id of the column's width; an empty one is "none".</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AppendId(ReadOnlySpan<byte> id)
    {
        var target = _values.Take(width);
        if (id.Length == width)
        {
            id.CopyTo(target);
        }
        else
        {
            target.Clear();
        }
    }

    internal override void Seal(BlockWriter output) => output.Fixed(_values.Written, width);

    internal override void Merge(ColumnBuffer output, IReadOnlyList<SealedBlock> blocks, LengthsColumn? lengths)
    {
        foreach (var block in blocks)
        {
            block.CopyFixed(FirstStream, LengthsColumn.Count(lengths, block), width, output);
        }
    }

    internal override void Reset() => _values.Reset();
}
