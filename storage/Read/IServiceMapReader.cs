using Observe.Functions.Kinds;
using Observe.Storage.Write;

namespace Observe.Storage.Read;

/// <summary>Reads which services call which, and what else they call.</summary>
public interface IServiceMapReader
{
    /// <summary>The services that were asked something in the range, what they called, and the calls: those between services whose callee started in it, and others that did.</summary>
    Task<ServiceMap> GetAsync(ServiceMapQuery query, CancellationToken cancellationToken);
}

/// <param name="Range">Of an hour and more the first five minutes are whole, and may begin before it: <see cref="ServiceMap.Scanned"/> says so.</param>
/// <param name="Limit">Of services, of pairs of them, and of what services call besides: those with the most requests and calls.</param>
public sealed record ServiceMapQuery(TimeRange Range, int Limit = 1_000);

/// <param name="Nodes">Services with the most requests first, then what sends no spans of its own. A service that is only known from its calls has no requests.</param>
/// <param name="Edges">Most calls first; both ends of each are among the nodes.</param>
public sealed record ServiceMap(IReadOnlyList<ServiceMapNode> Nodes, IReadOnlyList<ServiceMapEdge> Edges, Scanned Scanned);

/// <summary>A service and its requests (its spans of the kinds server and consumer), or something that is only known from calls to it.</summary>
/// <param name="Id">Of a service its name; <c>database:PostgreSQL:shop</c> of what is only known from calls.</param>
/// <param name="Node">What it is.</param>
/// <param name="Requests">Of what is only known from calls: these, as its callers saw them; messages that were sent.</param>
/// <param name="P50">Quantiles of durations, nanoseconds; 0 without requests.</param>
/// <param name="Named">The attribute of the callers' spans that names it: what to search its calls by; null for a service.</param>
public sealed record ServiceMapNode(
    string Id, GraphNode Node, long Requests, long Errors, long P50, long P95, long P99, TelemetryAttribute? Named = null);

/// <summary>Calls of one node by another. Messages go from their sender to what keeps them, and from there to who takes them.</summary>
/// <param name="Caller">Id of a node.</param>
/// <param name="Callee">Id of a node; the caller's own for a service that calls itself.</param>
/// <param name="Kind">Whose spans these figures are of: server or consumer of the callee's, client or producer of the caller's.</param>
/// <param name="P50">Quantiles of durations, nanoseconds.</param>
/// <param name="Unanswered">
/// Further calls that failed for the caller and of which no span of the callee tells: it was not reached, or died. Not among the calls and errors.
/// </param>
public sealed record ServiceMapEdge(
    string Caller, string Callee, SpanKind Kind, long Calls, long Errors, long P50, long P95, long P99, long Unanswered = 0);
