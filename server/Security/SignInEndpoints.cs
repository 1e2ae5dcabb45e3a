using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Storage.Config;

namespace Observe.Server.Security;

/// <summary>The form at /sign-in, and its two outcomes.</summary>
public static class SignInEndpoints
{
    public const string Path = "/sign-in";
    public const string SignOutPath = "/sign-out";
    public const string ReturnUrl = "returnUrl";

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        app.MapGet(Path, Show).AllowAnonymous().ExcludeFromDescription();
        // The form's own check answers with a fresh form; the middleware's would answer with a bare 400.
        app.MapPost(Path, SignInAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        app.MapPost(SignOutPath, (Delegate)SignOutAsync).RequireAtLeast(AccountRole.Viewer).ExcludeFromDescription();
    }

    private static IResult Show(HttpContext context, IAntiforgery antiforgery, AccessState access)
    {
        var returnUrl = LocalUrl(context.Request.Query[ReturnUrl]);
        return access.IsOpen ? TypedResults.LocalRedirect(returnUrl) : Form(context, antiforgery, returnUrl, "", StatusCodes.Status200OK);
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context, IAntiforgery antiforgery, People people, AccountStore accounts, AccountRing ring, SignInAttempts attempts, AuditTrail audit, ServerMetrics metrics)
    {
        if (!context.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(context))
        {
            return Form(context, antiforgery, "/", "This form was too old. Please sign in again.", StatusCodes.Status400BadRequest);
        }
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var returnUrl = LocalUrl(form[ReturnUrl]);
        if (!attempts.TryTake(context.Connection.RemoteIpAddress))
        {
            metrics.Refused("sign-in");
            await audit.RecordAsync(Audit.Row(context, AuditActions.SignIn, null, form["user"].ToString()) with { IsRefused = true, Detail = "too many attempts" });
            return Form(context, antiforgery, returnUrl, "Too many attempts. Please wait a minute.",
                StatusCodes.Status429TooManyRequests);
        }
        var user = await people.SignInAsync(form["user"].ToString(), form["password"].ToString(), SessionCookie.Scheme, context.RequestAborted);
        await audit.RecordAsync(Audit.Row(context, AuditActions.SignIn, user, form["user"].ToString()) with { IsRefused = user is null });
        if (user is null)
        {
            metrics.Refused("sign-in");
            return Form(context, antiforgery, returnUrl, "The name or the password is wrong.", StatusCodes.Status401Unauthorized);
        }
        if (user.FindFirstValue(SessionClaims.Account) is { } id)
        {
            await accounts.SignedInAsync(id, context.RequestAborted);
            await ring.RefreshAsync(context.RequestAborted);
        }
        await context.SignInAsync(SessionCookie.Scheme, user);
        return TypedResults.LocalRedirect(returnUrl);
    }

    private static async Task<RedirectHttpResult> SignOutAsync(HttpContext context, Sessions sessions, OpenHubs hubs, AuditTrail audit)
    {
        await sessions.EndAsync(context.User, context.RequestAborted);
        hubs.EndThoseThatMustNot();
        await audit.RecordAsync(Audit.Row(context, AuditActions.SignOut));
        await context.SignOutAsync(SessionCookie.Scheme);
        return TypedResults.LocalRedirect(Path);
    }

    private static ContentHttpResult Form(HttpContext context, IAntiforgery antiforgery, string returnUrl, string message, int status) =>
        new SmallForm("Sign in", Path, message)
            .WithField("Name", "user", "username")
            .WithField("Password", "password", "current-password", isSecret: true)
            .WithHidden(ReturnUrl, returnUrl)
            .WithButton("Sign in")
            .Answer(context, antiforgery, status);

    private static string LocalUrl(string? url) => RedirectHttpResult.IsLocalUrl(url) && url is not null ? url : "/";
}
