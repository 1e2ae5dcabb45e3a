using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Observe.Server.Security;

/// <summary>The cookie of a person who signed in.</summary>
public static class SessionCookie
{
    public const string Scheme = "Session";

    /// <param name="isHttps">The pages are served over TLS by this process.</param>
    public static void Configure(CookieAuthenticationOptions options, SecurityOptions security, bool isHttps)
    {
        Name(options.Cookie, "observe.session", isHttps);
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        // The cookie of a session that is used is renewed; the session's own end stands in it and is not.
        var endsIdle = security.SessionIdle > TimeSpan.Zero && security.SessionIdle < security.SessionLifetime;
        options.ExpireTimeSpan = endsIdle ? security.SessionIdle : security.SessionLifetime;
        options.SlidingExpiration = endsIdle;
        options.LoginPath = SignInEndpoints.Path;
        options.ReturnUrlParameter = SignInEndpoints.ReturnUrl;
        options.Events.OnValidatePrincipal = RejectEndedAsync;
        options.Events.OnRedirectToLogin = ChallengeAsync;
    }

    /// <summary>Over TLS with the prefix that lets no other host, and no page without TLS, set it. Browsers refuse the prefix without TLS.</summary>
    public static void Name(CookieBuilder cookie, string name, bool isHttps)
    {
        cookie.Name = isHttps ? "__Host-" + name : name;
        cookie.Path = "/";
        cookie.SecurePolicy = isHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
    }

    private static Task RejectEndedAsync(CookieValidatePrincipalContext context)
    {
        if (context.Principal is null || !context.HttpContext.RequestServices.GetRequiredService<Sessions>().IsGood(context.Principal))
        {
            // The cookie stays: while the accounts cannot be read nobody is known, and it is good again afterwards.
            context.RejectPrincipal();
        }
        return Task.CompletedTask;
    }

    /// <summary>People go to the form; programs are told how to sign in.</summary>
    private static async Task ChallengeAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            && HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Redirect(context.RedirectUri);
            return;
        }
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"Observe\", charset=\"UTF-8\"";
        await TypedResults.Problem("Sign in with a name and a password (HTTP Basic), or show a key.",
            statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(context.HttpContext);
    }
}
