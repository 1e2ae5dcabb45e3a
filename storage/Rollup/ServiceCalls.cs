using Observe.Storage.Engine;
using Observe.Storage.Read;

namespace Observe.Storage.Rollup;

/// <summary>
/// SQL of the calls between services: a span and its parent, or a consumer's span and one that it links to, in two services, or in one that called itself by a
/// request or a message. A callee that starts more than an hour after its caller is no call, nor one that starts more than a slot before it. Who takes two messages
/// at once was called twice.
/// </summary>
internal static class ServiceCalls
{
    /// <summary>So many slots after its caller's a callee may start: an hour, as long as anything runs (<see cref="InvocationReach"/>).</summary>
    public const int Reach = (int)(InvocationReach.LongestInvocation / RollupSlot.Nanoseconds);

    /// <summary>The clocks of two hosts may disagree by so many slots.</summary>
    private const int Skew = 1;

    /// <summary>What calls are grouped by: services, the peers that their spans name (<see cref="CalledPeers"/>), and the kind of the callee's span.</summary>
    public const string Groups = "caller, caller_peer, callee, callee_peer, kind";

    /// <summary>
    /// What is kept of a group of calls: their number, those whose callee failed, the callers' spans that failed, and <see cref="DurationQuantiles"/> of the callees.
    /// </summary>
    public const string Quantities = "calls, errors, caller_errors, durations";

    private const string Minute = "toStartOfMinute(start_time)";

    /// <summary>
    /// A subquery with the columns slot (the callee's), caller_slot, <see cref="Groups"/> and <see cref="Quantities"/>, of the calls with a side in
    /// certain slots. Spans of the same trace in other slots are found by the table trace_slots.
    /// </summary>
    /// <param name="callees">Slots of the callees.</param>
    /// <param name="callers">Or slots of the callers.</param>
    /// <param name="range">Only callees that start in it; null for all.</param>
    public static string OfSlots(IReadOnlyList<int> callees, IReadOnlyList<int> callers, TimeRange? range, SqlParameters parameters)
    {
        int[] own = [.. callees.Union(callers).Order()];
        int[] near = [.. own.SelectMany(slot => Enumerable.Range(slot - Reach, (2 * Reach) + 1)).Where(slot => slot >= 0).Distinct().Except(own).Order()];
        var inOwn = $"{Minute} IN {Minutes(own)}";
        var all = new TimeRange(RollupSlot.StartOf(Math.Min(near[0], own[0])), RollupSlot.StartOf(Math.Max(near[^1], own[^1]) + 1));
        var spans = $"{SearchClause.Time("start_time", all, parameters)} AND ({inOwn} OR ({Minute} IN {Minutes(near)} AND ("
            // Links have no index: consumers that have any are few.
            + $"{IsLinked} OR trace_id GLOBAL IN (SELECT trace_id FROM trace_slots WHERE slot IN {Slots(near)} AND trace_id GLOBAL IN ("
            + $"SELECT arrayJoin(arrayConcat([trace_id], if({IsLinked}, link_trace_ids, []))) FROM spans WHERE {inOwn})))))";
        var started = range is { } asked ? $" AND {SearchClause.Time("child.start_time", asked, parameters)}" : "";
        return Joined(spans, $"(child.slot IN {Slots(callees)} OR parent.slot IN {Slots(callers)}){started}");

        string Minutes(IReadOnlyList<int> slots) => Times(RollupSlot.MinutesOf(slots), parameters);

        string Slots(IReadOnlyList<int> slots) => Times([.. slots.Select(RollupSlot.SecondsOf)], parameters);
    }

    /// <summary>The same of all callees that start in a range, out of the spans alone.</summary>
    public static string OfRange(TimeRange range, SqlParameters parameters)
    {
        var reach = new TimeRange(
            RollupSlot.StartOf(RollupSlot.Of(range.FromUnixNanoseconds) - Reach), RollupSlot.StartOf(RollupSlot.From(range.ToUnixNanoseconds) + Skew));
        return Joined(SearchClause.Time("start_time", reach, parameters), SearchClause.Time("child.start_time", range, parameters));
    }

    private const string IsLinked = "(kind = 5 AND notEmpty(link_span_ids))";

    private static readonly string Peer = CalledPeers.Number(CalledPeers.Attributes);

    private const string Pair = "child.id, child.caller_trace, child.caller_span";

    private static string Joined(string spans, string wanted) =>
        "SELECT child.slot AS slot, parent.slot AS caller_slot, parent.service AS caller, parent.peer AS caller_peer, "
        + "child.service AS callee, child.peer AS callee_peer, child.kind AS kind, "
        + $"uniqExact({Pair}) AS calls, uniqExactIf({Pair}, child.failed) AS errors, uniqExactIf((child.caller_trace, child.caller_span), parent.failed) AS caller_errors, "
        + $"{DurationQuantiles.State("child.duration_ns")} AS durations FROM ("
        + $"SELECT {RollupSlot.OfSpan} AS slot, start_time, service, kind, status = 2 AS failed, duration_ns, (trace_id, span_id, kind, start_time, duration_ns) AS id, "
        + $"if(kind = 5, {Peer}, 0) AS peer, "
        + "arrayJoin(arrayConcat(if(parent_span_id = toFixedString('', 8), [], [(trace_id, parent_span_id)]), "
        + $"if({IsLinked}, arrayZip(link_trace_ids, link_span_ids), []))) AS caller, caller.1 AS caller_trace, caller.2 AS caller_span "
        + $"FROM spans WHERE {spans}) AS child INNER JOIN ("
        + $"SELECT trace_id, span_id, service, kind, status = 2 AS failed, {RollupSlot.OfSpan} AS slot, if(kind IN (3, 4), {Peer}, 0) AS peer FROM spans WHERE {spans}) AS parent "
        + "ON parent.trace_id = child.caller_trace AND parent.span_id = child.caller_span "
        + "WHERE (parent.service != child.service OR (child.kind IN (2, 5) AND parent.kind IN (3, 4))) "
        + $"AND child.slot + {Skew * RollupSlot.Seconds} >= parent.slot "
        + $"AND child.slot <= parent.slot + {Reach * RollupSlot.Seconds} AND {wanted} GROUP BY slot, caller_slot, {Groups}";

    private static string Times(uint[] seconds, SqlParameters parameters) =>
        $"(SELECT toDateTime(arrayJoin({parameters.Add("Array(UInt32)", seconds)}), 'UTC'))";
}
