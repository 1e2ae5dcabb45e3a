using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Observe.Storage.Config;

namespace Observe.Server.Security;

/// <summary>Says to somebody who is known and may not which role it takes.</summary>
internal sealed class RoleRefusal(ServerMetrics metrics) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _ordinary = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (!authorizeResult.Forbidden)
        {
            await _ordinary.HandleAsync(next, context, policy, authorizeResult);
            return;
        }
        metrics.Refused("role");
        var needed = policy.Requirements.OfType<RoleRequirement>().Select(requirement => requirement.Role).DefaultIfEmpty().Max();
        await TypedResults.Problem(Text(context, needed), statusCode: StatusCodes.Status403Forbidden, extensions: [new("requiredRole", needed.Name())])
            .ExecuteAsync(context);
    }

    private static string Text(HttpContext context, AccountRole needed) => SessionClaims.RoleOf(context.User) is { } role
        ? role >= needed ? "Keys open the API only." : $"This needs the role {needed.Name()}; yours is {role.Name()}."
        : $"This needs the role {needed.Name()}; a key that only sends has none.";
}
