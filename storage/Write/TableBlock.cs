using Observe.Storage.Write.Columns;

namespace Observe.Storage.Write;

/// <summary>
/// Collects rows of one table, column by column. The columns' list is the only one of the table: the same for what the
/// journal keeps and for the INSERT. A row is whole when each column got its value and the row was counted.
/// </summary>
public abstract class TableBlock(TelemetryTable table)
{
    /// <summary>Stands first in each sealed block. A changed list of columns needs a new number, and code that reads both.</summary>
    internal const byte Layout = 1;

    private readonly List<Column> _columns = [];

    public TelemetryTable Table { get; } = table;

    public int Rows { get; private set; }

    internal IReadOnlyList<Column> Columns => _columns;

    internal int StreamCount { get; private set; }

    protected void CountRow() => Rows++;

    /// <summary>Appends the rows as the journal keeps them.</summary>
    public void Seal(ColumnBuffer output)
    {
        output.Byte(Layout);
        var writer = new BlockWriter(output);
        foreach (var column in _columns)
        {
            column.Seal(writer);
        }
    }

    public void Reset()
    {
        Rows = 0;
        Forget();
        _columns.ForEach(column => column.Reset());
    }

    /// <summary>Drops what was remembered of the dictionaries' contents.</summary>
    protected virtual void Forget()
    {
    }

    internal T Add<T>(T column)
        where T : Column
    {
        column.FirstStream = StreamCount;
        StreamCount += column.StreamCount;
        _columns.Add(column);
        return column;
    }

    internal DictionaryColumn Dictionary(string name) => Add(new DictionaryColumn(name));

    internal FixedColumn UInt8(string name) => Add(new FixedColumn(name, "UInt8", 1));

    internal FixedColumn Bool(string name) => Add(new FixedColumn(name, "Bool", 1));

    internal FixedColumn Int32(string name) => Add(new FixedColumn(name, "Int32", 4));

    internal FixedColumn UInt32(string name) => Add(new FixedColumn(name, "UInt32", 4));

    internal FixedColumn UInt64(string name) => Add(new FixedColumn(name, "UInt64", 8));

    internal FixedColumn Int64(string name) => Add(new FixedColumn(name, "Int64", 8));

    internal FixedColumn Double(string name) => Add(new FixedColumn(name, "Float64", 8));

    internal FixedColumn Time(string name) => Add(new FixedColumn(name, ColumnType.Time, 8));

    internal FixedColumn TraceId(string name) => Add(new FixedColumn(name, ColumnType.TraceId, Storage.TraceId.ByteLength));

    internal FixedColumn SpanId(string name) => Add(new FixedColumn(name, ColumnType.SpanId, Storage.SpanId.ByteLength));

    internal ArrayColumn<T> Array<T>(string name, LengthsColumn lengths, T values)
        where T : Column => Add(new ArrayColumn<T>(name, lengths, values));
}
