using Observe.Functions.Kinds;
using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>One span at its place in the tree. <see cref="Index"/> is its place in <see cref="Waterfall.Nodes"/>.</summary>
public sealed class WaterfallNode
{
    public required SpanRecord Span { get; init; }

    /// <summary>What the span ran in, or what it called if that sent no spans of its own.</summary>
    public required GraphNode GraphNode { get; init; }

    public required int Index { get; init; }

    /// <summary>-1 for a node that nothing stands above.</summary>
    public required int ParentIndex { get; init; }

    public required int Depth { get; init; }

    /// <summary>This node and everything below it: the nodes from <see cref="Index"/> on, this many.</summary>
    public required int SubtreeSize { get; init; }

    /// <summary>From the start of the trace.</summary>
    public required long OffsetNanoseconds { get; init; }

    /// <summary>The time in which no child was running.</summary>
    public required long SelfNanoseconds { get; init; }

    /// <summary>The parts of this span that the root's answer waited for, in order of time.</summary>
    public required IReadOnlyList<WaterfallSegment> CriticalPath { get; init; }

    public required WaterfallIssues Issues { get; init; }

    /// <summary>How long before its parent this span says that it started; 0 when it did not.</summary>
    public required long SkewNanoseconds { get; init; }

    /// <summary>Failed spans at and below this one.</summary>
    public required int ErrorCount { get; init; }

    public bool HasChildren => SubtreeSize > 1;
    public long EndOffsetNanoseconds => OffsetNanoseconds + Span.DurationNanoseconds;
}

/// <summary>A piece of time, from the start of the trace.</summary>
public readonly record struct WaterfallSegment(long FromNanoseconds, long ToNanoseconds)
{
    public long Nanoseconds => ToNanoseconds - FromNanoseconds;
}

/// <summary>What is wrong with a span's place in its trace. Nothing is repaired silently: what is found is shown.</summary>
[Flags]
public enum WaterfallIssues
{
    None = 0,

    /// <summary>It names a parent that is not among the spans.</summary>
    ParentMissing = 1,

    /// <summary>It names itself as its parent, or its parents lead back to it.</summary>
    Cycle = 2,

    /// <summary>Another span carries the same id.</summary>
    DuplicateId = 4,

    /// <summary>It says that it started before its parent did.</summary>
    ClockSkew = 8,
}
