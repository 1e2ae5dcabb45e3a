using Observe.Storage;

namespace Observe.Testing.Rows;

/// <summary>One log record as it is stored in the table <c>logs</c>. Times are unix nanoseconds.</summary>
public sealed class LogRow
{
    /// <summary>Event time; when the record names none, its observed time, else the time of receipt.</summary>
    public required long TimeUnixNanoseconds { get; init; }

    public long ObservedUnixNanoseconds { get; init; }

    /// <summary>Empty when the record belongs to no trace.</summary>
    public TraceId TraceId { get; init; }

    public SpanId SpanId { get; init; }
    public uint Flags { get; init; }

    /// <summary>1 to 24 (OTLP), 0 when unknown.</summary>
    public byte SeverityNumber { get; init; }

    public string SeverityText { get; init; } = "";
    public string EventName { get; init; } = "";

    /// <summary>A string body as it is; any other body as the OTLP/JSON of its AnyValue, with <see cref="BodyIsJson"/> set.</summary>
    public string Body { get; init; } = "";

    public bool BodyIsJson { get; init; }
    public required ResourceRow Resource { get; init; }
    public string ScopeName { get; init; } = "";
    public string ScopeVersion { get; init; } = "";
    public IReadOnlyList<TelemetryAttribute> ScopeAttributes { get; init; } = [];
    public IReadOnlyList<TelemetryAttribute> Attributes { get; init; } = [];
    public uint DroppedAttributes { get; init; }
    public required long ReceivedUnixNanoseconds { get; init; }
}
