using System.Buffers.Text;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Observe.Storage.Write.Columns;

namespace Observe.Collector.Decode;

/// <summary>
/// Writes values that have no column of their own as OTLP/JSON
/// (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding), straight from their wire bytes.
/// </summary>
internal sealed class ValueJson : IDisposable
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        MaxDepth = DecodeLimits.JsonDepth,
        SkipValidation = true,
        // The text is stored and shown as text, never pasted into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly AttributeKeys _keys;
    private readonly ValueText _text;
    private readonly ColumnBuffer _value = new();
    private readonly ColumnBuffer _list = new();
    private readonly Utf8JsonWriter _valueWriter;
    private readonly Utf8JsonWriter _listWriter;

    public ValueJson(AttributeKeys keys, ValueText text)
    {
        _keys = keys;
        _text = text;
        _valueWriter = new Utf8JsonWriter(_value, WriterOptions);
        _listWriter = new Utf8JsonWriter(_list, WriterOptions);
    }

    /// <summary>The value as OTLP/JSON, which holds until the next call.</summary>
    /// <exception cref="OtlpFormatException">It is nested too deep.</exception>
    public ReadOnlySpan<byte> Value(WireValue value, KeyTraits traits)
    {
        _value.Truncate(0);
        _valueWriter.Reset(_value);
        Write(_valueWriter, value, traits, DecodeLimits.MaxValueDepth);
        _valueWriter.Flush();
        return _value.Written;
    }

    /// <summary>
    /// A message's attributes as an OTLP/JSON array, empty for none, which holds until the next call.
    /// </summary>
    /// <param name="tag">Of the field that repeats the attributes.</param>
    /// <param name="dropped">Grows by the attributes that were left out or cut.</param>
    public ReadOnlySpan<byte> Attributes(ReadOnlySpan<byte> message, uint tag, ref uint dropped)
    {
        var count = 0;
        _list.Truncate(0);
        _listWriter.Reset(_list);
        var reader = new WireReader(message);
        while (reader.TryTag(out var next))
        {
            if (next != tag)
            {
                reader.Skip(next);
                continue;
            }
            var pair = WirePair.Read(reader.Bytes());
            if (count == DecodeLimits.MaxAttributes)
            {
                dropped = Increment(dropped);
                continue;
            }
            if (count++ == 0)
            {
                _listWriter.WriteStartArray();
            }
            Write(pair, ref dropped);
        }
        if (count == 0)
        {
            return [];
        }
        _listWriter.WriteEndArray();
        _listWriter.Flush();
        return _list.Written;
    }

    public static uint Increment(uint count) => count == uint.MaxValue ? count : count + 1;

    public void Reset()
    {
        _value.Reset();
        _list.Reset();
    }

    public void Dispose()
    {
        _valueWriter.Dispose();
        _listWriter.Dispose();
    }

    private void Write(WirePair pair, ref uint dropped)
    {
        var id = _keys.Find(pair.Key);
        var traits = _keys.Traits(id);
        var cut = (traits & KeyTraits.Cut) != 0;
        _listWriter.WriteStartObject();
        _listWriter.WriteString("key"u8, _keys[id]);
        _listWriter.WritePropertyName("value"u8);
        var value = WireValue.Read(pair.Value);
        if (value.Kind != WireValueKind.Empty && (traits & KeyTraits.Secret) != 0)
        {
            WriteMask(_listWriter);
        }
        else if (value.Kind is WireValueKind.Array or WireValueKind.List or WireValueKind.Bytes)
        {
            var json = Value(value, traits);
            if (json.Length > DecodeLimits.MaxValueBytes)
            {
                // Half a document is text, not JSON.
                cut = true;
                _listWriter.WriteStartObject();
                _listWriter.WriteString("stringValue"u8, TextRepair.Cut(json));
                _listWriter.WriteEndObject();
            }
            else
            {
                _listWriter.WriteRawValue(json, skipInputValidation: true);
            }
        }
        else if (value.Kind == WireValueKind.Text)
        {
            _listWriter.WriteStartObject();
            _listWriter.WriteString("stringValue"u8, _text.Clean(value.Bytes, traits, out var valueCut));
            _listWriter.WriteEndObject();
            cut |= valueCut;
        }
        else
        {
            Write(_listWriter, value, traits, DecodeLimits.MaxValueDepth);
        }
        _listWriter.WriteEndObject();
        dropped = cut ? Increment(dropped) : dropped;
    }

    private void Write(Utf8JsonWriter writer, WireValue value, KeyTraits traits, int levelsLeft)
    {
        writer.WriteStartObject();
        switch (value.Kind)
        {
            case WireValueKind.Text:
                writer.WriteString("stringValue"u8, _text.Clean(value.Bytes, traits, out _));
                break;
            case WireValueKind.Boolean:
                writer.WriteBoolean("boolValue"u8, value.Boolean);
                break;
            case WireValueKind.Integer:
                Span<byte> digits = stackalloc byte[20];
                Utf8Formatter.TryFormat(value.Integer, digits, out var length);
                writer.WriteString("intValue"u8, digits[..length]);
                break;
            case WireValueKind.Double when double.IsFinite(value.Double):
                writer.WriteNumber("doubleValue"u8, value.Double);
                break;
            case WireValueKind.Double:
                writer.WriteString("doubleValue"u8, value.Double.ToString(CultureInfo.InvariantCulture));
                break;
            case WireValueKind.Bytes:
                writer.WriteBase64String("bytesValue"u8, value.Bytes);
                break;
            case WireValueKind.Array:
                writer.WriteStartObject("arrayValue"u8);
                WriteItems(writer, value.Bytes, traits, Deeper(levelsLeft));
                writer.WriteEndObject();
                break;
            case WireValueKind.List:
                writer.WriteStartObject("kvlistValue"u8);
                WritePairs(writer, value.Bytes, Deeper(levelsLeft));
                writer.WriteEndObject();
                break;
        }
        writer.WriteEndObject();
    }

    private void WriteItems(Utf8JsonWriter writer, ReadOnlySpan<byte> array, KeyTraits traits, int levelsLeft)
    {
        writer.WriteStartArray("values"u8);
        var reader = new WireReader(array);
        while (reader.TryTag(out var tag))
        {
            if (tag == 0x0a)
            {
                Write(writer, WireValue.Read(reader.Bytes()), traits, levelsLeft);
            }
            else
            {
                reader.Skip(tag);
            }
        }
        writer.WriteEndArray();
    }

    private void WritePairs(Utf8JsonWriter writer, ReadOnlySpan<byte> list, int levelsLeft)
    {
        writer.WriteStartArray("values"u8);
        var reader = new WireReader(list);
        while (reader.TryTag(out var tag))
        {
            if (tag != 0x0a)
            {
                reader.Skip(tag);
                continue;
            }
            var pair = WirePair.Read(reader.Bytes());
            var id = _keys.Find(pair.Key);
            writer.WriteStartObject();
            writer.WriteString("key"u8, _keys[id]);
            writer.WritePropertyName("value"u8);
            var value = WireValue.Read(pair.Value);
            if (value.Kind != WireValueKind.Empty && (_keys.Traits(id) & KeyTraits.Secret) != 0)
            {
                WriteMask(writer);
            }
            else
            {
                Write(writer, value, _keys.Traits(id), levelsLeft);
            }
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private void WriteMask(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("stringValue"u8, _text.Mask());
        writer.WriteEndObject();
    }

    private static int Deeper(int levelsLeft) => levelsLeft > 0
        ? levelsLeft - 1
        : throw new OtlpFormatException($"A value is nested deeper than {DecodeLimits.MaxValueDepth} levels.");
}
