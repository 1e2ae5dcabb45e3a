namespace Observe.Functions.Advice;

/// <summary>A span of a trace, as far as calls and their repeats are told from it. Ids are lower-case hex; times are unix nanoseconds.</summary>
/// <param name="ParentSpanId">Of no span that is here for a root.</param>
public sealed record TracedSpan(string TraceId, string SpanId, string ParentSpanId, string Service, string Name)
{
    public required long Start { get; init; }
    public required long End { get; init; }

    /// <summary>It asks somebody else: a client's.</summary>
    public bool IsCall { get; init; }

    /// <summary>It answers somebody else: a server's.</summary>
    public bool IsAnswer { get; init; }

    public bool HasFailed { get; init; }

    /// <summary>It is an invocation of the function that is looked at.</summary>
    public bool IsInvocation { get; init; }

    /// <summary>Who is asked; empty when nothing names it.</summary>
    public string Peer { get; init; } = "";

    /// <summary>What it is asked for: an address, a statement; empty when nothing names it.</summary>
    public string Target { get; init; } = "";

    /// <summary>The first of its attributes that held a secret; empty for none.</summary>
    public string RedactedAttribute { get; init; } = "";

    public long Nanoseconds => End - Start;
}
