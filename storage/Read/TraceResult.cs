using Observe.Storage.Write;

namespace Observe.Storage.Read;

/// <summary>One whole trace.</summary>
/// <param name="Spans">By start time. A span that was sent twice is here once.</param>
/// <param name="Truncated">True when the trace has more spans than a page takes (option MaxTraceSpans); the earliest are here.</param>
/// <param name="LastReceivedUnixNanoseconds">When the newest span of it arrived.</param>
public sealed record TraceResult(
    TraceId TraceId, IReadOnlyList<SpanRecord> Spans, bool Truncated, long LastReceivedUnixNanoseconds)
{
    /// <summary>All that are stored: more than <see cref="Spans"/> when it is truncated.</summary>
    public long SpanCount { get; init; } = Spans.Count;
}

/// <summary>One span as it is read back.</summary>
public sealed record SpanRecord
{
    private IReadOnlyList<TelemetryAttribute> _resource = [];
    private string _resourceSchemaUrl = "";

    public required SpanId SpanId { get; init; }
    public SpanId ParentSpanId { get; init; }
    public required string Service { get; init; }
    public required string Name { get; init; }
    public SpanKind Kind { get; init; }
    public SpanStatus Status { get; init; }
    public string StatusMessage { get; init; } = "";
    public required long StartUnixNanoseconds { get; init; }
    public required long DurationNanoseconds { get; init; }
    public string TraceState { get; init; } = "";
    public uint Flags { get; init; }
    public string ScopeName { get; init; } = "";
    public string ScopeVersion { get; init; } = "";
    public IReadOnlyList<TelemetryAttribute> ScopeAttributes { get; init; } = [];
    public IReadOnlyList<TelemetryAttribute> Attributes { get; init; } = [];

    /// <summary>Shared by all spans of the same resource.</summary>
    public IReadOnlyList<TelemetryAttribute> Resource { get => _resource; init => _resource = value; }

    public string ResourceSchemaUrl { get => _resourceSchemaUrl; init => _resourceSchemaUrl = value; }

    public IReadOnlyList<SpanEvent> Events { get; init; } = [];
    public IReadOnlyList<SpanLink> Links { get; init; } = [];
    public uint DroppedAttributes { get; init; }
    public uint DroppedEvents { get; init; }
    public uint DroppedLinks { get; init; }

    public long EndUnixNanoseconds => StartUnixNanoseconds + DurationNanoseconds;

    /// <summary>For its reader, once, before anybody else has it: a copy of each span with its resource would be most of what a large trace costs.</summary>
    internal void Complete(ResourceRecord resource) => (_resource, _resourceSchemaUrl) = (resource.Attributes, resource.SchemaUrl);
}
