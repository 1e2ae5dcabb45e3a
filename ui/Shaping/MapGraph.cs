using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>The calls of one node by another, whatever their spans are of.</summary>
/// <param name="Answered">Calls that are known by more than their failure.</param>
/// <param name="Unanswered">Calls that failed for the caller and of which the callee tells nothing.</param>
/// <param name="P95">Nanoseconds; of those whose spans are most.</param>
public sealed record MapCall(string From, string To, long Answered, long Errors, long Unanswered, long P50, long P95)
{
    public long Calls => Answered + Unanswered;

    public long Failed => Errors + Unanswered;

    /// <summary>From 0 to 1.</summary>
    public double FailedRate => Calls == 0 ? 0 : (double)Failed / Calls;
}

/// <summary>What the map shows: nodes, and one line for each pair of them that call.</summary>
/// <param name="Calls">Most calls first.</param>
public sealed record MapGraph(IReadOnlyList<ServiceMapNode> Nodes, IReadOnlyList<MapCall> Calls)
{
    public static MapGraph Of(ServiceMap map) => new(
        map.Nodes,
        [
            .. map.Edges.GroupBy(edge => (edge.Caller, edge.Callee)).Select(pair =>
            {
                var most = pair.MaxBy(edge => edge.Calls)!;
                return new MapCall(
                    pair.Key.Caller, pair.Key.Callee, pair.Sum(edge => edge.Calls), pair.Sum(edge => edge.Errors), pair.Sum(edge => edge.Unanswered), most.P50, most.P95);
            }).OrderByDescending(call => call.Calls).ThenBy(call => call.From, StringComparer.Ordinal).ThenBy(call => call.To, StringComparer.Ordinal),
        ]);

    public ServiceMapNode? Find(string id) => Nodes.FirstOrDefault(node => node.Id == id);

    /// <summary>One node, what calls it and what it calls, and these calls only.</summary>
    public MapGraph Around(string id) => Of(Calls.Where(call => call.From == id || call.To == id), node => node.Id == id);

    /// <summary>The calls that satisfy a condition, their ends, and further nodes.</summary>
    public MapGraph Of(IEnumerable<MapCall> calls, Func<ServiceMapNode, bool> also)
    {
        MapCall[] kept = [.. calls];
        var ends = kept.SelectMany(call => new[] { call.From, call.To }).ToHashSet();
        return new MapGraph([.. Nodes.Where(node => ends.Contains(node.Id) || also(node))], kept);
    }
}
