namespace Observe.Sdk.Tests.Otlp;

/// <summary>Attribute lists as plain .NET values.</summary>
internal static class Attributes
{
    public static Dictionary<string, object?> Plain(this IEnumerable<KeyValue> attributes) =>
        attributes.ToDictionary(a => a.Key, a => a.Value.Plain());

    public static object? Plain(this AnyValue value) => value.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue,
        AnyValue.ValueOneofCase.IntValue => value.IntValue,
        AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue,
        _ => null,
    };

    public static string Hex(this Google.Protobuf.ByteString bytes) => Convert.ToHexStringLower(bytes.Span);
}
