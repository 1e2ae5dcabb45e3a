using Observe.Storage.Read;
using Observe.Storage.Write;

namespace Observe.UI.Shaping;

/// <summary>
/// Lays a trace out. Spans arrive late, twice, without parents and with impossible parents; whatever comes, every span is
/// in the result exactly once, and the work is n log n without recursion.
/// </summary>
public static class WaterfallBuilder
{
    /// <summary>Null when there are no spans.</summary>
    public static Waterfall? Build(IReadOnlyList<SpanRecord> spans)
    {
        if (spans.Count == 0)
        {
            return null;
        }
        var tree = WaterfallTree.Of(spans);
        var start = tree.Spans[0].StartUnixNanoseconds;
        var end = spans.Max(span => span.EndUnixNanoseconds);
        var root = RootOf(tree);
        var nodes = Nodes(tree, WaterfallCriticalPath.Of(tree, root));
        return new Waterfall
        {
            Nodes = nodes,
            Rows = Array.AsReadOnly(Array.ConvertAll(nodes, static node => new WaterfallRow(node, Folded: false, Hit: false))),
            Root = nodes[Array.IndexOf(tree.Preorder, root)],
            StartUnixNanoseconds = start,
            DurationNanoseconds = end - start,
            Issues = nodes.Aggregate(WaterfallIssues.None, (all, node) => all | node.Issues),
        };
    }

    private static int RootOf(WaterfallTree tree)
    {
        var root = Array.FindIndex(tree.Spans, span => span.ParentSpanId.IsEmpty);
        return root >= 0 ? root : tree.Preorder[0];
    }

    private static WaterfallNode[] Nodes(
        WaterfallTree tree, IReadOnlyList<WaterfallSegment>[] criticalPath)
    {
        var places = PlacesOf(tree);
        var depths = DepthsOf(tree);
        var (sizes, errors) = SubtreeSums(tree);
        var graphNodes = TraceNodes.Of(tree.Spans);
        var nodes = new WaterfallNode[tree.Spans.Length];
        for (var place = 0; place < nodes.Length; place++)
        {
            var index = tree.Preorder[place];
            var span = tree.Spans[index];
            var parent = tree.Parents[index];
            var skew = parent < 0 ? 0 : Math.Max(0, tree.Spans[parent].StartUnixNanoseconds - span.StartUnixNanoseconds);
            nodes[place] = new WaterfallNode
            {
                Span = span,
                GraphNode = graphNodes[span],
                Index = place,
                ParentIndex = parent < 0 ? -1 : places[parent],
                Depth = depths[index],
                SubtreeSize = sizes[index],
                OffsetNanoseconds = span.StartUnixNanoseconds - tree.Spans[0].StartUnixNanoseconds,
                SelfNanoseconds = SelfTime(tree, index),
                CriticalPath = criticalPath[index],
                Issues = tree.Issues[index] | (skew > 0 ? WaterfallIssues.ClockSkew : WaterfallIssues.None),
                SkewNanoseconds = skew,
                ErrorCount = errors[index],
            };
        }
        return nodes;
    }

    private static int[] PlacesOf(WaterfallTree tree)
    {
        var places = new int[tree.Preorder.Length];
        for (var place = 0; place < places.Length; place++)
        {
            places[tree.Preorder[place]] = place;
        }
        return places;
    }

    private static int[] DepthsOf(WaterfallTree tree)
    {
        var depths = new int[tree.Spans.Length];
        foreach (var index in tree.Preorder)
        {
            depths[index] = tree.Parents[index] < 0 ? 0 : depths[tree.Parents[index]] + 1;
        }
        return depths;
    }

    private static (int[] Sizes, int[] Errors) SubtreeSums(WaterfallTree tree)
    {
        var sizes = new int[tree.Spans.Length];
        var errors = new int[tree.Spans.Length];
        foreach (var index in tree.Preorder.Reverse())
        {
            sizes[index]++;
            errors[index] += tree.Spans[index].Status == SpanStatus.Error ? 1 : 0;
            if (tree.Parents[index] >= 0)
            {
                sizes[tree.Parents[index]] += sizes[index];
                errors[tree.Parents[index]] += errors[index];
            }
        }
        return (sizes, errors);
    }

    /// <summary>The span's time without the union of its children's times. The children come sorted by start.</summary>
    private static long SelfTime(WaterfallTree tree, int index)
    {
        var span = tree.Spans[index];
        var self = span.DurationNanoseconds;
        var coveredTo = span.StartUnixNanoseconds;
        foreach (var child in tree.ChildrenOf(index))
        {
            var from = Math.Max(tree.Spans[child].StartUnixNanoseconds, coveredTo);
            var to = Math.Min(tree.Spans[child].EndUnixNanoseconds, span.EndUnixNanoseconds);
            if (to > from)
            {
                self -= to - from;
                coveredTo = to;
            }
        }
        return self;
    }
}
