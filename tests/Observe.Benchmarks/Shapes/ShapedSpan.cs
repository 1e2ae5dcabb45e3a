using Observe.Storage;
using Observe.Storage.Write;

namespace Observe.Benchmarks.Shapes;

/// <summary>A span as its sender knows it: of no wire format and no table.</summary>
/// <param name="ReceivedUnixNanoseconds">When its request came; the same for all spans of the request.</param>
internal sealed record ShapedSpan(
    byte[] TraceId,
    byte[] SpanId,
    byte[] ParentSpanId,
    ShapedResource Resource,
    string Scope,
    string Name,
    SpanKind Kind,
    long StartUnixNanoseconds,
    long DurationNanoseconds,
    SpanStatus Status,
    TelemetryAttribute[] Attributes,
    long ReceivedUnixNanoseconds);

/// <summary>What emitted a span.</summary>
internal sealed record ShapedResource(string Service, string Version, string Environment, string Region, TelemetryAttribute[] Attributes);
