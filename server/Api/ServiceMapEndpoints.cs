using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Storage.Read;

namespace Observe.Server.Api;

/// <summary>/api/v1/services/map: which services call which.</summary>
public static class ServiceMapEndpoints
{
    public static void MapServiceMapApi(this IEndpointRouteBuilder api) =>
        api.MapGet("/services/map", GetAsync).WithName("GetServiceMap");

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

/// <summary>Services and the calls between them, most requests and most calls first.</summary>
public sealed record ServiceMapBody(IReadOnlyList<ServiceNodeBody> Nodes, IReadOnlyList<ServiceEdgeBody> Edges, ScannedBody Scanned)
{
    public static ServiceMapBody Of(ServiceMap map) => new(
        [.. map.Nodes.Select(node => new ServiceNodeBody(node.Service, node.Requests, node.Errors, node.P50, node.P95, node.P99))],
        [.. map.Edges.Select(edge => new ServiceEdgeBody(
            edge.Caller, edge.Callee, ApiNames.Of(edge.Kind), edge.Calls, edge.Errors, edge.P50, edge.P95, edge.P99))],
        ScannedBody.Of(map.Scanned));
}

/// <summary>A service and what it was asked (its spans of the kinds server and consumer); quantiles of their durations in nanoseconds.</summary>
public sealed record ServiceNodeBody(string Service, long Requests, long Errors, long P50, long P95, long P99);

/// <summary>Calls of one service by another; <c>kind</c> is that of the callee's spans, quantiles of their durations are nanoseconds.</summary>
public sealed record ServiceEdgeBody(string Caller, string Callee, string Kind, long Calls, long Errors, long P50, long P95, long P99);
