using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Observe.Storage.Write.Columns;

namespace Observe.Collector.Decode;

/// <summary>
/// Turns OTLP/JSON into the protobuf bytes of the same request, so that both are decoded by the same code. Not protobuf's
/// own JSON mapping: ids are hex, enums are numbers only (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding).
/// Unknown fields are ignored; of a field that is given twice the last counts.
/// </summary>
internal sealed class OtlpJsonTranscoder
{
    private const int MaxShownName = 64;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = DecodeLimits.JsonDepth };

    private readonly ColumnBuffer _output = new();
    private readonly ColumnBuffer _scratch = new();

    /// <summary>What the sender should know of the last request; empty for nothing.</summary>
    public string Warning { get; private set; } = "";

    /// <summary>The request as protobuf, which holds until the next call.</summary>
    /// <exception cref="OtlpFormatException">The body is empty, or a value is not of its field's kind.</exception>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public ReadOnlySpan<byte> ToProtobuf(OtlpSignal signal, ReadOnlySpan<byte> json)
    {
        _output.Truncate(0);
        Warning = "";
        if (json.IsEmpty)
        {
            throw new OtlpFormatException("The body is empty, which is no JSON; an empty request is {}.");
        }
        var reader = new Utf8JsonReader(json, Options);
        reader.Read();
        Fields(ref reader, signal switch
        {
            OtlpSignal.Traces => OtlpMessages.Traces,
            OtlpSignal.Logs => OtlpMessages.Logs,
            _ => OtlpMessages.Metrics,
        }, "request");
        // Anything behind the value is an error that only a further read finds.
        reader.Read();
        return _output.Written;
    }

    public void Reset()
    {
        _output.Reset();
        _scratch.Reset();
    }

    /// <summary>Writes the fields of the object at which the reader stands.</summary>
    private void Fields(ref Utf8JsonReader reader, JsonMessage message, string name)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Wrong(name, "an object");
        }
        Span<(int Start, int End)> places = stackalloc (int, int)[message.Fields.Count];
        places.Clear();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var index = Find(ref reader, message);
            reader.Read();
            if (index < 0 || reader.TokenType == JsonTokenType.Null)
            {
                reader.Skip();
                continue;
            }
            Forget(places, index);
            var start = _output.Length;
            Field(ref reader, message.Fields[index]);
            places[index] = (start, _output.Length);
        }
    }

    private int Find(ref Utf8JsonReader reader, JsonMessage message)
    {
        try
        {
            for (var i = 0; i < message.Fields.Count; i++)
            {
                if (reader.ValueTextEquals(message.Fields[i].Name))
                {
                    return i;
                }
            }
        }
        catch (InvalidOperationException)
        {
            throw new OtlpFormatException("A field name holds half of a surrogate pair.");
        }
        if (Warning.Length == 0 && reader.ValueSpan.Contains((byte)'_'))
        {
            var shown = Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(MaxShownName, reader.ValueSpan.Length)]);
            Warning = $"unknown fields such as '{shown}' were ignored: the names of OTLP/JSON are in lowerCamelCase";
        }
        return -1;
    }

    /// <summary>Takes out what an earlier field of the same name wrote.</summary>
    private void Forget(Span<(int Start, int End)> places, int index)
    {
        var (start, end) = places[index];
        if (start == end)
        {
            return;
        }
        var written = _output.At(0, _output.Length);
        written[end..].CopyTo(written[start..]);
        _output.Truncate(_output.Length - (end - start));
        foreach (ref var place in places)
        {
            if (place.Start >= end)
            {
                place = (place.Start - (end - start), place.End - (end - start));
            }
        }
    }

    private void Field(ref Utf8JsonReader reader, JsonFieldShape field)
    {
        if (!field.IsRepeated)
        {
            Value(ref reader, field);
            return;
        }
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Wrong(field.Text, "an array");
        }
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Value(ref reader, field);
        }
    }

    private void Value(ref Utf8JsonReader reader, JsonFieldShape field)
    {
        _output.VarUInt(field.Tag);
        switch (field.Kind)
        {
            case JsonFieldKind.Message:
                var start = _output.BeginMessage();
                Fields(ref reader, field.Message!(), field.Text);
                _output.EndMessage(start);
                break;
            case JsonFieldKind.Text:
                _output.Text(Text(ref reader, field));
                break;
            case JsonFieldKind.Hex:
                Hex(Text(ref reader, field));
                break;
            case JsonFieldKind.Base64:
                Base64(Text(ref reader, field), field);
                break;
            case JsonFieldKind.Boolean:
                _output.Byte(reader.TokenType switch
                {
                    JsonTokenType.True => 1,
                    JsonTokenType.False => 0,
                    _ => throw Wrong(field.Text, "true or false"),
                });
                break;
            default:
                Number(ref reader, field);
                break;
        }
    }

    private void Number(ref Utf8JsonReader reader, JsonFieldShape field)
    {
        switch (field.Kind)
        {
            case JsonFieldKind.Enum:
                _output.VarUInt((ulong)(reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number)
                    ? number
                    : throw Wrong(field.Text, "an integer (enum names are not allowed in OTLP/JSON)")));
                break;
            case JsonFieldKind.SInt32:
                var signed = Signed(ref reader, field) is >= int.MinValue and <= int.MaxValue and var value
                    ? (int)value
                    : throw Wrong(field.Text, "a 32-bit integer");
                _output.VarUInt((uint)((signed << 1) ^ (signed >> 31)));
                break;
            case JsonFieldKind.Int64:
                _output.VarUInt((ulong)Signed(ref reader, field));
                break;
            case JsonFieldKind.SFixed64:
                _output.UInt64((ulong)Signed(ref reader, field));
                break;
            case JsonFieldKind.UInt32:
                _output.VarUInt(Unsigned32(ref reader, field));
                break;
            case JsonFieldKind.Fixed32:
                _output.UInt32(Unsigned32(ref reader, field));
                break;
            case JsonFieldKind.UInt64:
                _output.VarUInt(Unsigned(ref reader, field));
                break;
            case JsonFieldKind.Fixed64:
                _output.UInt64(Unsigned(ref reader, field));
                break;
            default:
                _output.UInt64(BitConverter.DoubleToUInt64Bits(Double(ref reader, field)));
                break;
        }
    }

    private static uint Unsigned32(ref Utf8JsonReader reader, JsonFieldShape field) =>
        Unsigned(ref reader, field) is <= uint.MaxValue and var value ? (uint)value : throw Wrong(field.Text, "an unsigned 32-bit integer");

    private static ulong Unsigned(ref Utf8JsonReader reader, JsonFieldShape field)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out var number))
        {
            return number;
        }
        return reader.TokenType == JsonTokenType.String
            && ulong.TryParse(reader.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
                ? parsed
                : throw Wrong(field.Text, "an unsigned integer, as a number or a string");
    }

    private static long Signed(ref Utf8JsonReader reader, JsonFieldShape field)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number))
        {
            return number;
        }
        return reader.TokenType == JsonTokenType.String
            && long.TryParse(reader.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed)
                ? parsed
                : throw Wrong(field.Text, "an integer, as a number or a string");
    }

    private static double Double(ref Utf8JsonReader reader, JsonFieldShape field)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.GetDouble();
        }
        return reader.TokenType == JsonTokenType.String
            && double.TryParse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed)
                ? parsed
                : throw Wrong(field.Text, "a number, or one of \"NaN\", \"Infinity\", \"-Infinity\"");
    }

    private ReadOnlySpan<byte> Text(ref Utf8JsonReader reader, JsonFieldShape field)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw Wrong(field.Text, "a string");
        }
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan;
        }
        _scratch.Truncate(0);
        var target = _scratch.Take(reader.ValueSpan.Length);
        try
        {
            return target[..reader.CopyString(target)];
        }
        catch (InvalidOperationException)
        {
            // An escape that is half of a surrogate pair.
            throw Wrong(field.Text, "a string of whole Unicode characters");
        }
    }

    /// <summary>What is not hex is no id: it costs one record, not the request.</summary>
    private void Hex(ReadOnlySpan<byte> text)
    {
        Span<byte> id = stackalloc byte[16];
        var isHex = text.Length <= 2 * id.Length && Convert.FromHexString(text, id, out _, out _) == OperationStatus.Done;
        _output.Text(isHex ? id[..(text.Length / 2)] : []);
    }

    private void Base64(ReadOnlySpan<byte> text, JsonFieldShape field)
    {
        var start = _output.BeginMessage();
        var target = _output.Take(System.Buffers.Text.Base64.GetMaxDecodedFromUtf8Length(text.Length));
        if (System.Buffers.Text.Base64.DecodeFromUtf8(text, target, out _, out var written) != OperationStatus.Done)
        {
            throw Wrong(field.Text, "base64");
        }
        _output.Truncate(_output.Length - target.Length + written);
        _output.EndMessage(start);
    }

    private static OtlpFormatException Wrong(string name, string expected) => new($"The field '{name}' must be {expected}.");
}
