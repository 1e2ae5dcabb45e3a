namespace Observe.Storage.Write.Columns;

/// <summary>
/// One column of a table: collects the values of a request's rows, seals them into streams for the journal, and writes the
/// streams of many blocks as one column of a Native block.
/// </summary>
public abstract class Column(string name, string type)
{
    /// <summary>The column's name in ClickHouse.</summary>
    public string Name { get; } = name;

    /// <summary>The type that its values are sent as.</summary>
    public string Type { get; } = type;

    /// <summary>Which stream of a block is this column's first.</summary>
    internal virtual int FirstStream { get; set; }

    /// <summary>How many streams it has in a block.</summary>
    internal abstract int StreamCount { get; }

    /// <summary>False for a column that only helps others and has no place in the table.</summary>
    internal virtual bool IsStored => true;

    /// <summary>Appends its streams.</summary>
    internal abstract void Seal(BlockWriter output);

    /// <summary>What comes before the values in a Native column: the states of its dictionaries.</summary>
    internal virtual void MergePrefix(ColumnBuffer output)
    {
    }

    /// <summary>Writes the values of all blocks, one after the other.</summary>
    /// <param name="lengths">Tells how many values a block holds; null when it is one a row.</param>
    internal abstract void Merge(ColumnBuffer output, IReadOnlyList<SealedBlock> blocks, LengthsColumn? lengths);

    internal abstract void Reset();
}
