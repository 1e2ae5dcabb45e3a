namespace Observe.UI.Shaping;

/// <summary>
/// Which work the root's answer waited for. Read backwards from a span's end: the child that ended last was waited for,
/// before that child started the next one, and so on; what no such child covers is the span's own work. A child that was
/// still running when the next one started was not waited for. Together the parts fill the root's time exactly once.
/// </summary>
internal static class WaterfallCriticalPath
{
    /// <summary>The segments of each span (by its index in the tree), from the start of the trace, in order of time.</summary>
    public static IReadOnlyDictionary<int, IReadOnlyList<WaterfallSegment>> Of(WaterfallTree tree, int root)
    {
        var traceStart = tree.Spans[0].StartUnixNanoseconds;
        var result = new Dictionary<int, IReadOnlyList<WaterfallSegment>>();
        var windows = new Stack<(int Index, long From, long To)>();
        windows.Push((root, tree.Spans[root].StartUnixNanoseconds, tree.Spans[root].EndUnixNanoseconds));
        while (windows.TryPop(out var window))
        {
            var segments = new List<WaterfallSegment>();
            var cursor = window.To;
            foreach (var child in LastEndedFirst(tree, window.Index, window.From, window.To))
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
            result[window.Index] = segments;
        }
        return result;
    }

    private static IEnumerable<(int Index, long From, long To)> LastEndedFirst(
        WaterfallTree tree, int parent, long from, long to) =>
        tree.ChildrenOf(parent).ToArray()
            .Select(child => (
                Index: child,
                From: Math.Max(tree.Spans[child].StartUnixNanoseconds, from),
                To: Math.Min(tree.Spans[child].EndUnixNanoseconds, to)))
            .Where(child => child.To > child.From)
            .OrderByDescending(child => child.To)
            .ThenBy(child => child.From);

    private static void AddSegment(List<WaterfallSegment> segments, long from, long to)
    {
        if (to > from)
        {
            segments.Add(new WaterfallSegment(from, to));
        }
    }
}
