using Observe.Storage;
using Observe.Storage.Write;

namespace Observe.Testing.Rows;

/// <summary>One span as it is stored in the table <c>spans</c>. Times are unix nanoseconds.</summary>
public sealed record SpanRow
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
