using System.ComponentModel;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Observe.Storage;
using Observe.Storage.Config;
using Observe.Storage.Search;

namespace Observe.Server.Api;

/// <summary>/api/v1/searches: the searches that are kept under a name. Everybody saves their own; <see cref="SavedSearchStore"/> knows who may save for all.</summary>
public static class SearchesEndpoints
{
    private const string Traces = "traces";
    private const string Logs = "logs";

    public static void MapSearchesApi(this IEndpointRouteBuilder api)
    {
        api.MapGet("/searches", ListAsync).WithName("ListSearches");
        api.MapPost("/searches", AddAsync).WithName("AddSearch").Accepts<SearchRequestBody>("application/json");
        api.MapPut("/searches/{id}/name", RenameAsync).WithName("RenameSearch").Accepts<SearchNameBody>("application/json");
        api.MapDelete("/searches/{id}", DeleteAsync).WithName("DeleteSearch");
    }

    internal static string NameOf(SearchTarget signal) => signal == SearchTarget.Logs ? Logs : Traces;

    private static async Task<Results<Ok<ListBody<SavedSearchBody>>, ProblemHttpResult>> ListAsync(
        [FromQuery(Name = "signal"), Description("traces or logs; default: both")] string? signal, ClaimsPrincipal caller, SavedSearchStore searches, CancellationToken cancellationToken) =>
        signal is null || SignalOf(signal) is not null
            ? TypedResults.Ok(new ListBody<SavedSearchBody>(
                [.. (await searches.ListAsync(SearchOwner.Of(caller), SignalOf(signal), cancellationToken)).Select(SavedSearchBody.Of)], null, null))
            : ApiProblem.BadParameter("signal", $"signal is {Traces} or {Logs}, not \"{signal}\".");

    private static async Task<Results<Created<SavedSearchBody>, ProblemHttpResult>> AddAsync(
        HttpRequest request, ClaimsPrincipal caller, SavedSearchStore searches, CancellationToken cancellationToken)
    {
        var (body, problem) = await AlertsRequest.ReadAsync<SearchRequestBody>(request, cancellationToken);
        if (body is null)
        {
            return problem!;
        }
        if (SignalOf(body.Signal) is not { } signal)
        {
            return AlertsProblem.Fields([new FieldError("signal", $"{Traces} or {Logs}.")]);
        }
        var search = new SavedSearch
        {
            Name = body.Name ?? "",
            Signal = signal,
            Search = body.Search?.Trim() ?? "",
            From = body.From ?? "",
            To = body.To ?? "",
        };
        if (SavedSearchValidator.Validate(search).ToArray() is { Length: > 0 } errors)
        {
            return AlertsProblem.Fields(errors);
        }
        var (saved, ending) = await searches.AddAsync(search, SearchOwner.Of(caller), body.Shared, cancellationToken);
        return saved is null ? Problem(ending) : TypedResults.Created($"/api/v1/searches/{saved.Id}", SavedSearchBody.Of(saved));
    }

    private static async Task<Results<Ok<SavedSearchBody>, ProblemHttpResult>> RenameAsync(
        string id, HttpRequest request, ClaimsPrincipal caller, SavedSearchStore searches, CancellationToken cancellationToken)
    {
        var (body, problem) = await AlertsRequest.ReadAsync<SearchNameBody>(request, cancellationToken);
        if (body is null)
        {
            return problem!;
        }
        if (SavedSearchValidator.ValidateName(body.Name ?? "").ToArray() is { Length: > 0 } errors)
        {
            return AlertsProblem.Fields(errors);
        }
        var (renamed, ending) = await searches.RenameAsync(id, body.Name!, SearchOwner.Of(caller), cancellationToken);
        return renamed is null ? Problem(ending) : TypedResults.Ok(SavedSearchBody.Of(renamed));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, ClaimsPrincipal caller, SavedSearchStore searches, CancellationToken cancellationToken)
    {
        var ending = await searches.DeleteAsync(id, SearchOwner.Of(caller), cancellationToken);
        return ending == SearchSaving.Done ? TypedResults.NoContent() : Problem(ending);
    }

    private static ProblemHttpResult Problem(SearchSaving ending) => TypedResults.Problem(
        SearchSavingText.Of(ending),
        statusCode: ending switch
        {
            SearchSaving.NotFound => StatusCodes.Status404NotFound,
            SearchSaving.NotAllowed => StatusCodes.Status403Forbidden,
            _ => StatusCodes.Status409Conflict,
        });

    private static SearchTarget? SignalOf(string? name) => name switch
    {
        Traces => SearchTarget.Spans,
        Logs => SearchTarget.Logs,
        _ => null,
    };
}

/// <param name="Signal">traces or logs.</param>
/// <param name="From">The range that it opens with, like <c>now-6h</c>; without it the range that is shown.</param>
/// <param name="Shared">For everybody, which needs the role editor; else for the caller alone. A key, and a server where nobody signs in, save for everybody.</param>
public sealed record SearchRequestBody(string? Name, string? Signal, string? Search, string? From, string? To, bool Shared = false);

public sealed record SearchNameBody(string? Name);

/// <param name="CreatedBy">Null where nobody signs in.</param>
public sealed record SavedSearchBody(
    string Id, string Name, string Signal, string Search, string? From, string? To, bool Shared, string? CreatedBy, string CreatedAt)
{
    public static SavedSearchBody Of(SavedSearch search) => new(
        search.Id, search.Name, SearchesEndpoints.NameOf(search.Signal), search.Search, NullIfEmpty(search.From), NullIfEmpty(search.To), search.IsShared,
        NullIfEmpty(search.CreatedBy), UnixTime.ToRfc3339(UnixTime.Nanoseconds(search.CreatedAt)));

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
