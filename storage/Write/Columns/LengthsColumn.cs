using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Observe.Storage.Write.Columns;

/// <summary>How many items each row has, shared by the arrays that have as many.</summary>
public sealed class LengthsColumn() : Column("", "")
{
    private const int HeadBytes = 5;

    private readonly ColumnBuffer _lengths = new();
    private readonly ColumnBuffer _scratch = new();
    private uint _largest;
    private uint _total;

    internal override int StreamCount => 2;

    internal override bool IsStored => false;

    public void Append(int count)
    {
        _lengths.UInt32((uint)count);
        _largest = Math.Max(_largest, (uint)count);
        _total += (uint)count;
    }

    /// <summary>The values that a block holds: an item each, or one a row.</summary>
    internal static int Count(LengthsColumn? lengths, SealedBlock block) => lengths?.Items(block) ?? block.Rows;

    internal override void Seal(BlockWriter output)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(head, _total);
        head[4] = (byte)IndexWidth.Of(_largest);
        output.Plain(head);
        output.Narrowed(_lengths.Written, head[4], _scratch);
    }

    /// <summary>Items of all rows of a block.</summary>
    internal int Items(SealedBlock block) => (int)BinaryPrimitives.ReadUInt32LittleEndian(Head(block));

    /// <summary>As Native's offsets: for each row, the items of all rows up to it.</summary>
    internal override void Merge(ColumnBuffer output, IReadOnlyList<SealedBlock> blocks, LengthsColumn? lengths)
    {
        ulong offset = 0;
        foreach (var block in blocks)
        {
            var width = Head(block)[4];
            var target = MemoryMarshal.Cast<byte, ulong>(output.Take(block.Rows * sizeof(ulong)));
            _scratch.Truncate(0);
            block.CopyFixed(FirstStream + 1, block.Rows, width, _scratch);
            for (var i = 0; i < target.Length; i++)
            {
                offset += IndexWidth.Read(_scratch.Written, i, width);
                target[i] = offset;
            }
        }
    }

    internal override void Reset()
    {
        _lengths.Reset();
        _scratch.Reset();
        _largest = 0;
        _total = 0;
    }

    private ReadOnlySpan<byte> Head(SealedBlock block)
    {
        var head = block.Stream(FirstStream, out _);
        return head.Length == HeadBytes ? head : throw SealedBlock.Broken();
    }
}
