using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>Which part of a map is drawn.</summary>
/// <param name="Focus">Id of a node: only it and its neighbours; empty for all.</param>
/// <param name="Text">In the names of nodes: these and what they call or are called by; empty for all.</param>
/// <param name="LeastPerMinute">Calls that are fewer are left out; null for the most of them that can be read.</param>
/// <param name="FailingOnly">Only calls of which some failed.</param>
public sealed record MapFilter(string Focus, string Text, double? LeastPerMinute, bool FailingOnly)
{
    /// <summary>So many lines can be told apart, if only just.</summary>
    public const int MostCalls = 250;

    /// <param name="minutes">The length of the range.</param>
    public MapGraph Of(MapGraph map, double minutes)
    {
        var graph = Focus.Length > 0 && map.Find(Focus) is not null ? map.Around(Focus) : map;
        var named = graph.Nodes.Where(IsNamed).Select(node => node.Id).ToHashSet();
        var calls = graph.Calls.Where(call =>
            (named.Contains(call.From) || named.Contains(call.To)) && (!FailingOnly || call.Failed > 0) && call.Calls >= (LeastPerMinute ?? 0) * minutes);
        if (LeastPerMinute is null)
        {
            // What fails is looked for, however seldom it is called.
            calls = calls.OrderBy(call => call.Failed == 0).ThenByDescending(call => call.Calls).Take(MostCalls).ToArray();
        }
        var all = Text.Length == 0 && !FailingOnly && LeastPerMinute is null or 0;
        return graph.Of(
            graph.Calls.Intersect(calls),
            node => node.Id == Focus || (Text.Length > 0 && named.Contains(node.Id)) || (all && !graph.Calls.Any(call => call.From == node.Id || call.To == node.Id)));
    }

    private bool IsNamed(ServiceMapNode node) =>
        node.Node.Name.Contains(Text, StringComparison.OrdinalIgnoreCase) || node.Node.Product.Contains(Text, StringComparison.OrdinalIgnoreCase);
}
