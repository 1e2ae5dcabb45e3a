namespace Observe.Storage.Engine;

/// <summary>
/// The values of one statement. Each stands in the SQL as <c>{name:Type}</c>; nothing else brings a value into a statement.
/// </summary>
public sealed class SqlParameters
{
    private readonly List<(string Name, string Type, object Value)> _items = [];

    public IReadOnlyList<(string Name, string Type, object Value)> Items => _items;

    /// <summary>Adds a value under a name of its own and returns its placeholder, e.g. <c>{p3:String}</c>.</summary>
    /// <param name="type">The ClickHouse type, e.g. String, UInt64, Array(String), DateTime64(9).</param>
    public string Add(string type, object value)
    {
        var name = "p" + _items.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        _items.Add((name, type, value));
        return "{" + name + ":" + type + "}";
    }
}
