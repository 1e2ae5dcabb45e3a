using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Observe.Collector.Decode;
using Observe.Collector.Proto.Common;
using Observe.Storage;

namespace Observe.Collector.Tests.Reference;

/// <summary>Turns the values of OTLP into attribute values; what is not a plain value becomes OTLP/JSON text.</summary>
internal static class AnyValueText
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        MaxDepth = DecodeLimits.JsonDepth,
        // The text is stored and shown as text, never pasted into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="cut">True when the value was longer than a value may be.</param>
    public static AttributeValue ToAttribute(AnyValue? value, out bool cut)
    {
        cut = false;
        switch (value?.ValueCase)
        {
            case AnyValue.ValueOneofCase.StringValue:
                return AttributeValue.Of(Cut(value.StringValue, out cut));
            case AnyValue.ValueOneofCase.BoolValue:
                return AttributeValue.Of(value.BoolValue);
            case AnyValue.ValueOneofCase.IntValue:
                return AttributeValue.Of(value.IntValue);
            case AnyValue.ValueOneofCase.DoubleValue:
                return AttributeValue.Of(value.DoubleValue);
            default:
                var json = Json(value);
                var text = Cut(json, out cut);
                // Half a document is text, not JSON.
                return cut ? AttributeValue.Of(text) : AttributeValue.OfJson(json);
        }
    }

    /// <summary>Cuts text to the longest value that is stored, never inside a character.</summary>
    public static string Cut(string text, out bool cut)
    {
        cut = text.Length > DecodeLimits.MaxValueBytes
            || (text.Length > DecodeLimits.MaxValueBytes / 3 && Encoding.UTF8.GetByteCount(text) > DecodeLimits.MaxValueBytes);
        if (!cut)
        {
            return text;
        }
        var bytes = ArrayPool<byte>.Shared.Rent(DecodeLimits.MaxValueBytes);
        try
        {
            Utf8.FromUtf16(text, bytes.AsSpan(0, DecodeLimits.MaxValueBytes), out var charsRead, out _);
            return text[..charsRead];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>True when arrays and lists in the value are nested deeper than is stored. Stops at the limit itself.</summary>
    public static bool IsTooDeep(AnyValue? value, int levelsLeft = DecodeLimits.MaxValueDepth) => value?.ValueCase switch
    {
        AnyValue.ValueOneofCase.ArrayValue =>
            levelsLeft == 0 || value.ArrayValue.Values.Any(inner => IsTooDeep(inner, levelsLeft - 1)),
        AnyValue.ValueOneofCase.KvlistValue =>
            levelsLeft == 0 || value.KvlistValue.Values.Any(pair => IsTooDeep(pair.Value, levelsLeft - 1)),
        _ => false,
    };

    public static string Json(AnyValue? value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            Write(writer, value);
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, AnyValue? value)
    {
        writer.WriteStartObject();
        switch (value?.ValueCase)
        {
            case AnyValue.ValueOneofCase.StringValue:
                writer.WriteString("stringValue", value.StringValue);
                break;
            case AnyValue.ValueOneofCase.BoolValue:
                writer.WriteBoolean("boolValue", value.BoolValue);
                break;
            case AnyValue.ValueOneofCase.IntValue:
                writer.WriteString("intValue", value.IntValue.ToString(CultureInfo.InvariantCulture));
                break;
            case AnyValue.ValueOneofCase.DoubleValue when double.IsFinite(value.DoubleValue):
                writer.WriteNumber("doubleValue", value.DoubleValue);
                break;
            case AnyValue.ValueOneofCase.DoubleValue:
                writer.WriteString("doubleValue", value.DoubleValue.ToString(CultureInfo.InvariantCulture));
                break;
            case AnyValue.ValueOneofCase.BytesValue:
                writer.WriteBase64String("bytesValue", value.BytesValue.Span);
                break;
            case AnyValue.ValueOneofCase.ArrayValue:
                WriteArray(writer, value.ArrayValue);
                break;
            case AnyValue.ValueOneofCase.KvlistValue:
                WriteList(writer, value.KvlistValue);
                break;
        }
        writer.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter writer, ArrayValue array)
    {
        writer.WriteStartObject("arrayValue");
        writer.WriteStartArray("values");
        foreach (var value in array.Values)
        {
            Write(writer, value);
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, KeyValueList list)
    {
        writer.WriteStartObject("kvlistValue");
        writer.WriteStartArray("values");
        foreach (var pair in list.Values)
        {
            writer.WriteStartObject();
            writer.WriteString("key", pair.Key);
            writer.WritePropertyName("value");
            Write(writer, pair.Value);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
