namespace Observe.Functions.Advice;

/// <summary>Something about a function that is worth a look.</summary>
/// <param name="Value">What was found, in the unit of the kind.</param>
/// <param name="Against">What it is held against, in the same unit; 0 where that is nothing.</param>
/// <param name="Subject">The version that it is about; empty for the function as a whole.</param>
public sealed record Finding(FindingKind Kind, double Value, double Against = 0, string Subject = "")
{
    /// <summary>Traces that show it, lower-case hex, where they are not all of the invocations of an outcome or a duration.</summary>
    public IReadOnlyList<string> TraceIds { get; init; } = [];

    /// <summary>The service, database or queue that it is about; empty where it is about none.</summary>
    public string Peer { get; init; } = "";

    /// <summary>The attribute that it is about; empty where it is about none.</summary>
    public string Attribute { get; init; } = "";
}

/// <summary>In the order of their weight.</summary>
public enum FindingKind
{
    /// <summary>Ends for want of memory, a number.</summary>
    OutOfMemory,

    /// <summary>Invocations whose process ended under them, a number.</summary>
    Crashed,

    /// <summary>Invocations that ran into the limit of their platform, a number.</summary>
    TimedOut,

    /// <summary>Invocations without an end, a number.</summary>
    Lost,

    /// <summary>A version fails more often than the one before it: rates from 0 to 1.</summary>
    MoreErrorsSince,

    /// <summary>The function on one path of a trace, a number, against how often that is a design.</summary>
    Recursion,

    /// <summary>Refused by the platform: the share of what was asked for, against the share that is usual.</summary>
    Throttled,

    /// <summary>Attempts at one thing for one request, which several layers try again: a number, against the one that was asked for.</summary>
    LayeredRetries,

    /// <summary>Spans of the function in which a secret stood, a number.</summary>
    SecretsInTelemetry,

    /// <summary>Messages or requests that were worked on more than once, as a share, against the share that is usual.</summary>
    RepeatedWork,

    /// <summary>The 99th percentile of the duration against the longest that one may take, nanoseconds.</summary>
    RunsNearTimeout,

    /// <summary>The median duration of a function that callers wait for, against what they put up with, nanoseconds.</summary>
    LongSynchronous,

    /// <summary>Cold starts that callers waited for, as a share, against the share that is usual.</summary>
    ColdStartsFelt,

    /// <summary>A version takes longer to start than the one before it: medians in nanoseconds.</summary>
    SlowerStartSince,

    /// <summary>Calls to the same peer one after another in one invocation, a number, against how many are usual.</summary>
    CallsInSequence,

    /// <summary>Messages that lead to no sender though others write traced to their queue, as a share, against the share that is usual.</summary>
    ContextMissing,

    /// <summary>A month of the function against one of containers that serve its peak, USD.</summary>
    CheaperOnContainer,

    /// <summary>The most memory that was used against what is paid for, bytes.</summary>
    MemoryFarFromUsed,
}

public static class FindingKinds
{
    /// <summary>Findings of the kind are about a version, as against the one before it.</summary>
    public static bool IsOfVersion(this FindingKind kind) => kind is FindingKind.MoreErrorsSince or FindingKind.SlowerStartSince;

    /// <summary>As people read it, after the name of a function.</summary>
    public static string Title(this FindingKind kind) => kind switch
    {
        FindingKind.OutOfMemory => "ran out of memory",
        FindingKind.Crashed => "crashed",
        FindingKind.TimedOut => "timed out",
        FindingKind.Lost => "ended without a word",
        FindingKind.MoreErrorsSince => "its newest version fails more often",
        FindingKind.Recursion => "calls itself",
        FindingKind.Throttled => "is throttled",
        FindingKind.LayeredRetries => "its retries multiply",
        FindingKind.SecretsInTelemetry => "a secret stood in its spans",
        FindingKind.RepeatedWork => "does work again",
        FindingKind.RunsNearTimeout => "runs close to its timeout",
        FindingKind.LongSynchronous => "callers wait long for it",
        FindingKind.ColdStartsFelt => "callers wait for cold starts",
        FindingKind.SlowerStartSince => "its newest version takes longer to start",
        FindingKind.CallsInSequence => "makes many calls one after another",
        FindingKind.ContextMissing => "its messages lead to no sender",
        FindingKind.CheaperOnContainer => "containers would be cheaper",
        FindingKind.MemoryFarFromUsed => "uses little of its memory",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
