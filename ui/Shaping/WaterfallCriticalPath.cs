namespace Observe.UI.Shaping;

/// <summary>
/// Which work the root's answer waited for. Read backwards from a span's end: the child that ended last was waited for,
/// before that child started the next one, and so on; what no such child covers is the span's own work. A child that was
/// still running when the next one started was not waited for. Together the parts fill the root's time exactly once.
/// </summary>
internal static class WaterfallCriticalPath
{
    /// <summary>The segments of each span, in the order of the tree's spans, from the start of the trace, in order of time.</summary>
    public static IReadOnlyList<WaterfallSegment>[] Of(WaterfallTree tree, int root)
    {
        var traceStart = tree.Spans[0].StartUnixNanoseconds;
        var result = new IReadOnlyList<WaterfallSegment>[tree.Spans.Length];
        Array.Fill(result, []);
        var windows = new Stack<(int Index, long From, long To)>();
        var children = new List<(int Index, long From, long To)>();
        var segments = new List<WaterfallSegment>();
        windows.Push((root, tree.Spans[root].StartUnixNanoseconds, tree.Spans[root].EndUnixNanoseconds));
        while (windows.TryPop(out var window))
        {
            segments.Clear();
            var cursor = window.To;
            FindLastEndedFirst(tree, window, children);
            foreach (var child in children)
            {
                if (child.To > cursor)
                {
                    continue;
                }
                AddSegment(segments, child.To - traceStart, cursor - traceStart);
                windows.Push(child);
                cursor = child.From;
            }
            AddSegment(segments, window.From - traceStart, cursor - traceStart);
            segments.Reverse();
            result[window.Index] = segments.ToArray();
        }
        return result;
    }

    private static void FindLastEndedFirst(WaterfallTree tree, (int Index, long From, long To) window, List<(int Index, long From, long To)> children)
    {
        children.Clear();
        foreach (var child in tree.ChildrenOf(window.Index))
        {
            var from = Math.Max(tree.Spans[child].StartUnixNanoseconds, window.From);
            var to = Math.Min(tree.Spans[child].EndUnixNanoseconds, window.To);
            if (to > from)
            {
                children.Add((child, from, to));
            }
        }
        // Children come by start: of those that ended together and started together the first stays first.
        children.Sort(static (left, right) => (right.To, left.From, left.Index).CompareTo((left.To, right.From, right.Index)));
    }

    private static void AddSegment(List<WaterfallSegment> segments, long from, long to)
    {
        if (to > from)
        {
            segments.Add(new WaterfallSegment(from, to));
        }
    }
}
