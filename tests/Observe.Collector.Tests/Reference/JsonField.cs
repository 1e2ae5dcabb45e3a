using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Observe.Collector.Decode;

namespace Observe.Collector.Tests.Reference;

/// <summary>One property of an OTLP/JSON object, read strictly: a value of the wrong kind refuses the request and names the field.</summary>
internal readonly record struct JsonField(string Name, JsonElement Value)
{
    /// <summary>The properties that are set; null counts as absent.</summary>
    public static IEnumerable<JsonField> Of(JsonElement element, string name)
    {
        if (element.ValueKind == JsonValueKind.Null)
        {
            yield break;
        }
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(name, "an object");
        }
        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Null)
            {
                yield return new JsonField(NameOf(property), property.Value);
            }
        }
    }

    public void Fill<T>(RepeatedField<T> target, Func<JsonElement, T> read)
    {
        if (Value.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(Name, "an array");
        }
        target.Clear();
        foreach (var item in Value.EnumerateArray())
        {
            target.Add(read(item));
        }
    }

    public string Text()
    {
        if (Value.ValueKind != JsonValueKind.String)
        {
            throw Wrong(Name, "a string");
        }
        try
        {
            return Value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // An escape that is half of a surrogate pair.
            throw Wrong(Name, "a string of whole Unicode characters");
        }
    }

    public bool Boolean() => Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(Name, "true or false"),
    };

    /// <summary>Enums are integers only; their names are not allowed in OTLP/JSON.</summary>
    public int EnumNumber() =>
        Value.ValueKind == JsonValueKind.Number && Value.TryGetInt32(out var number)
            ? number
            : throw Wrong(Name, "an integer (enum names are not allowed in OTLP/JSON)");

    public uint UnsignedShort() => UnsignedInteger() is var number and <= uint.MaxValue ? (uint)number : throw Wrong(Name, "an unsigned 32-bit integer");

    public ulong UnsignedInteger()
    {
        if (Value.ValueKind == JsonValueKind.Number && Value.TryGetUInt64(out var number))
        {
            return number;
        }
        return Value.ValueKind == JsonValueKind.String
            && ulong.TryParse(Text(), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
                ? parsed
                : throw Wrong(Name, "an unsigned integer, as a number or a string");
    }

    public long SignedInteger()
    {
        if (Value.ValueKind == JsonValueKind.Number && Value.TryGetInt64(out var number))
        {
            return number;
        }
        return Value.ValueKind == JsonValueKind.String
            && long.TryParse(Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed)
                ? parsed
                : throw Wrong(Name, "an integer, as a number or a string");
    }

    public double Double()
    {
        if (Value.ValueKind == JsonValueKind.Number)
        {
            return Value.GetDouble();
        }
        return Value.ValueKind == JsonValueKind.String
            && double.TryParse(Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed)
                ? parsed
                : throw Wrong(Name, "a number, or one of \"NaN\", \"Infinity\", \"-Infinity\"");
    }

    /// <summary>Hex of either case. Bytes of the wrong length are no error here: they cost one record, not the request.</summary>
    public ByteString HexBytes()
    {
        var text = Text();
        try
        {
            return ByteString.CopyFrom(Convert.FromHexString(text));
        }
        catch (FormatException)
        {
            return ByteString.Empty;
        }
    }

    public ByteString Base64Bytes()
    {
        try
        {
            return ByteString.FromBase64(Text());
        }
        catch (FormatException)
        {
            throw Wrong(Name, "base64");
        }
    }

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            throw new OtlpFormatException("A field name holds half of a surrogate pair.");
        }
    }

    private static OtlpFormatException Wrong(string name, string expected) => new($"The field '{name}' must be {expected}.");
}
