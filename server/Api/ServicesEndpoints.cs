using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Storage.Read;
using Observe.Storage.Search;

namespace Observe.Server.Api;

/// <summary>/api/v1/services: the names of the services that sent spans, most spans first.</summary>
public static class ServicesEndpoints
{
    private const string Field = "service";

    // Without a search, facets count root spans only.
    private static readonly SearchExpression? AllSpans = SearchParser.Parse($"{Field} exists").Expression;

    public static void MapServicesApi(this IEndpointRouteBuilder api) =>
        api.MapGet("/services", ListAsync).WithName("ListServices");

    private static async Task<Results<Ok<ListBody<ServiceBody>>, ProblemHttpResult>> ListAsync(
        [AsParameters] ListParameters parameters, ITraceReader traces, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!ListRequest.TryRead(parameters, time, out var request, out var problem))
        {
            return problem;
        }
        var result = await traces.FacetsAsync(new(request.Range, request.Search ?? AllSpans, request.Limit), cancellationToken);
        var values = result.Facets.FirstOrDefault(facet => facet.Field == Field)?.Values ?? [];
        return TypedResults.Ok(new ListBody<ServiceBody>(
            [.. values.Select(value => new ServiceBody(value.Value, value.Count))], null, null));
    }
}

public sealed record ServiceBody(string Name, long Spans);
