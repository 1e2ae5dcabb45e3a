namespace Observe.Functions.Advice;

/// <summary>
/// Invocations that ask the same peer again and again, each time after the answer before: what one call for all, or calls side by side, would take a part of
/// the time for.
/// </summary>
public static class CallsInSequence
{
    /// <summary>Fewer calls of one invocation may each be for something else.</summary>
    public const int UsualCalls = 10;

    /// <summary>Of the time of the invocation: what takes less is not worth the change.</summary>
    private const double WorthIt = 0.5;

    private const int MostTraces = 3;

    /// <param name="spans">Of any traces, whole.</param>
    public static ObservedChatter Of(IReadOnlyCollection<TracedSpan> spans)
    {
        var chatty = new List<(TracedSpan Invocation, string Peer, int Calls)>();
        foreach (var trace in spans.GroupBy(span => span.TraceId))
        {
            chatty.AddRange(InTrace(new SpanTree(trace)));
        }
        var worst = chatty.GroupBy(item => item.Peer)
            .OrderByDescending(group => group.Count()).ThenByDescending(group => group.Max(item => item.Calls)).ThenBy(group => group.Key, StringComparer.Ordinal)
            .FirstOrDefault();
        return worst is null ? ObservedChatter.None : new ObservedChatter(
            worst.Key, worst.Max(item => item.Calls), worst.Count(), spans.Count(span => span.IsInvocation),
            [.. worst.OrderByDescending(item => item.Calls).ThenByDescending(item => item.Invocation.Start).Select(item => item.Invocation.TraceId).Distinct().Take(MostTraces)]);
    }

    private static IEnumerable<(TracedSpan Invocation, string Peer, int Calls)> InTrace(SpanTree tree) =>
        tree.Spans.Where(span => span is { IsCall: true, Peer.Length: > 0 })
            .Select(call => (Call: call, Invocation: Caller(tree, call)))
            .Where(item => item.Invocation is not null)
            .GroupBy(item => (item.Invocation!, item.Call.Peer), item => item.Call)
            .Select(group => (Invocation: group.Key.Item1, group.Key.Peer, Longest: Longest([.. group.OrderBy(call => call.Start).ThenBy(call => call.End)])))
            .Where(item => item.Longest.Calls >= UsualCalls && item.Longest.Nanoseconds >= item.Invocation.Nanoseconds * WorthIt)
            .Select(item => (item.Invocation, item.Peer, item.Longest.Calls));

    /// <summary>
    /// The invocation that made a call itself; null when it was somebody else's, or is part of another call: a client of a service often has a span, and the
    /// request that it sends another one.
    /// </summary>
    private static TracedSpan? Caller(SpanTree tree, TracedSpan call)
    {
        foreach (var above in tree.Above(call))
        {
            if (above.IsCall || above.Service != call.Service)
            {
                return null;
            }
            if (above.IsInvocation)
            {
                return above;
            }
        }
        return null;
    }

    /// <summary>The longest run in which each began when the one before had ended.</summary>
    private static (int Calls, long Nanoseconds) Longest(List<TracedSpan> calls)
    {
        var (longest, run, until) = ((Calls: 0, Nanoseconds: 0L), (Calls: 0, Nanoseconds: 0L), long.MinValue);
        foreach (var call in calls)
        {
            run = call.Start >= until ? (run.Calls + 1, run.Nanoseconds + call.Nanoseconds) : (1, call.Nanoseconds);
            until = Math.Max(until, call.End);
            longest = run.Calls > longest.Calls ? run : longest;
        }
        return longest;
    }
}
