using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Observe.Storage.Config;

namespace Observe.Server.Security;

/// <summary>Keys of programs that call the API: <c>x-api-key</c> or a bearer token.</summary>
public sealed class ApiKeyScheme(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ApiKeyRing keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string Name = "ApiKey";
    private const string Bearer = "Bearer ";

    /// <summary>The key that a request shows; empty when it shows none.</summary>
    public static string Shown(HttpRequest request)
    {
        var key = request.Headers["x-api-key"].ToString();
        if (key.Length > 0)
        {
            return key;
        }
        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : "";
    }

    /// <summary>Keys open the API and nothing else; people are not asked for any.</summary>
    public static bool MayCall(ClaimsPrincipal user, HttpRequest request) =>
        user.Identity?.AuthenticationType != Name
        || request.Path.StartsWithSegments("/api") || request.Path.StartsWithSegments("/openapi") || request.Path.StartsWithSegments("/metrics");

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (keys.Find(Shown(Request)) is not { IsActive: true } key)
        {
            return Task.FromResult(AuthenticateResult.Fail("The key is not known."));
        }
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, key.Name), new Claim(SessionClaims.Key, key.Id)], Name);
        if (RoleOf(key) is { } role)
        {
            identity.AddClaim(new Claim(ClaimTypes.Role, role.Name()));
        }
        var principal = new ClaimsPrincipal(identity);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(principal, Name)));
    }

    /// <summary>A key that only sends has none.</summary>
    private static AccountRole? RoleOf(ApiKey key) =>
        key.Has(ApiKeyScopes.Admin) ? AccountRole.Admin : key.Has(ApiKeyScopes.Read) ? AccountRole.Viewer : null;
}
