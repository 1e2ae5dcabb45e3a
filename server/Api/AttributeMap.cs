using System.Text.Json;
using System.Text.Json.Serialization;
using Observe.Storage;

namespace Observe.Server.Api;

/// <summary>Attributes as one JSON object, each value in its own type.</summary>
[JsonConverter(typeof(AttributeMapConverter))]
public sealed record AttributeMap(IReadOnlyList<TelemetryAttribute> Items);

/// <summary>Writes <see cref="AttributeMap"/>; the API takes none in.</summary>
public sealed class AttributeMapConverter : JsonConverter<AttributeMap>
{
    public override AttributeMap Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Attributes are only written.");

    public override void Write(Utf8JsonWriter writer, AttributeMap value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        // A key that came twice would make the object ambiguous: the last value stands, as in most readers.
        foreach (var attribute in value.Items.Reverse().DistinctBy(item => item.Key).Reverse())
        {
            writer.WritePropertyName(attribute.Key);
            WriteValue(writer, attribute.Value);
        }
        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, AttributeValue value)
    {
        switch (value.Kind)
        {
            case AttributeKind.Integer:
                writer.WriteNumberValue(value.Integer);
                break;
            case AttributeKind.Double when double.IsFinite(value.Double):
                writer.WriteNumberValue(value.Double);
                break;
            case AttributeKind.Boolean:
                writer.WriteBooleanValue(value.Boolean);
                break;
            case AttributeKind.Json:
                WriteJson(writer, value.Text);
                break;
            default:
                writer.WriteStringValue(value.ToString());
                break;
        }
    }

    /// <summary>
    /// The text of an OTLP AnyValue; what is no JSON after all (a value cut at its size limit), or deeper than the serializer
    /// writes, is written as text.
    /// </summary>
    private static void WriteJson(Utf8JsonWriter writer, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 32 });
            document.RootElement.WriteTo(writer);
        }
        catch (JsonException)
        {
            writer.WriteStringValue(json);
        }
    }
}
