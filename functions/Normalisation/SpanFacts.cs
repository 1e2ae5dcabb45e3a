namespace Observe.Functions.Normalisation;

/// <summary>What the normaliser needs to know of a span, free of any wire or storage type.</summary>
public sealed record SpanFacts
{
    public required AttributeLookup Attribute { get; init; }
    public required AttributeLookup Resource { get; init; }

    /// <summary>True for the kinds server and consumer: work that somebody else asked for.</summary>
    public required bool IsEntryKind { get; init; }

    /// <summary>True for the kind internal.</summary>
    public bool IsInternalKind { get; init; }

    /// <summary>True when the sender said that the parent is a span of the same process.</summary>
    public bool HasLocalParent { get; init; }

    public string Name { get; init; } = "";

    public required string TraceId { get; init; }
    public required string SpanId { get; init; }
    public string TraceState { get; init; } = "";
    public required long StartUnixNanoseconds { get; init; }
    public required long EndUnixNanoseconds { get; init; }
    public bool IsError { get; init; }

    /// <summary>The <c>exception.type</c> of the span's exception events.</summary>
    public IReadOnlyList<string> ExceptionTypes { get; init; } = [];
}
