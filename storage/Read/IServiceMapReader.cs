using Observe.Storage.Write;

namespace Observe.Storage.Read;

/// <summary>Reads which services call which.</summary>
public interface IServiceMapReader
{
    /// <summary>The services that were asked something in the range, and the calls between services whose callee started in it.</summary>
    Task<ServiceMap> GetAsync(ServiceMapQuery query, CancellationToken cancellationToken);
}

/// <param name="Limit">Of services, and of pairs of them: those with the most requests and calls.</param>
public sealed record ServiceMapQuery(TimeRange Range, int Limit = 500);

/// <param name="Nodes">Most requests first; a service that is only known from its calls has no requests.</param>
/// <param name="Edges">Most calls first.</param>
public sealed record ServiceMap(IReadOnlyList<ServiceNode> Nodes, IReadOnlyList<ServiceEdge> Edges, Scanned Scanned);

/// <summary>A service and its requests: its spans of the kinds server and consumer. Durations are quantiles, nanoseconds; 0 without requests.</summary>
public sealed record ServiceNode(string Service, long Requests, long Errors, long P50, long P95, long P99);

/// <summary>Calls of one service by another, and the callee's durations as quantiles, nanoseconds.</summary>
/// <param name="Kind">Of the callee's spans: server for requests, consumer for messages.</param>
public sealed record ServiceEdge(string Caller, string Callee, SpanKind Kind, long Calls, long Errors, long P50, long P95, long P99);
