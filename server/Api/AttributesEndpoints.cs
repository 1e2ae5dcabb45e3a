using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Observe.Storage.Read;
using Observe.Storage.Search;

namespace Observe.Server.Api;

/// <summary>/api/v1/attributes: what a search can be completed with.</summary>
public static class AttributesEndpoints
{
    /// <summary>Without a range of its own a question looks back a week.</summary>
    private const string DefaultFrom = "now-7d";

    public static void MapAttributesApi(this IEndpointRouteBuilder api)
    {
        api.MapGet("/attributes", NamesAsync).WithName("ListAttributes");
        api.MapGet("/attributes/{name}/values", ValuesAsync).WithName("ListAttributeValues");
    }

    private static async Task<Results<Ok<ListBody<AttributeBody>>, ProblemHttpResult>> NamesAsync(
        [AsParameters] ListParameters parameters, [FromQuery] string? prefix, [FromQuery] string? signal,
        IAttributeReader attributes, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!TryRead(parameters, signal, time, out var request, out var target, out var problem))
        {
            return problem!;
        }
        var names = await attributes.NamesAsync(new(request!.Range, target, prefix ?? "", request.Limit), cancellationToken);
        return TypedResults.Ok(new ListBody<AttributeBody>([.. names.Select(AttributeBody.Of)], null, null));
    }

    private static async Task<Results<Ok<ListBody<string>>, ProblemHttpResult>> ValuesAsync(
        string name, [AsParameters] ListParameters parameters, [FromQuery] string? prefix, [FromQuery] string? signal,
        IAttributeReader attributes, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!TryRead(parameters, signal, time, out var request, out var target, out var problem))
        {
            return problem!;
        }
        var field = SearchField.Of(name);
        var values = SearchVocabulary.ValuesOf(field) is { } few
            ? [.. few.Where(value => value.StartsWith(prefix ?? "", StringComparison.OrdinalIgnoreCase))]
            : await attributes.ValuesAsync(new(request!.Range, target, field, prefix ?? "", request.Limit), cancellationToken);
        return TypedResults.Ok(new ListBody<string>(values, null, null));
    }

    private static bool TryRead(
        ListParameters parameters, string? signal, TimeProvider time, out ListRequest? request, out SearchTarget? target,
        out ProblemHttpResult? problem)
    {
        target = signal switch
        {
            "spans" => SearchTarget.Spans,
            "logs" => SearchTarget.Logs,
            _ => null,
        };
        if (signal is not (null or "" or "spans" or "logs"))
        {
            (request, problem) = (null, ApiProblem.BadParameter("signal", $"signal is spans or logs, not \"{signal}\"."));
            return false;
        }
        var asked = new ListParameters { From = parameters.From ?? DefaultFrom, To = parameters.To, Limit = parameters.Limit, Q = parameters.Q, Cursor = parameters.Cursor };
        if (!ListRequest.TryRead(asked, time, out request, out problem))
        {
            return false;
        }
        problem = request.Search is null && request.Cursor is null
            ? null
            : ApiProblem.BadParameter(request.Search is null ? "cursor" : "q", "Completions have no search and no pages.");
        return problem is null;
    }
}

/// <param name="Name">As a search names it.</param>
/// <param name="Scope">Where it was seen: resource, span, event, scope or log.</param>
public sealed record AttributeBody(string Name, string Scope)
{
    public static AttributeBody Of(AttributeName name) => new(name.Field.ToString(), name.Scope);
}
