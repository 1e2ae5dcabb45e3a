namespace Observe.Storage.Write.Columns;

/// <summary>The five maps that hold an attribute list without loss, one for each kind of value.</summary>
public sealed class AttributeColumns
{
    internal AttributeColumns(TableBlock block)
    {
        Text = block.Add(new MapColumn<TextColumn>("attr_string", new TextColumn("")));
        Integer = block.Add(new MapColumn<FixedColumn>("attr_int", new FixedColumn("", "Int64", 8)));
        Double = block.Add(new MapColumn<FixedColumn>("attr_double", new FixedColumn("", "Float64", 8)));
        Boolean = block.Add(new MapColumn<FixedColumn>("attr_bool", new FixedColumn("", "Bool", 1)));
        Json = block.Add(new MapColumn<TextColumn>("attr_json", new TextColumn("")));
    }

    public MapColumn<TextColumn> Text { get; }

    public MapColumn<FixedColumn> Integer { get; }

    public MapColumn<FixedColumn> Double { get; }

    public MapColumn<FixedColumn> Boolean { get; }

    /// <summary>Bytes, arrays, key-value lists and empty values, as the OTLP/JSON text of their AnyValue.</summary>
    public MapColumn<TextColumn> Json { get; }

    internal void EndRow()
    {
        Text.EndRow();
        Integer.EndRow();
        Double.EndRow();
        Boolean.EndRow();
        Json.EndRow();
    }
}
