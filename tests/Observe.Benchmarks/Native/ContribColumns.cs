using Observe.Benchmarks.Shapes;
using Observe.Storage;
using Observe.Storage.Write;

namespace Observe.Benchmarks.Native;

/// <summary>A span as the OpenTelemetry Collector's ClickHouse exporter inserts it: ids in hex, every attribute a text.</summary>
internal static class ContribColumns
{
    public const string Table = "otel_traces";

    public static IReadOnlyList<NativeBlockColumn<ShapedSpan>> Spans { get; } =
    [
        NativeBlockColumn<ShapedSpan>.Each("Timestamp", "DateTime64(9)", (writer, span) => writer.UInt64((ulong)span.StartUnixNanoseconds)),
        Hex("TraceId", span => span.TraceId),
        Hex("SpanId", span => span.SpanId),
        Hex("ParentSpanId", span => span.ParentSpanId),
        NativeBlockColumn<ShapedSpan>.Text("TraceState", _ => ""),
        NativeBlockColumn<ShapedSpan>.Dictionary("SpanName", span => span.Name),
        NativeBlockColumn<ShapedSpan>.Dictionary("SpanKind", span => span.Kind.ToString()),
        NativeBlockColumn<ShapedSpan>.Dictionary("ServiceName", span => span.Resource.Service),
        Map("ResourceAttributes", span => span.Resource.Attributes),
        NativeBlockColumn<ShapedSpan>.Text("ScopeName", span => span.Scope),
        NativeBlockColumn<ShapedSpan>.Text("ScopeVersion", _ => ""),
        Map("SpanAttributes", span => span.Attributes),
        NativeBlockColumn<ShapedSpan>.Each("Duration", "UInt64", (writer, span) => writer.UInt64((ulong)span.DurationNanoseconds)),
        NativeBlockColumn<ShapedSpan>.Dictionary("StatusCode", span => span.Status == SpanStatus.Error ? "Error" : "Unset"),
        NativeBlockColumn<ShapedSpan>.Text("StatusMessage", _ => ""),
    ];

    private static NativeBlockColumn<ShapedSpan> Hex(string name, Func<ShapedSpan, byte[]> id) =>
        NativeBlockColumn<ShapedSpan>.Text(name, span => Convert.ToHexStringLower(id(span)));

    private static NativeBlockColumn<ShapedSpan> Map(string name, Func<ShapedSpan, TelemetryAttribute[]> attributes) =>
        NativeBlockColumn<ShapedSpan>.Map(
            name, "String", attributes, attribute => attribute.Key, (writer, attribute) => writer.Text(attribute.Value.ToString()),
            dictionary: true);
}
