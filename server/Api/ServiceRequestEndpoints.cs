using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Storage.Read;

namespace Observe.Server.Api;

/// <summary>/api/v1/services/requests and /api/v1/services/{name}/operations: rate, errors and durations of services and of what they are asked for.</summary>
public static class ServiceRequestEndpoints
{
    public static void MapServiceRequestApi(this IEndpointRouteBuilder api)
    {
        api.MapGet("/services/requests", ListAsync).WithName("ListServiceRequests")
            .WithDescription("Requests (spans of the kinds server and consumer) of each service, most requests first, with a series over the range.");
        api.MapGet("/services/{name}/operations", OperationsAsync).WithName("ListServiceOperations")
            .WithDescription("The same of one service, by the name and kind of the spans.");
    }

    private static async Task<Results<Ok<ListBody<ServiceRequestsBody>>, ProblemHttpResult>> ListAsync(
        [AsParameters] ListParameters parameters, IServiceReader services, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!TryRead(parameters, time, out var query, out var problem))
        {
            return problem!;
        }
        var result = await services.ListAsync(query!, cancellationToken);
        return TypedResults.Ok(new ListBody<ServiceRequestsBody>([.. result.Services.Select(ServiceRequestsBody.Of)], null, ScannedBody.Of(result.Scanned)));
    }

    private static async Task<Results<Ok<ListBody<OperationRequestsBody>>, ProblemHttpResult>> OperationsAsync(
        [Description("Name of the service")] string name, [AsParameters] ListParameters parameters, IServiceReader services, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!TryRead(parameters, time, out var query, out var problem))
        {
            return problem!;
        }
        var result = await services.OperationsAsync(name, query!, cancellationToken);
        return TypedResults.Ok(new ListBody<OperationRequestsBody>([.. result.Operations.Select(OperationRequestsBody.Of)], null, ScannedBody.Of(result.Scanned)));
    }

    private static bool TryRead(ListParameters parameters, TimeProvider time, out ServiceListQuery? query, out ProblemHttpResult? problem)
    {
        query = null;
        if (!ListRequest.TryRead(parameters, time, out var request, out problem))
        {
            return false;
        }
        if (request.Search is not null || request.Cursor is not null)
        {
            problem = ApiProblem.BadParameter(request.Search is null ? "cursor" : "q", "The requests of services have no search and no pages.");
            return false;
        }
        query = new ServiceListQuery(request.Range, request.Buckets, request.Limit);
        return true;
    }
}

/// <summary>What one service was asked; quantiles of durations in nanoseconds, <c>errorRate</c> from 0 to 1.</summary>
public sealed record ServiceRequestsBody(
    string Service, long Requests, long Errors, double ErrorRate, long P50, long P95, long P99,
    IReadOnlyList<string> Functions, IReadOnlyList<string> Versions, IReadOnlyList<RequestBucketBody> Series)
{
    public static ServiceRequestsBody Of(ServiceSummary service) => new(
        service.Service, service.Figures.Requests, service.Figures.Errors, service.Figures.ErrorRate, service.Figures.P50, service.Figures.P95, service.Figures.P99,
        service.Functions, service.Versions, RequestBucketBody.Of(service.Figures.Series));
}

/// <summary>What a service was asked under one name; <c>kind</c> is server or consumer.</summary>
public sealed record OperationRequestsBody(
    string Name, string Kind, long Requests, long Errors, double ErrorRate, long P50, long P95, long P99, IReadOnlyList<RequestBucketBody> Series)
{
    public static OperationRequestsBody Of(OperationSummary operation) => new(
        operation.Name, ApiNames.Of(operation.Kind), operation.Figures.Requests, operation.Figures.Errors, operation.Figures.ErrorRate,
        operation.Figures.P50, operation.Figures.P95, operation.Figures.P99, RequestBucketBody.Of(operation.Figures.Series));
}

/// <summary>One bucket of a series; <c>p95</c> in nanoseconds, 0 without requests.</summary>
public sealed record RequestBucketBody(string Start, long Requests, long Errors, long P95)
{
    public static IReadOnlyList<RequestBucketBody> Of(IReadOnlyList<RequestBucket> series) =>
        [.. series.Select(bucket => new RequestBucketBody(Storage.UnixTime.ToRfc3339(bucket.StartUnixNanoseconds), bucket.Requests, bucket.Errors, bucket.P95))];
}
