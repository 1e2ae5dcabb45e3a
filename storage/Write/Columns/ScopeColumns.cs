namespace Observe.Storage.Write.Columns;

/// <summary>The columns that say which instrumentation made a record.</summary>
public sealed class ScopeColumns
{
    private readonly DictionaryColumn _version;
    private StoredScope? _current;
    private (int Name, int Version, int Attributes) _indices;

    internal ScopeColumns(TableBlock block)
    {
        Name = block.Dictionary("scope_name");
        _version = block.Dictionary("scope_version");
        Attributes = block.Add(new DictionaryColumn("scope_attributes", "String"));
    }

    internal DictionaryColumn Name { get; }

    /// <summary>As OTLP/JSON; empty for none.</summary>
    internal DictionaryColumn Attributes { get; }

    public void Append(StoredScope scope)
    {
        if (!ReferenceEquals(_current, scope))
        {
            _indices = (
                Name.Dictionary.GetOrAdd(scope.Name),
                _version.Dictionary.GetOrAdd(scope.Version),
                Attributes.Dictionary.GetOrAdd(scope.Attributes));
            _current = scope;
        }
        Name.AppendIndex(_indices.Name);
        _version.AppendIndex(_indices.Version);
        Attributes.AppendIndex(_indices.Attributes);
    }

    internal void Forget() => _current = null;
}
