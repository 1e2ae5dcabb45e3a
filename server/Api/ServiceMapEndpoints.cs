using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Storage.Read;

namespace Observe.Server.Api;

/// <summary>/api/v1/services/map: which services call which, and what else they call.</summary>
public static class ServiceMapEndpoints
{
    public static void MapServiceMapApi(this IEndpointRouteBuilder api) =>
        api.MapGet("/services/map", GetAsync).WithName("GetServiceMap").WithDescription(
            "Services, what they call that sends no spans of its own (inferred), and the calls. A message goes from its sender to what keeps it, and from there to who takes it.");

    private static async Task<Results<Ok<ServiceMapBody>, ProblemHttpResult>> GetAsync(
        [AsParameters] ListParameters parameters, IServiceMapReader map, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!ListRequest.TryRead(parameters, time, out var request, out var problem))
        {
            return problem;
        }
        if (request.Search is not null || request.Cursor is not null)
        {
            return ApiProblem.BadParameter(request.Search is null ? "cursor" : "q", "The map of services has no search and no pages.");
        }
        return TypedResults.Ok(ServiceMapBody.Of(await map.GetAsync(new(request.Range, request.Limit), cancellationToken)));
    }
}

/// <summary>Services first, most requests and most calls first.</summary>
public sealed record ServiceMapBody(IReadOnlyList<ServiceMapNodeBody> Nodes, IReadOnlyList<ServiceMapEdgeBody> Edges, ScannedBody Scanned)
{
    public static ServiceMapBody Of(ServiceMap map) => new(
        [.. map.Nodes.Select(node => new ServiceMapNodeBody(
            node.Id, node.Node.Name, ApiNames.Of(node.Node.Kind), node.Node.Product, node.Node.Inferred,
            node.Requests, node.Errors, node.P50, node.P95, node.P99))],
        [.. map.Edges.Select(edge => new ServiceMapEdgeBody(
            edge.Caller, edge.Callee, ApiNames.Of(edge.Kind), edge.Calls, edge.Errors, edge.P50, edge.P95, edge.P99, edge.Unanswered))],
        ScannedBody.Of(map.Scanned));
}

/// <summary>
/// A service and what it was asked (its spans of the kinds server and consumer), or, <c>inferred</c>, what is only known from calls, which are its requests as the
/// callers saw them; quantiles of durations in nanoseconds. <c>id</c> is the name of a service.
/// </summary>
public sealed record ServiceMapNodeBody(
    string Id, string Name, string Kind, string Product, bool Inferred, long Requests, long Errors, long P50, long P95, long P99);

/// <summary>
/// Calls of one node by another, by their ids. <c>kind</c> says whose spans the figures are of: server and consumer of the callee's, client and producer of the
/// caller's. <c>unanswered</c>: further calls that failed for the caller and of which no span of the callee tells. Quantiles of durations are nanoseconds.
/// </summary>
public sealed record ServiceMapEdgeBody(
    string Caller, string Callee, string Kind, long Calls, long Errors, long P50, long P95, long P99, long Unanswered);
