using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Observe.Server.Security;

/// <summary>The cookie of a person who signed in.</summary>
public static class SessionCookie
{
    public const string Scheme = "Session";
    public const string StampClaim = "observe.stamp";

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "observe.session";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromHours(12);
        options.LoginPath = SignInEndpoints.Path;
        options.ReturnUrlParameter = SignInEndpoints.ReturnUrl;
        options.Events.OnValidatePrincipal = RejectOldPasswordAsync;
        options.Events.OnRedirectToLogin = ChallengeAsync;
    }

    private static async Task RejectOldPasswordAsync(CookieValidatePrincipalContext context)
    {
        var administrator = context.HttpContext.RequestServices.GetRequiredService<Administrator>();
        if (context.Principal?.FindFirst(StampClaim)?.Value != administrator.Stamp)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(Scheme);
        }
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
        await TypedResults.Problem("Sign in with the administrator's name and password (HTTP Basic).",
            statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(context.HttpContext);
    }
}
