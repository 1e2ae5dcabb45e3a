using System.Text;
using Observe.Storage.Write.Columns;

namespace Observe.Storage.Write;

/// <summary>Rows of the table <c>resources</c>: what emitted records, once a day and fingerprint.</summary>
public sealed class ResourceBlock : TableBlock
{
    private readonly FixedColumn _day;
    private readonly FixedColumn _fingerprint;
    private readonly DictionaryColumn _schemaUrl;

    public ResourceBlock()
        : base(TelemetryTable.Resources)
    {
        _day = Add(new FixedColumn("day", "Date", 2));
        _fingerprint = UInt64("fingerprint");
        _schemaUrl = Dictionary("schema_url");
        Attributes = new AttributeColumns(this);
    }

    internal AttributeColumns Attributes { get; }

    public void Append(DateOnly day, StoredResource resource)
    {
        _day.Append(day);
        _fingerprint.Append(resource.Fingerprint);
        _schemaUrl.Append(resource.SchemaUrl);
        foreach (var attribute in resource.Attributes)
        {
            Append(Encoding.UTF8.GetBytes(attribute.Key), attribute.Value);
        }
        Attributes.EndRow();
        CountRow();
    }

    private void Append(byte[] key, AttributeValue value)
    {
        switch (value.Kind)
        {
            case AttributeKind.Text:
                Attributes.Text.Key(key);
                Attributes.Text.Values.Append(Encoding.UTF8.GetBytes(value.Text));
                break;
            case AttributeKind.Integer:
                Attributes.Integer.Key(key);
                Attributes.Integer.Values.Append(value.Integer);
                break;
            case AttributeKind.Double:
                Attributes.Double.Key(key);
                Attributes.Double.Values.Append(value.Double);
                break;
            case AttributeKind.Boolean:
                Attributes.Boolean.Key(key);
                Attributes.Boolean.Values.Append(value.Boolean ? (byte)1 : (byte)0);
                break;
            case AttributeKind.Json:
                Attributes.Json.Key(key);
                Attributes.Json.Values.Append(Encoding.UTF8.GetBytes(value.Text));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(value), value.Kind, "An attribute of this kind has no column.");
        }
    }
}
