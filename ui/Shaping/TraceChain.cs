using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>
/// The services of a trace in one line. Up to four are named; of more, the root, the one that failed or was slowest and
/// the last are named and the others are squares before it, so that the culprit is never cut off.
/// </summary>
public sealed record TraceChain(IReadOnlyList<TraceService> Head, IReadOnlyList<TraceService> Squares, IReadOnlyList<TraceService> Tail)
{
    private const int MostNamed = 4;

    public static TraceChain Of(IReadOnlyList<TraceService> services)
    {
        if (services.Count <= MostNamed)
        {
            return new TraceChain(services, [], []);
        }
        var middle = services.Skip(1).SkipLast(1).ToList();
        var culprit = middle.OrderByDescending(service => service.ErrorCount)
            .ThenByDescending(service => service.DurationNanoseconds)
            .First();
        middle.Remove(culprit);
        return new TraceChain([services[0]], middle, [culprit, services[^1]]);
    }
}
