using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Server.Security;
using Observe.Storage.Config;

namespace Observe.Server.Api;

/// <summary>/api/v1/alerts/silences. PUT changes one; DELETE ends one, and a second time it goes.</summary>
internal static class AlertsSilenceEndpoints
{
    public static void MapAlertsSilences(this IEndpointRouteBuilder alerts)
    {
        alerts.MapGet("/silences", ListAsync).WithName("ListSilences");
        alerts.MapPost("/silences", AddAsync).WithName("AddSilence").Audited(AuditActions.AddSilence).RequireAtLeast(AccountRole.Editor).Accepts<AlertsSilenceBody>("application/json");
        alerts.MapPut("/silences/{id}", ReplaceAsync).WithName("ReplaceSilence").Audited(AuditActions.ChangeSilence).RequireAtLeast(AccountRole.Editor).Accepts<AlertsSilenceBody>("application/json");
        alerts.MapDelete("/silences/{id}", EndAsync).WithName("EndSilence").Audited(AuditActions.EndSilence).RequireAtLeast(AccountRole.Editor);
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
        var now = time.GetUtcNow();
        var (silence, problem) = await ReadAsync(request, now, cancellationToken);
        if (silence is null)
        {
            return problem!;
        }
        var added = await silences.AddAsync(silence, cancellationToken);
        return TypedResults.Created($"/api/v1/alerts/silences/{added.Id}", AlertsSilenceAnswer.Of(added, now));
    }

    private static async Task<Results<Ok<AlertsSilenceAnswer>, ProblemHttpResult>> ReplaceAsync(
        string id, HttpRequest request, HttpResponse response, SilenceStore silences, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!AlertsRequest.TryReadIfMatch(request, out var version))
        {
            return AlertsRequest.BadIfMatch();
        }
        var now = time.GetUtcNow();
        var (silence, problem) = await ReadAsync(request, now, cancellationToken);
        if (silence is null)
        {
            return problem!;
        }
        var result = await silences.ReplaceAsync(silence with { Id = id }, version, cancellationToken);
        if (result.Status != SaveStatus.Saved)
        {
            return result.Status == SaveStatus.ReadOnly ? AlertsProblem.ReadOnly("silence", result.Value!.ProvisionedFrom)
                : result.Status == SaveStatus.NotFound ? AlertsProblem.NotFound("silence", id) : AlertsProblem.Changed(result.Value?.Version);
        }
        AlertsRequest.SetETag(response, result.Value!.Version);
        return TypedResults.Ok(AlertsSilenceAnswer.Of(result.Value, now));
    }

    private static async Task<(Silence? Silence, ProblemHttpResult? Problem)> ReadAsync(
        HttpRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (body, problem) = await AlertsRequest.ReadAsync<AlertsSilenceBody>(request, cancellationToken);
        if (body is null)
        {
            return (null, problem);
        }
        var errors = new List<FieldError>();
        var silence = body.ToSilence(now, request.HttpContext.User.Identity?.Name ?? "", errors);
        errors.AddRange(SilenceValidator.Validate(silence, now));
        return errors.Count == 0 ? (silence, null) : (null, AlertsProblem.Fields(errors));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(
        string id, SilenceStore silences, TimeProvider time, CancellationToken cancellationToken) =>
        await silences.EndAsync(id, time.GetUtcNow(), cancellationToken) switch
        {
            SaveStatus.Saved => TypedResults.NoContent(),
            SaveStatus.NotFound => AlertsProblem.NotFound("silence", id),
            SaveStatus.ReadOnly => AlertsProblem.ReadOnly("silence", "a file"),
            _ => AlertsProblem.Changed(null),
        };
}
