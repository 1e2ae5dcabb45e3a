namespace Observe.Storage.Write;

/// <summary>One span as it is stored in the table <c>spans</c>. Times are unix nanoseconds.</summary>
public sealed class SpanRow
{
    public required TraceId TraceId { get; init; }
    public required SpanId SpanId { get; init; }

    /// <summary>Empty for a root.</summary>
    public SpanId ParentSpanId { get; init; }

    public string TraceState { get; init; } = "";
    public uint Flags { get; init; }
    public string Name { get; init; } = "";
    public SpanKind Kind { get; init; }
    public required long StartUnixNanoseconds { get; init; }

    /// <summary>Never negative: an end before the start is stored as 0 and flagged by the attribute <c>observe.warning</c>.</summary>
    public long DurationNanoseconds { get; init; }

    public SpanStatus Status { get; init; }
    public string StatusMessage { get; init; } = "";
    public required ResourceRow Resource { get; init; }
    public string ScopeName { get; init; } = "";
    public string ScopeVersion { get; init; } = "";
    public IReadOnlyList<TelemetryAttribute> ScopeAttributes { get; init; } = [];
    public IReadOnlyList<TelemetryAttribute> Attributes { get; init; } = [];
    public IReadOnlyList<SpanEvent> Events { get; init; } = [];
    public IReadOnlyList<SpanLink> Links { get; init; } = [];
    public uint DroppedAttributes { get; init; }
    public uint DroppedEvents { get; init; }
    public uint DroppedLinks { get; init; }

    /// <summary>When the collector took it in.</summary>
    public required long ReceivedUnixNanoseconds { get; init; }
}

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
