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
        var worst = (Attempts: 0, Peer: "");
        foreach (var (span, first) in retried)
        {
            var above = tree.Above(span).Where(retried.ContainsKey).ToArray();
            if (span != first || above.Length == 0 || !above.Append(span).Any(layer => own.Contains(layer.Service)))
            {
                continue;
            }
            var outermost = retried[above[^1]];
            var attempts = tree.Spans.Count(other => Same(other, span) && tree.Above(other).Any(up => retried.TryGetValue(up, out var of) && of == outermost));
            worst = attempts > worst.Attempts ? (attempts, span.Peer) : worst;
        }
        return worst;
    }

    /// <summary>Each attempt at what was tried more than once, with the first one: siblings for the same thing, of which one began when the one before had failed.</summary>
    private static Dictionary<TracedSpan, TracedSpan> Retried(SpanTree tree)
    {
        var retried = new Dictionary<TracedSpan, TracedSpan>(ReferenceEqualityComparer.Instance);
        var alike = tree.Siblings.SelectMany(siblings => siblings.Where(span => span.IsCall || span.IsAnswer)
            .GroupBy(span => (span.Service, span.Name, span.Peer, span.Target, span.IsCall)));
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

    private static bool Same(TracedSpan one, TracedSpan other) =>
        (one.Service, one.Name, one.Peer, one.Target, one.IsCall) == (other.Service, other.Name, other.Peer, other.Target, other.IsCall);
}
