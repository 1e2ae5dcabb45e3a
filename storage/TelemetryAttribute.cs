using System.Globalization;

namespace Observe.Storage;

/// <summary>What kind of value an attribute holds, which decides the map that it is stored in.</summary>
public enum AttributeKind : byte
{
    Text = 0,
    Integer = 1,
    Double = 2,
    Boolean = 3,

    /// <summary>Bytes, arrays, key-value lists and empty values, as the OTLP/JSON text of their AnyValue.</summary>
    Json = 4,
}

/// <summary>One attribute value, typed as it came.</summary>
public readonly record struct AttributeValue
{
    private readonly string? _text;
    private readonly long _bits;

    private AttributeValue(AttributeKind kind, string? text, long bits)
    {
        Kind = kind;
        _text = text;
        _bits = bits;
    }

    public AttributeKind Kind { get; }

    /// <summary>The text of a <see cref="AttributeKind.Text"/> or <see cref="AttributeKind.Json"/> value; otherwise empty.</summary>
    public string Text => _text ?? "";

    public long Integer => Kind == AttributeKind.Integer ? _bits : 0;
    public double Double => Kind == AttributeKind.Double ? BitConverter.Int64BitsToDouble(_bits) : 0;
    public bool Boolean => Kind == AttributeKind.Boolean && _bits != 0;

    public static AttributeValue Of(string text) => new(AttributeKind.Text, text, 0);
    public static AttributeValue Of(long value) => new(AttributeKind.Integer, null, value);
    public static AttributeValue Of(double value) => new(AttributeKind.Double, null, BitConverter.DoubleToInt64Bits(value));
    public static AttributeValue Of(bool value) => new(AttributeKind.Boolean, null, value ? 1 : 0);
    public static AttributeValue OfJson(string json) => new(AttributeKind.Json, json, 0);

    /// <summary>The value as a person reads it.</summary>
    public override string ToString() => Kind switch
    {
        AttributeKind.Integer => Integer.ToString(CultureInfo.InvariantCulture),
        AttributeKind.Double => Double.ToString("R", CultureInfo.InvariantCulture),
        AttributeKind.Boolean => Boolean ? "true" : "false",
        _ => Text,
    };
}

/// <summary>A key and its value. A list of them keeps the order in which they came.</summary>
public readonly record struct TelemetryAttribute(string Key, AttributeValue Value);
