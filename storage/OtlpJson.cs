using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Observe.Storage;

/// <summary>
/// Attribute lists as OTLP/JSON text (opentelemetry-proto, common.proto, JSON mapping): 64-bit integers are strings,
/// doubles that JSON has no number for are the strings NaN, Infinity and -Infinity.
/// </summary>
public static class OtlpJson
{
    // Deeper than any AnyValue that the collector lets in (255 levels, three JSON levels each).
    private const int MaxDepth = 1_024;
    private static readonly JsonWriterOptions WriterOptions =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth, SkipValidation = true };

    private static readonly JsonDocumentOptions ReaderOptions = new() { MaxDepth = MaxDepth };

    /// <summary><c>[{"key":"a","value":{"stringValue":"x"}}]</c>; empty for no attributes.</summary>
    public static string Write(IReadOnlyList<TelemetryAttribute> attributes)
    {
        if (attributes.Count == 0)
        {
            return "";
        }
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            WriteTo(json, attributes);
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes the list as a JSON array.</summary>
    public static void WriteTo(Utf8JsonWriter json, IReadOnlyList<TelemetryAttribute> attributes)
    {
        json.WriteStartArray();
        foreach (var attribute in attributes)
        {
            json.WriteStartObject();
            json.WriteString("key", attribute.Key);
            json.WritePropertyName("value");
            WriteValue(json, attribute.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static IReadOnlyList<TelemetryAttribute> Read(string text)
    {
        if (text.Length == 0)
        {
            return [];
        }
        using var document = JsonDocument.Parse(text, ReaderOptions);
        return
        [
            .. document.RootElement.EnumerateArray().Select(item => new TelemetryAttribute(
                item.GetProperty("key").GetString()!, ReadValue(item.GetProperty("value")))),
        ];
    }

    private static void WriteValue(Utf8JsonWriter json, AttributeValue value)
    {
        switch (value.Kind)
        {
            case AttributeKind.Json:
                json.WriteRawValue(value.Text, skipInputValidation: true);
                return;
            case AttributeKind.Text:
                Field(json, "stringValue").WriteStringValue(value.Text);
                break;
            case AttributeKind.Integer:
                Field(json, "intValue").WriteStringValue(value.Integer.ToString(CultureInfo.InvariantCulture));
                break;
            case AttributeKind.Boolean:
                Field(json, "boolValue").WriteBooleanValue(value.Boolean);
                break;
            case AttributeKind.Double when double.IsFinite(value.Double):
                Field(json, "doubleValue").WriteNumberValue(value.Double);
                break;
            case AttributeKind.Double:
                Field(json, "doubleValue").WriteStringValue(value.Double.ToString(CultureInfo.InvariantCulture));
                break;
            default:
                throw new InvalidOperationException($"An attribute of kind {value.Kind} has no OTLP/JSON form.");
        }
        json.WriteEndObject();
    }

    private static Utf8JsonWriter Field(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject();
        json.WritePropertyName(name);
        return json;
    }

    private static AttributeValue ReadValue(JsonElement value)
    {
        foreach (var field in value.EnumerateObject())
        {
            switch (field.Name)
            {
                case "stringValue":
                    return AttributeValue.Of(field.Value.GetString()!);
                case "intValue":
                    return AttributeValue.Of(long.Parse(field.Value.GetString()!, CultureInfo.InvariantCulture));
                case "boolValue":
                    return AttributeValue.Of(field.Value.GetBoolean());
                case "doubleValue":
                    return AttributeValue.Of(field.Value.ValueKind == JsonValueKind.String
                        ? double.Parse(field.Value.GetString()!, CultureInfo.InvariantCulture)
                        : field.Value.GetDouble());
                default:
                    return AttributeValue.OfJson(value.GetRawText());
            }
        }
        return AttributeValue.OfJson(value.GetRawText());
    }
}
