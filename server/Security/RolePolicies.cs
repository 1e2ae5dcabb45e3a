using Microsoft.AspNetCore.Authorization;
using Observe.Storage.Config;

namespace Observe.Server.Security;

/// <summary>One policy a role; what an endpoint asks for stands where it is mapped.</summary>
public static class RolePolicies
{
    public static string Name(AccountRole role) => "role:" + role.Name();

    /// <summary>Only whoever has the role, or a higher one.</summary>
    public static TBuilder RequireAtLeast<TBuilder>(this TBuilder endpoint, AccountRole role)
        where TBuilder : IEndpointConventionBuilder => endpoint.RequireAuthorization(Name(role));

    public static void AddRolePolicies(this IServiceCollection services)
    {
        services.AddSingleton<IAuthorizationHandler, RoleHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RoleRefusal>();
        services.Configure<AuthorizationOptions>(options =>
        {
            foreach (var role in AccountRoles.All)
            {
                options.AddPolicy(Name(role), policy => policy.RequireAuthenticatedUser().AddRequirements(new RoleRequirement(role)));
            }
            // Whatever was mapped without a word.
            options.FallbackPolicy = options.GetPolicy(Name(AccountRole.Viewer));
        });
    }
}

public sealed record RoleRequirement(AccountRole Role) : IAuthorizationRequirement;

/// <summary>Compares roles; keys open the API only.</summary>
internal sealed class RoleHandler : AuthorizationHandler<RoleRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RoleRequirement requirement)
    {
        if (SessionClaims.RoleOf(context.User) >= requirement.Role
            && (context.Resource is not HttpContext http || ApiKeyScheme.MayCall(context.User, http.Request)))
        {
            context.Succeed(requirement);
        }
        return Task.CompletedTask;
    }
}
