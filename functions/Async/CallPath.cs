namespace Observe.Functions.Async;

/// <summary>
/// How deep one function calls itself, through whatever lies between: the most of its invocations on one path from a root to a leaf. Lambda stops
/// a chain at 16 (developer guide, recursive loop detection); a path of a few is worth a look.
/// </summary>
public static class CallPath
{
    /// <param name="spans">Of one trace: id, parent's id (empty for none, or one that is not here), and whether it is an invocation of the function.</param>
    /// <returns>0 when none is. A ring of parents, which no sound sender makes, ends where it would begin again.</returns>
    public static int Depth(IReadOnlyCollection<(string SpanId, string ParentSpanId, bool IsInvocation)> spans)
    {
        var byId = new Dictionary<string, (string ParentSpanId, bool IsInvocation)>(spans.Count);
        foreach (var (id, parent, isInvocation) in spans)
        {
            byId.TryAdd(id, (parent, isInvocation));
        }
        var depths = new Dictionary<string, int>(byId.Count);
        var deepest = 0;
        var path = new List<string>();
        foreach (var start in byId.Keys)
        {
            path.Clear();
            var at = start;
            while (byId.TryGetValue(at, out var span) && !depths.ContainsKey(at))
            {
                depths[at] = -1; // on the way: a ring comes back to it
                path.Add(at);
                at = span.ParentSpanId;
            }
            var above = depths.TryGetValue(at, out var known) ? Math.Max(known, 0) : 0;
            for (var index = path.Count - 1; index >= 0; index--)
            {
                above += byId[path[index]].IsInvocation ? 1 : 0;
                depths[path[index]] = above;
            }
            deepest = Math.Max(deepest, above);
        }
        return deepest;
    }
}
