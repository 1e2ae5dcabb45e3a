using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Observe.Storage.Write.Columns;

/// <summary>
/// Texts of which few differ: each row holds a place in a dictionary, in the block and, for a
/// <c>LowCardinality(String)</c>, also in what ClickHouse is sent, so that it has nothing to look up row by row.
/// </summary>
public sealed class DictionaryColumn(string name, string type = DictionaryColumn.LowCardinality) : Column(name, type)
{
    public const string LowCardinality = "LowCardinality(String)";

    // src/DataTypes/Serializations/SerializationLowCardinality.cpp: keys follow, and the dictionary is theirs alone.
    private const ulong KeysVersion = 1;
    private const ulong HasAdditionalKeys = 1 << 9;
    private const ulong NeedsDictionaryUpdate = 1 << 10;

    private readonly Utf8Dictionary _texts = new();
    private readonly ColumnBuffer _indices = new();
    private readonly ColumnBuffer _scratch = new();
    private int _last;

    /// <summary>The dictionary of the rows so far.</summary>
    public Utf8Dictionary Dictionary => _texts;

    internal override int StreamCount => 2;

    public void Append(ReadOnlySpan<byte> utf8)
    {
        // Neighbours are often the same; an empty text mostly follows an empty one.
        if (_last >= _texts.Count || !_texts[_last].SequenceEqual(utf8))
        {
            _last = _texts.GetOrAdd(utf8);
        }
        AppendIndex(_last);
    }

    /// <param name="index">As the dictionary gave it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AppendIndex(int index) => _indices.UInt32((uint)index);

    /// <summary>The different texts of a block; the places of its values are in the next stream.</summary>
    internal TextsReader Texts(SealedBlock block, out int count)
    {
        var reader = new TextsReader(block.Stream(FirstStream, out _));
        count = (int)reader.VarUInt();
        return reader;
    }

    internal override void Seal(BlockWriter output)
    {
        _scratch.Truncate(0);
        _scratch.VarUInt((ulong)_texts.Count);
        _scratch.Bytes(_texts.Texts);
        output.Plain(_scratch.Written);
        output.Narrowed(_indices.Written, Width(_texts.Count), _scratch);
    }

    internal override void MergePrefix(ColumnBuffer output)
    {
        if (Type == LowCardinality)
        {
            output.UInt64(KeysVersion);
        }
    }

    internal override void Merge(ColumnBuffer output, IReadOnlyList<SealedBlock> blocks, LengthsColumn? lengths)
    {
        var merged = new Utf8Dictionary();
        var indices = new ColumnBuffer();
        foreach (var block in blocks)
        {
            MergeIndices(block, LengthsColumn.Count(lengths, block), merged, indices);
        }
        if (indices.Length == 0)
        {
            return;
        }
        if (Type == LowCardinality)
        {
            WriteEncoded(output, merged, indices);
        }
        else
        {
            WriteExpanded(output, merged, indices);
        }
        indices.Reset();
        merged.Reset();
    }

    internal override void Reset()
    {
        _texts.Reset();
        _indices.Reset();
        _scratch.Reset();
        _last = 0;
    }

    /// <summary>Bytes of a place among so many texts.</summary>
    internal static int Width(int count) => IndexWidth.Of((uint)Math.Max(0, count - 1));

    /// <summary>Appends the block's places, as places in the merged dictionary.</summary>
    private void MergeIndices(SealedBlock block, int count, Utf8Dictionary merged, ColumnBuffer indices)
    {
        var reader = Texts(block, out var size);
        var places = ArrayPool<int>.Shared.Rent(Math.Max(1, size));
        try
        {
            for (var i = 0; i < size; i++)
            {
                places[i] = merged.GetOrAdd(reader.Text());
            }
            if (count == 0)
            {
                return;
            }
            var width = Width(size);
            _scratch.Truncate(0);
            block.CopyFixed(FirstStream + 1, count, width, _scratch);
            var target = MemoryMarshal.Cast<byte, int>(indices.Take(count * sizeof(int)));
            for (var i = 0; i < target.Length; i++)
            {
                var index = (int)IndexWidth.Read(_scratch.Written, i, width);
                target[i] = index < size ? places[index] : throw SealedBlock.Broken();
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(places);
        }
    }

    private static void WriteEncoded(ColumnBuffer output, Utf8Dictionary merged, ColumnBuffer indices)
    {
        var width = Width(merged.Count);
        // UInt8, UInt16 and UInt32 have the numbers 0, 1 and 2.
        output.UInt64(HasAdditionalKeys | NeedsDictionaryUpdate | (ulong)(width >> 1));
        output.UInt64((ulong)merged.Count);
        output.Bytes(merged.Texts);
        output.UInt64((ulong)(indices.Length / sizeof(int)));
        IndexWidth.Narrow(indices.Written, width, output);
    }

    private static void WriteExpanded(ColumnBuffer output, Utf8Dictionary merged, ColumnBuffer indices)
    {
        foreach (var index in MemoryMarshal.Cast<byte, int>(indices.Written))
        {
            output.Text(merged[index]);
        }
    }
}
