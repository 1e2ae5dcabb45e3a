namespace Observe.Functions.Advice;

/// <summary>
/// Calls that are tried again below calls that are tried again: each layer multiplies what the one above it sends, and the callee gets the most when it is worst.
/// </summary>
public static class LayeredRetries
{
    private const int MostTraces = 3;

    /// <param name="spans">Of any traces, whole.</param>
    public static ObservedRetries Of(IEnumerable<TracedSpan> spans)
    {
        var found = spans.GroupBy(span => span.TraceId)
            .Select(trace => (TraceId: trace.Key, Worst: InTrace(new SpanTree(trace))))
            .Where(item => item.Worst.Attempts > 0)
            .OrderByDescending(item => item.Worst.Attempts).ThenBy(item => item.TraceId, StringComparer.Ordinal)
            .ToArray();
        return found.Length == 0 ? ObservedRetries.None : new ObservedRetries(
            found[0].Worst.Attempts, found[0].Worst.Peer, [.. found.Select(item => item.TraceId).Take(MostTraces)]);
    }

    private static (int Attempts, string Peer) InTrace(SpanTree tree)
    {
        var retried = Retried(tree);
        // Others may try again as they like: the function has its part in it, or its platform has.
        var own = tree.Spans.Where(span => span.IsInvocation).Select(span => span.Service).ToHashSet();
        var below = tree.Spans.Select(span => (Span: span, Layers: tree.Above(span).Where(retried.ContainsKey).ToArray())).Where(item => item.Layers.Length > 0).ToArray();
        var attempts = below.CountBy(item => (retried[item.Layers[^1]].SpanId, Thing(item.Span))).ToDictionary();
        return below
            .Where(item => retried.ContainsKey(item.Span) && item.Layers.Append(item.Span).Any(layer => own.Contains(layer.Service)))
            .Select(item => (Attempts: attempts[(retried[item.Layers[^1]].SpanId, Thing(item.Span))], item.Span.Peer))
            .OrderByDescending(item => item.Attempts).ThenBy(item => item.Peer, StringComparer.Ordinal)
            .FirstOrDefault((0, ""));
    }

    /// <summary>Each attempt at what was tried more than once, with the first one: siblings for the same thing, of which one began when the one before had failed.</summary>
    private static Dictionary<TracedSpan, TracedSpan> Retried(SpanTree tree)
    {
        var retried = new Dictionary<TracedSpan, TracedSpan>(ReferenceEqualityComparer.Instance);
        var alike = tree.Siblings.SelectMany(siblings => siblings.Where(span => span.IsCall || span.IsAnswer).GroupBy(Thing));
        foreach (var group in alike)
        {
            TracedSpan? before = null;
            foreach (var span in group.OrderBy(span => span.Start).ThenBy(span => span.End))
            {
                if (before is { HasFailed: true } && span.Start >= before.End)
                {
                    retried.TryAdd(before, before);
                    retried[span] = retried[before];
                }
                before = span;
            }
        }
        return retried;
    }

    /// <summary>What is tried.</summary>
    private static (string Service, string Name, string Peer, string Target, bool IsCall) Thing(TracedSpan span) =>
        (span.Service, span.Name, span.Peer, span.Target, span.IsCall);
}
