namespace Observe.UI.Shaping;

/// <summary>Where the root's time went: its critical path summed by service, the largest first.</summary>
public static class TraceShares
{
    /// <summary>The shares add up to the root's duration; beyond <paramref name="most"/> the small ones are one share without a service.</summary>
    public static IReadOnlyList<TraceShare> Of(Waterfall waterfall, int most = 6)
    {
        var byService = waterfall.Nodes
            .Where(node => node.CriticalPath.Count > 0)
            .GroupBy(node => node.Span.Service)
            .Select(group => new TraceShare(
                group.Key, group.Sum(node => node.CriticalPath.Sum(segment => segment.Nanoseconds))))
            .OrderByDescending(share => share.Nanoseconds)
            .ThenBy(share => share.Service, StringComparer.Ordinal)
            .ToList();
        if (byService.Count <= most)
        {
            return byService;
        }
        var rest = byService.Skip(most - 1).Sum(share => share.Nanoseconds);
        return [.. byService.Take(most - 1), new TraceShare(null, rest)];
    }
}

/// <param name="Service">Null for all the others together.</param>
public sealed record TraceShare(string? Service, long Nanoseconds);
