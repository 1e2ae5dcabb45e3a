namespace Observe.Storage.Write.Columns;

/// <summary>An array in each row, of the lengths that it shares with its neighbours.</summary>
public sealed class ArrayColumn<TColumn>(string name, LengthsColumn lengths, TColumn values) : Column(name, $"Array({values.Type})")
    where TColumn : Column
{
    /// <summary>The items of all rows.</summary>
    public TColumn Values { get; } = values;

    internal override int FirstStream
    {
        get => base.FirstStream;
        set => Values.FirstStream = base.FirstStream = value;
    }

    internal override int StreamCount => Values.StreamCount;

    internal override void Seal(BlockWriter output) => Values.Seal(output);

    internal override void MergePrefix(ColumnBuffer output) => Values.MergePrefix(output);

    internal override void Merge(ColumnBuffer output, IReadOnlyList<SealedBlock> blocks, LengthsColumn? outer)
    {
        lengths.Merge(output, blocks, null);
        Values.Merge(output, blocks, lengths);
    }

    internal override void Reset() => Values.Reset();
}
