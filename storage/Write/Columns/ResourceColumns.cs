namespace Observe.Storage.Write.Columns;

/// <summary>The columns that say what emitted a record.</summary>
public sealed class ResourceColumns
{
    private readonly DictionaryColumn[] _texts;
    private readonly FixedColumn _fingerprint;
    private readonly int[] _indices;
    private StoredResource? _current;

    internal ResourceColumns(TableBlock block)
    {
        _texts =
        [
            block.Dictionary("service"),
            block.Dictionary("service_version"),
            block.Dictionary("environment"),
            block.Dictionary("cloud_provider"),
            block.Dictionary("cloud_account"),
            block.Dictionary("cloud_region"),
            block.Dictionary("faas_name"),
            block.Dictionary("faas_version"),
            block.Add(new DictionaryColumn("faas_instance", "String")),
        ];
        _fingerprint = block.UInt64("resource_fingerprint");
        _indices = new int[_texts.Length];
    }

    public void Append(StoredResource resource)
    {
        // Records come in groups of one resource: its texts are looked up once a group.
        if (!ReferenceEquals(_current, resource))
        {
            Learn(resource);
        }
        for (var i = 0; i < _texts.Length; i++)
        {
            _texts[i].AppendIndex(_indices[i]);
        }
        _fingerprint.Append(resource.Fingerprint);
    }

    /// <summary>To be called with the reset of the block: its dictionaries are empty again.</summary>
    internal void Forget() => _current = null;

    private void Learn(StoredResource resource)
    {
        ReadOnlySpan<byte[]> texts =
        [
            resource.Service, resource.ServiceVersion, resource.Environment, resource.CloudProvider, resource.CloudAccount,
            resource.CloudRegion, resource.FaasName, resource.FaasVersion, resource.FaasInstance,
        ];
        for (var i = 0; i < texts.Length; i++)
        {
            _indices[i] = _texts[i].Dictionary.GetOrAdd(texts[i]);
        }
        _current = resource;
    }
}
