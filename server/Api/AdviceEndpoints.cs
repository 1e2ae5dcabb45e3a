using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Functions.Advice;
using Observe.Functions.Invocations;
using Observe.Server.Security;
using Observe.Storage;
using Observe.Storage.Config;
using Observe.Storage.Read;

namespace Observe.Server.Api;

/// <summary>/api/v1/functions/{id}/advice/{kind}/dismissal: what nobody wants to be told again of a function. The advice itself is in the function.</summary>
public static class AdviceEndpoints
{
    public static void MapAdviceApi(this IEndpointRouteBuilder api)
    {
        const string Path = "/functions/{id}/advice/{kind}/dismissal";
        api.MapPost(Path, DismissAsync).WithName("DismissAdvice").Audited(AuditActions.DismissAdvice).RequireAtLeast(AccountRole.Editor).Accepts<DismissalRequestBody>("application/json");
        api.MapDelete(Path, BringBackAsync).WithName("BringBackAdvice").Audited(AuditActions.BringBackAdvice).RequireAtLeast(AccountRole.Editor);
    }

    private static async Task<Results<Ok<DismissalBody>, ProblemHttpResult>> DismissAsync(
        string id, string kind, HttpRequest request, IFunctionDetailReader functions, AdviceDismissalStore dismissals, CancellationToken cancellationToken)
    {
        if (!TryRead(id, kind, out var function, out var finding, out var problem))
        {
            return problem!;
        }
        var (body, unread) = await AlertsRequest.ReadAsync<DismissalRequestBody>(request, cancellationToken);
        if (body is null)
        {
            return unread!;
        }
        var (reason, version) = (body.Reason?.Trim() ?? "", body.Version ?? "");
        if (DismissalValidator.Validate(finding, version, reason) is { Count: > 0 } errors)
        {
            return AlertsProblem.Fields(errors);
        }
        if (await functions.FactsAsync(function, cancellationToken) is null)
        {
            return ApiProblem.NoSuchFunction(function);
        }
        var by = request.HttpContext.User.Identity?.Name ?? "";
        return TypedResults.Ok(DismissalBody.Of(await dismissals.AddAsync(function, finding, version, reason, by, cancellationToken)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> BringBackAsync(
        string id, string kind, AdviceDismissalStore dismissals, CancellationToken cancellationToken)
    {
        if (!TryRead(id, kind, out var function, out var finding, out var problem))
        {
            return problem!;
        }
        return await dismissals.RemoveAsync(function, finding, cancellationToken)
            ? TypedResults.NoContent()
            : AlertsProblem.NotFound("dismissal", kind);
    }

    private static bool TryRead(string id, string kind, out FunctionId function, out FindingKind finding, out ProblemHttpResult? problem)
    {
        finding = default;
        problem = null;
        if (!FunctionId.TryParse(id, out function))
        {
            problem = FunctionRequest.BadId();
        }
        else if (ApiNames.TryParse<FindingKind>(kind, out var kinds) && kinds is [var one])
        {
            finding = one;
        }
        else
        {
            problem = ApiProblem.BadParameter("kind", $"A kind of advice is one of {ApiNames.All<FindingKind>()}.");
        }
        return problem is null;
    }
}

/// <summary><c>version</c>: of a finding that names one; it is dismissed for this version only.</summary>
public sealed record DismissalRequestBody(string? Reason, string? Version);

/// <summary>A finding that was dismissed. <c>by</c> is empty where nobody signs in; <c>version</c> where it is of none.</summary>
public sealed record DismissalBody(string Kind, string Version, string Reason, string By, string At)
{
    public static DismissalBody Of(Dismissal dismissal) => new(
        ApiNames.Of(dismissal.Kind), dismissal.Subject, dismissal.Reason, dismissal.By, UnixTime.ToRfc3339(UnixTime.Nanoseconds(dismissal.At)));
}
