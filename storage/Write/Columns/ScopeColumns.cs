namespace Observe.Storage.Write.Columns;

/// <summary>The columns that say which instrumentation made a record.</summary>
public sealed class ScopeColumns
{
    private readonly DictionaryColumn _name;
    private readonly DictionaryColumn _version;
    private readonly DictionaryColumn _attributes;
    private StoredScope? _current;
    private (int Name, int Version, int Attributes) _indices;

    internal ScopeColumns(TableBlock block)
    {
        _name = block.Dictionary("scope_name");
        _version = block.Dictionary("scope_version");
        _attributes = block.Add(new DictionaryColumn("scope_attributes", "String"));
    }

    public void Append(StoredScope scope)
    {
        if (!ReferenceEquals(_current, scope))
        {
            _indices = (
                _name.Dictionary.GetOrAdd(scope.Name),
                _version.Dictionary.GetOrAdd(scope.Version),
                _attributes.Dictionary.GetOrAdd(scope.Attributes));
            _current = scope;
        }
        _name.AppendIndex(_indices.Name);
        _version.AppendIndex(_indices.Version);
        _attributes.AppendIndex(_indices.Attributes);
    }

    internal void Forget() => _current = null;
}
