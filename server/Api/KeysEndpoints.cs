using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Server.Security;
using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Server.Api;

/// <summary>/api/v1/keys. A key is answered once, by the call that makes it.</summary>
public static class KeysEndpoints
{
    public static void MapKeysApi(this IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/keys").RequireAtLeast(AccountRole.Admin);
        keys.MapGet("", ListAsync).WithName("ListKeys");
        keys.MapPost("", AddAsync).WithName("AddKey").Audited(AuditActions.AddKey).Accepts<KeyRequestBody>("application/json");
        keys.MapDelete("/{id}", RevokeAsync).WithName("RevokeKey").Audited(AuditActions.RevokeKey);
    }

    private static async Task<Ok<ListBody<KeyBody>>> ListAsync(ApiKeyStore keys, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ListBody<KeyBody>([.. (await keys.ListAsync(cancellationToken)).Select(KeyBody.Of)], null, null));

    private static async Task<Results<Created<CreatedKeyBody>, ProblemHttpResult>> AddAsync(
        HttpRequest request, HttpResponse response, ApiKeyStore keys, ApiKeyRing ring, CancellationToken cancellationToken)
    {
        var (body, problem) = await AlertsRequest.ReadAsync<KeyRequestBody>(request, cancellationToken);
        if (body is null)
        {
            return problem!;
        }
        if (Errors(body).ToArray() is { Length: > 0 } errors)
        {
            return AlertsProblem.Fields(errors);
        }
        if (await keys.AddAsync(body.Name!.Trim(), [.. body.Scopes!.Distinct()], cancellationToken) is not { } created)
        {
            return TypedResults.Problem(
                $"{ApiKeyStore.ActivePerName} keys of this name are active already: revoke one first.", statusCode: StatusCodes.Status409Conflict);
        }
        await ring.RefreshAsync(cancellationToken);
        Audit.SetDetail(response.HttpContext, $"{created.Key.Name}: {string.Join(", ", created.Key.Scopes)}");
        response.Headers.CacheControl = "no-store";
        return TypedResults.Created(
            $"/api/v1/keys/{created.Key.Id}",
            new CreatedKeyBody(created.Key.Id, created.Key.Prefix, created.Secret, created.Key.Name, created.Key.Scopes));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        string id, ApiKeyStore keys, ApiKeyRing ring, CancellationToken cancellationToken)
    {
        if (!await keys.RevokeAsync(id, cancellationToken))
        {
            return AlertsProblem.NotFound("key", id);
        }
        await ring.RefreshAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private static IEnumerable<FieldError> Errors(KeyRequestBody body)
    {
        if (string.IsNullOrWhiteSpace(body.Name) || body.Name.Length > ApiKeyStore.MaxNameLength)
        {
            yield return new FieldError("name", $"A name of 1 to {ApiKeyStore.MaxNameLength} characters is needed.");
        }
        if (body.Scopes is not { Count: > 0 } scopes || scopes.Any(scope => !ApiKeyScopes.All.Contains(scope)))
        {
            yield return new FieldError("scopes", $"One or more of {string.Join(", ", ApiKeyScopes.All)}.");
        }
    }
}

/// <summary>A key as a program asks for it.</summary>
public sealed record KeyRequestBody(string? Name, IReadOnlyList<string>? Scopes);

/// <summary>A key as it is answered: without itself.</summary>
public sealed record KeyBody(
    string Id, string Name, string Prefix, IReadOnlyList<string> Scopes, string CreatedAt, string? RevokedAt, string? LastUsedAt)
{
    public static KeyBody Of(ApiKey key) => new(
        key.Id, key.Name, key.Prefix, key.Scopes, Text(key.CreatedAt)!, Text(key.RevokedAt), Text(key.LastUsedAt));

    private static string? Text(DateTimeOffset? time) => time is { } at ? UnixTime.ToRfc3339(UnixTime.Nanoseconds(at)) : null;
}

/// <summary>The one answer that holds the key.</summary>
public sealed record CreatedKeyBody(string Id, string Prefix, string Key, string Name, IReadOnlyList<string> Scopes);
