using System.IO.Hashing;
using System.Text;
using Observe.Benchmarks.Shapes;
using Observe.Storage;

namespace Observe.Benchmarks.Native;

/// <summary>
/// A span in the columns of the table <c>spans</c>, as the product's writer sends them, with what may be sent in another way:
/// dictionaries for texts, numbers for ids, one list of items for the search index.
/// </summary>
internal static class ObserveColumns
{
    public const string Table = "spans";

    public static IReadOnlyList<NativeBlockColumn<ShapedSpan>> Spans(bool dictionaries, bool numericIds = false, bool items = false, bool oneMap = false) =>
    [
        Id("trace_id", 16, numericIds, span => span.TraceId),
        Id("span_id", 8, numericIds, span => span.SpanId),
        Id("parent_span_id", 8, numericIds, span => span.ParentSpanId),
        NativeBlockColumn<ShapedSpan>.Text("trace_state", _ => ""),
        UInt32("flags"),
        Word("name", dictionaries, span => span.Name),
        NativeBlockColumn<ShapedSpan>.Each("kind", "UInt8", (writer, span) => writer.Byte((byte)span.Kind)),
        Time("start_time", span => span.StartUnixNanoseconds),
        NativeBlockColumn<ShapedSpan>.Each("duration_ns", "UInt64", (writer, span) => writer.UInt64((ulong)span.DurationNanoseconds)),
        NativeBlockColumn<ShapedSpan>.Each("status", "UInt8", (writer, span) => writer.Byte((byte)span.Status)),
        NativeBlockColumn<ShapedSpan>.Text("status_message", _ => ""),
        Word("service", dictionaries, span => span.Resource.Service),
        Word("service_version", dictionaries, span => span.Resource.Version),
        Word("environment", dictionaries, span => span.Resource.Environment),
        Word("cloud_provider", dictionaries, _ => ""),
        Word("cloud_account", dictionaries, _ => ""),
        Word("cloud_region", dictionaries, span => span.Resource.Region),
        Word("faas_name", dictionaries, _ => ""),
        Word("faas_version", dictionaries, _ => ""),
        NativeBlockColumn<ShapedSpan>.Text("faas_instance", _ => ""),
        NativeBlockColumn<ShapedSpan>.Each(
            "resource_fingerprint", "UInt64",
            (writer, span) => writer.UInt64(Fingerprint(span.Resource))),
        Word("scope_name", dictionaries, span => span.Scope),
        Word("scope_version", dictionaries, _ => ""),
        NativeBlockColumn<ShapedSpan>.Text("scope_attributes", _ => "[]"),
        .. oneMap ? OneMap(dictionaries) : Maps(dictionaries),
        .. items ? [Items()] : Array.Empty<NativeBlockColumn<ShapedSpan>>(),
        UInt32("dropped_attributes"),
        UInt32("dropped_events"),
        UInt32("dropped_links"),
        Time("received_time", span => span.ReceivedUnixNanoseconds),
        NativeBlockColumn<ShapedSpan>.Each("batch_id", "UInt64", (writer, _) => writer.UInt64(4_711)),
    ];

    /// <summary>By what a span names its resource.</summary>
    public static ulong Fingerprint(ShapedResource resource) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(resource.Service));

    private static IEnumerable<NativeBlockColumn<ShapedSpan>> Maps(bool dictionaries) =>
    [
        Map("attr_string", "String", AttributeKind.Text, dictionaries, (writer, item) => writer.Text(item.Value.Text)),
        Map("attr_int", "Int64", AttributeKind.Integer, dictionaries, (writer, item) => writer.UInt64((ulong)item.Value.Integer)),
        Map("attr_double", "Float64", AttributeKind.Double, dictionaries, (writer, item) => writer.UInt64(BitConverter.DoubleToUInt64Bits(item.Value.Double))),
        Map("attr_bool", "Bool", AttributeKind.Boolean, dictionaries, (writer, item) => writer.Byte(item.Value.Boolean ? (byte)1 : (byte)0)),
        Map("attr_json", "String", AttributeKind.Json, dictionaries, (writer, item) => writer.Text(item.Value.Text)),
    ];

    private static IEnumerable<NativeBlockColumn<ShapedSpan>> OneMap(bool dictionaries) =>
    [
        NativeBlockColumn<ShapedSpan>.Map(
            "attr_string", "String", span => span.Attributes, item => item.Key, (writer, item) => writer.Text(item.Value.ToString()), dictionaries),
    ];

    private static NativeBlockColumn<ShapedSpan> Items() => NativeBlockColumn<ShapedSpan>.Array(
        "items", "String", span => span.Attributes, (writer, item) => writer.Text(item.Key + "=" + item.Value));

    private static NativeBlockColumn<ShapedSpan> Map(
        string name, string type, AttributeKind kind, bool dictionary, Action<NativeWriter, TelemetryAttribute> value) =>
        NativeBlockColumn<ShapedSpan>.Map(
            name, type, span => span.Attributes.Where(item => item.Value.Kind == kind), item => item.Key, value, dictionary);

    private static NativeBlockColumn<ShapedSpan> Word(string name, bool dictionary, Func<ShapedSpan, string> value) =>
        dictionary ? NativeBlockColumn<ShapedSpan>.Dictionary(name, value) : NativeBlockColumn<ShapedSpan>.Text(name, value);

    private static NativeBlockColumn<ShapedSpan> Id(string name, int length, bool numeric, Func<ShapedSpan, byte[]> id) =>
        NativeBlockColumn<ShapedSpan>.Each(
            name, numeric ? $"UInt{length * 8}" : $"FixedString({length})", (writer, span) => writer.Id(id(span), length));

    private static NativeBlockColumn<ShapedSpan> UInt32(string name) =>
        NativeBlockColumn<ShapedSpan>.Each(name, "UInt32", (writer, _) => writer.UInt32(0));

    private static NativeBlockColumn<ShapedSpan> Time(string name, Func<ShapedSpan, long> time) =>
        NativeBlockColumn<ShapedSpan>.Each(name, "DateTime64(9, 'UTC')", (writer, span) => writer.UInt64((ulong)time(span)));
}
