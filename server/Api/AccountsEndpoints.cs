using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Server.Security;
using Observe.Storage.Config;

namespace Observe.Server.Api;

/// <summary>/api/v1/users. Whoever is added gets a link, answered once, behind which they choose their password.</summary>
public static class AccountsEndpoints
{
    public static void MapAccountsApi(this IEndpointRouteBuilder api)
    {
        var users = api.MapGroup("/users").RequireAtLeast(AccountRole.Admin);
        users.MapGet("", ListAsync).WithName("ListUsers");
        users.MapPost("", AddAsync).WithName("AddUser").Audited(AuditActions.AddUser).Accepts<UserRequestBody>("application/json");
        users.MapPut("/{id}", ChangeAsync).WithName("ChangeUser").Audited(AuditActions.ChangeUser).Accepts<UserChangeBody>("application/json");
        users.MapPost("/{id}/invitation", InviteAsync).WithName("InviteUser").Audited(AuditActions.InviteUser);
    }

    private static async Task<Ok<ListBody<UserBody>>> ListAsync(AccountStore accounts, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ListBody<UserBody>([.. (await accounts.ListAsync(cancellationToken)).Select(UserBody.Of)], null, null));

    private static async Task<Results<Created<InvitedUserBody>, ProblemHttpResult>> AddAsync(
        HttpRequest request, HttpResponse response, AccountStore accounts, AccountRing ring, CancellationToken cancellationToken)
    {
        var (body, problem) = await AlertsRequest.ReadAsync<UserRequestBody>(request, cancellationToken);
        if (body is null)
        {
            return problem!;
        }
        var name = body.Name?.Trim() ?? "";
        if (!AccountStore.IsName(name))
        {
            return AlertsProblem.Fields([new FieldError("name", AccountText.NameRule)]);
        }
        if (!AccountRoles.TryParse(body.Role, out var role))
        {
            return BadRole();
        }
        if (!accounts.AreLocal)
        {
            return TypedResults.Problem(AccountText.NotLocal, statusCode: StatusCodes.Status409Conflict);
        }
        if (await accounts.InviteAsync(name, role, cancellationToken) is not { } invitation)
        {
            return TypedResults.Problem(
                $"There is somebody named {name} already, or there are {AccountStore.MaxAccounts} accounts.", statusCode: StatusCodes.Status409Conflict);
        }
        await ring.RefreshAsync(cancellationToken);
        Audit.SetDetail(response.HttpContext, role.Name());
        return TypedResults.Created($"/api/v1/users/{invitation.Account.Id}", Answer(response, invitation));
    }

    private static async Task<Results<Ok<UserBody>, ProblemHttpResult>> ChangeAsync(
        string id, HttpRequest request, AccountStore accounts, AccountRing ring, CancellationToken cancellationToken)
    {
        var (body, problem) = await AlertsRequest.ReadAsync<UserChangeBody>(request, cancellationToken);
        if (body is null)
        {
            return problem!;
        }
        if (!AccountRoles.TryParse(body.Role, out var role))
        {
            return BadRole();
        }
        var change = await accounts.ChangeAsync(id, role, body.Disabled, cancellationToken);
        if (change != AccountChange.Done)
        {
            return change == AccountChange.NotFound
                ? AlertsProblem.NotFound("user", id)
                : TypedResults.Problem(change == AccountChange.OfProvider ? AccountText.OfProvider : AccountText.LastAdmin, statusCode: StatusCodes.Status409Conflict);
        }
        await ring.RefreshAsync(cancellationToken);
        Audit.SetDetail(request.HttpContext, AccountText.Change(role, body.Disabled));
        return await accounts.FindAsync(id, cancellationToken) is { } stored
            ? TypedResults.Ok(UserBody.Of(stored.Account))
            : AlertsProblem.NotFound("user", id);
    }

    private static async Task<Results<Ok<InvitedUserBody>, ProblemHttpResult>> InviteAsync(
        string id, HttpResponse response, AccountStore accounts, AccountRing ring, CancellationToken cancellationToken)
    {
        if (await accounts.ResetAsync(id, cancellationToken) is not { } invitation)
        {
            return AlertsProblem.NotFound("user", id);
        }
        await ring.RefreshAsync(cancellationToken);
        return TypedResults.Ok(Answer(response, invitation));
    }

    private static InvitedUserBody Answer(HttpResponse response, Invitation invitation)
    {
        response.Headers.CacheControl = "no-store";
        return new InvitedUserBody(
            invitation.Account.Id, invitation.Account.Name, invitation.Account.Role.Name(), AccountText.InvitationPath(invitation),
            AlertsText.Time(invitation.Account.InvitedUntil)!);
    }

    private static ProblemHttpResult BadRole() => AlertsProblem.Fields([new FieldError("role", $"One of {AccountRoles.AllNames}.")]);
}

/// <summary>Somebody as a program adds them.</summary>
public sealed record UserRequestBody(string? Name, string? Role);

/// <summary>What may be changed of somebody; both are set.</summary>
public sealed record UserChangeBody(string? Role, bool Disabled);

/// <summary>Somebody who may sign in.</summary>
/// <param name="OfProvider">A provider of identities says who it is and which role they have.</param>
/// <param name="InvitedUntil">Until then the link that was given last can be opened; null when there is none.</param>
public sealed record UserBody(
    string Id, string Name, string Role, bool HasPassword, bool OfProvider, string CreatedAt, string? DisabledAt, string? LastSignInAt, string? InvitedUntil)
{
    public static UserBody Of(Account account) => new(
        account.Id, account.Name, account.Role.Name(), account.HasPassword, account.IsOfProvider, AlertsText.Time(account.CreatedAt)!,
        AlertsText.Time(account.DisabledAt), AlertsText.Time(account.LastSignInAt), AlertsText.Time(account.InvitedUntil));
}

/// <summary>The one answer that holds the link.</summary>
/// <param name="Invitation">Path and query on this server.</param>
public sealed record InvitedUserBody(string Id, string Name, string Role, string Invitation, string InvitedUntil);
