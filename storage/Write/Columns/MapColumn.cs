using System.Runtime.CompilerServices;

namespace Observe.Storage.Write.Columns;

/// <summary>A map in each row, from texts of which few differ.</summary>
public sealed class MapColumn<TColumn>(string name, TColumn values)
    : Column(name, $"Map({DictionaryColumn.LowCardinality}, {values.Type})")
    where TColumn : Column
{
    private readonly LengthsColumn _lengths = new();
    private long[] _known = new long[64];
    private long _stamp = 1L << 32;
    private int _count;

    /// <summary>The values of all rows; each follows its key.</summary>
    public TColumn Values { get; } = values;

    /// <summary>The keys of all rows.</summary>
    internal DictionaryColumn Keys { get; } = new("");

    internal override int FirstStream
    {
        get => base.FirstStream;
        set
        {
            base.FirstStream = value;
            _lengths.FirstStream = value;
            Keys.FirstStream = _lengths.FirstStream + _lengths.StreamCount;
            Values.FirstStream = Keys.FirstStream + Keys.StreamCount;
        }
    }

    internal override int StreamCount => _lengths.StreamCount + Keys.StreamCount + Values.StreamCount;

    /// <summary>Adds a key to the row that was learnt before; its value is to be appended next.</summary>
    /// <param name="id">The caller's own number for the key: saves looking the text up again.</param>
    /// <returns>False when it has to be given with its text.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryKey(int id)
    {
        var known = (uint)id < (uint)_known.Length ? _known[id] : 0;
        if ((known & ~0xffff_ffffL) != _stamp)
        {
            return false;
        }
        _count++;
        Keys.AppendIndex((int)known);
        return true;
    }

    /// <summary>Adds a key to the row and learns its number; its value is to be appended next.</summary>
    public void Key(int id, ReadOnlySpan<byte> utf8)
    {
        _count++;
        var index = Keys.Dictionary.GetOrAdd(utf8);
        if (id >= _known.Length)
        {
            Array.Resize(ref _known, Math.Max(id + 1, _known.Length * 2));
        }
        _known[id] = _stamp | (uint)index;
        Keys.AppendIndex(index);
    }

    /// <summary>Adds a key that has no number.</summary>
    public void Key(ReadOnlySpan<byte> utf8)
    {
        _count++;
        Keys.Append(utf8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndRow()
    {
        _lengths.Append(_count);
        _count = 0;
    }

    /// <summary>Pairs of all rows of a block.</summary>
    internal int Items(SealedBlock block) => _lengths.Items(block);

    internal override void Seal(BlockWriter output)
    {
        _lengths.Seal(output);
        Keys.Seal(output);
        Values.Seal(output);
    }

    internal override void MergePrefix(ColumnBuffer output)
    {
        Keys.MergePrefix(output);
        Values.MergePrefix(output);
    }

    internal override void Merge(ColumnBuffer output, IReadOnlyList<SealedBlock> blocks, LengthsColumn? lengths)
    {
        _lengths.Merge(output, blocks, null);
        Keys.Merge(output, blocks, _lengths);
        Values.Merge(output, blocks, _lengths);
    }

    internal override void Reset()
    {
        _lengths.Reset();
        Keys.Reset();
        Values.Reset();
        _count = 0;
        // What was known before no longer is.
        _stamp += 1L << 32;
    }
}
