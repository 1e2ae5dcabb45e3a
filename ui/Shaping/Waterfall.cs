using System.Collections.ObjectModel;

namespace Observe.UI.Shaping;

/// <summary>A trace laid out as rows: every span once, each parent directly above its children.</summary>
public sealed class Waterfall
{
    /// <summary>Depth first; siblings by start.</summary>
    public required IReadOnlyList<WaterfallNode> Nodes { get; init; }

    /// <summary>What is shown while nothing is folded or looked for: the same rows for everybody who looks at the trace.</summary>
    public required ReadOnlyCollection<WaterfallRow> Rows { get; init; }

    /// <summary>The span that the trace is about: the earliest one that names no parent, else the earliest at the top.</summary>
    public required WaterfallNode Root { get; init; }

    public required long StartUnixNanoseconds { get; init; }

    /// <summary>From the first start to the last end.</summary>
    public required long DurationNanoseconds { get; init; }

    /// <summary>Everything that is wrong with any of the spans.</summary>
    public required WaterfallIssues Issues { get; init; }

    public IEnumerable<WaterfallNode> ChildrenOf(WaterfallNode node)
    {
        for (var index = node.Index + 1; index < node.Index + node.SubtreeSize; index += Nodes[index].SubtreeSize)
        {
            yield return Nodes[index];
        }
    }

    /// <summary>
    /// The parts of a span in which no child ran. Children closer together than <paramref name="smallestGap"/> count as
    /// one, so that a span with thousands of children draws no more parts than a screen can show.
    /// </summary>
    public IReadOnlyList<WaterfallSegment> SelfSegments(WaterfallNode node, long smallestGap = 0)
    {
        var segments = new List<WaterfallSegment>();
        var from = node.OffsetNanoseconds;
        foreach (var child in ChildrenOf(node))
        {
            var gapEnd = Math.Min(child.OffsetNanoseconds, node.EndOffsetNanoseconds);
            if (gapEnd > from && gapEnd - from >= smallestGap)
            {
                segments.Add(new WaterfallSegment(from, gapEnd));
            }
            from = Math.Max(from, child.EndOffsetNanoseconds);
        }
        if (node.EndOffsetNanoseconds > from)
        {
            segments.Add(new WaterfallSegment(from, node.EndOffsetNanoseconds));
        }
        return segments;
    }
}
