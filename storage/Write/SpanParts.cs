namespace Observe.Storage.Write;

/// <summary>The OTLP span kinds, with their wire numbers.</summary>
public enum SpanKind : byte
{
    Unspecified = 0,
    Internal = 1,
    Server = 2,
    Client = 3,
    Producer = 4,
    Consumer = 5,
}

/// <summary>The OTLP status codes, with their wire numbers.</summary>
public enum SpanStatus : byte
{
    Unset = 0,
    Ok = 1,
    Error = 2,
}

/// <summary>Something that happened at one moment of a span.</summary>
public sealed record SpanEvent(
    long TimeUnixNanoseconds, string Name, IReadOnlyList<TelemetryAttribute> Attributes, uint DroppedAttributes = 0);

/// <summary>A causal relation to a span of this or another trace.</summary>
public sealed record SpanLink(
    TraceId TraceId, SpanId SpanId, string TraceState, IReadOnlyList<TelemetryAttribute> Attributes, uint DroppedAttributes = 0);
