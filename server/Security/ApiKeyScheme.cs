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
    private const string ScopeClaim = "observe.scope";

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

    /// <summary>Keys open the API and nothing else, by their scopes; people are not asked for any.</summary>
    public static bool Allows(ClaimsPrincipal user, HttpRequest request)
    {
        if (user.Identity?.AuthenticationType != Name)
        {
            return true;
        }
        if (!request.Path.StartsWithSegments("/api") && !request.Path.StartsWithSegments("/openapi") && !request.Path.StartsWithSegments("/metrics"))
        {
            return false;
        }
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        return user.HasClaim(ScopeClaim, ApiKeyScopes.Admin) || (reads && user.HasClaim(ScopeClaim, ApiKeyScopes.Read));
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (keys.Find(Shown(Request)) is not { IsActive: true } key)
        {
            return Task.FromResult(AuthenticateResult.Fail("The key is not known."));
        }
        var claims = key.Scopes.Select(scope => new Claim(ScopeClaim, scope)).Append(new Claim(ClaimTypes.Name, key.Name));
        var principal = new ClaimsPrincipal(new ClaimsIdentity(claims, Name));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(principal, Name)));
    }
}
