using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Storage.Config;

namespace Observe.Server.Api;

/// <summary>/api/v1/alerts/silences. DELETE ends one; a second time it goes.</summary>
internal static class AlertsSilenceEndpoints
{
    public static void MapAlertsSilences(this IEndpointRouteBuilder alerts)
    {
        alerts.MapGet("/silences", ListAsync).WithName("ListSilences");
        alerts.MapPost("/silences", AddAsync).WithName("AddSilence").Accepts<AlertsSilenceBody>("application/json");
        alerts.MapDelete("/silences/{id}", EndAsync).WithName("EndSilence");
    }

    private static async Task<Ok<ListBody<AlertsSilenceAnswer>>> ListAsync(SilenceStore silences, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var all = await silences.ListAsync(cancellationToken);
        return TypedResults.Ok(new ListBody<AlertsSilenceAnswer>([.. all.Select(silence => AlertsSilenceAnswer.Of(silence, now))], null, null));
    }

    private static async Task<Results<Created<AlertsSilenceAnswer>, ProblemHttpResult>> AddAsync(
        HttpRequest request, SilenceStore silences, TimeProvider time, CancellationToken cancellationToken)
    {
        var (body, problem) = await AlertsRequest.ReadAsync<AlertsSilenceBody>(request, cancellationToken);
        if (body is null)
        {
            return problem!;
        }
        var now = time.GetUtcNow();
        var errors = new List<FieldError>();
        var silence = body.ToSilence(now, request.HttpContext.User.Identity?.Name ?? "", errors);
        errors.AddRange(SilenceValidator.Validate(silence, now));
        if (errors.Count > 0)
        {
            return AlertsProblem.Fields(errors);
        }
        var added = await silences.AddAsync(silence, cancellationToken);
        return TypedResults.Created($"/api/v1/alerts/silences/{added.Id}", AlertsSilenceAnswer.Of(added, now));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(
        string id, SilenceStore silences, TimeProvider time, CancellationToken cancellationToken) =>
        await silences.EndAsync(id, time.GetUtcNow(), cancellationToken) switch
        {
            SaveStatus.Saved => TypedResults.NoContent(),
            SaveStatus.NotFound => AlertsProblem.NotFound("silence", id),
            _ => AlertsProblem.Changed(null),
        };
}
