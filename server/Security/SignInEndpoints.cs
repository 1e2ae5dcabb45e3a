using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Observe.Storage.Config;

namespace Observe.Server.Security;

/// <summary>The page at /sign-in: a form, the way to the provider of identities, or both; and the end of a session.</summary>
public static class SignInEndpoints
{
    public const string Path = "/sign-in";
    public const string ProviderPath = "/sign-in/provider";
    public const string SignOutPath = "/sign-out";
    public const string ReturnUrl = "returnUrl";

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        app.MapGet(Path, Show).AllowAnonymous().ExcludeFromDescription();
        // The form's own check answers with a fresh form; the middleware's would answer with a bare 400.
        app.MapPost(Path, SignInAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        app.MapGet(ProviderPath, ToProviderAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapPost(SignOutPath, (Delegate)SignOutAsync).RequireAtLeast(AccountRole.Viewer).ExcludeFromDescription();
    }

    /// <summary>The page of somebody whom the provider, or its answer, did not let in.</summary>
    public static ContentHttpResult Refused(HttpContext context, IAntiforgery antiforgery, string message, int status) =>
        new SmallForm("Sign in", Path, message).WithChoice("Back to the sign-in", Path).Answer(context, antiforgery, status);

    private static IResult Show(HttpContext context, IAntiforgery antiforgery, AccessState access)
    {
        var returnUrl = LocalUrl(context.Request.Query[ReturnUrl]);
        return access.IsOpen ? TypedResults.LocalRedirect(returnUrl) : Form(context, antiforgery, returnUrl, "", StatusCodes.Status200OK);
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context, IAntiforgery antiforgery, People people, AccountStore accounts, AccountRing ring, Sessions sessions, SignInAttempts attempts, AuditTrail audit, ServerMetrics metrics)
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
        await sessions.BeginAsync(context, user);
        return TypedResults.LocalRedirect(returnUrl);
    }

    private static async Task<IResult> ToProviderAsync(HttpContext context, IAntiforgery antiforgery, IdentityProvider provider, ServerMetrics metrics)
    {
        if (!provider.IsOn)
        {
            return TypedResults.NotFound();
        }
        if (await provider.FindAsync(context.RequestAborted) is null)
        {
            metrics.Refused("sign-in");
            return Form(context, antiforgery, LocalUrl(context.Request.Query[ReturnUrl]), $"{provider.Name} cannot be reached now.", StatusCodes.Status502BadGateway);
        }
        return TypedResults.Challenge(new AuthenticationProperties { RedirectUri = LocalUrl(context.Request.Query[ReturnUrl]) }, [IdentityProvider.Scheme]);
    }

    private static async Task<IResult> SignOutAsync(
        HttpContext context, IAntiforgery antiforgery, IdentityProvider provider, Sessions sessions, OpenHubs hubs, AuditTrail audit)
    {
        var idToken = await context.GetTokenAsync(SessionCookie.Scheme, IdentityProvider.IdToken);
        await sessions.EndAsync(context.User, context.RequestAborted);
        hubs.EndThoseThatMustNot();
        await audit.RecordAsync(Audit.Row(context, AuditActions.SignOut));
        await context.SignOutAsync(SessionCookie.Scheme);
        return idToken is not null && await provider.FindEndAsync(idToken, context) is { } end
            ? new SmallForm("Signed out", Path, "").WithText($"You are signed out of Observe. {provider.Name} is asked to sign you out, too.")
                .GoingOnTo(end).WithChoice($"Go on to {provider.Name}", end.AbsoluteUri).Answer(context, antiforgery, StatusCodes.Status200OK)
            : TypedResults.LocalRedirect(Path);
    }

    private static ContentHttpResult Form(HttpContext context, IAntiforgery antiforgery, string returnUrl, string message, int status)
    {
        var options = context.RequestServices.GetRequiredService<IOptions<SecurityOptions>>().Value;
        var form = new SmallForm("Sign in", Path, message);
        if (options.OpenIdConnect.IsOn)
        {
            form = form.WithChoice($"Sign in with {options.OpenIdConnect.Name}", $"{ProviderPath}?{ReturnUrl}={Uri.EscapeDataString(returnUrl)}");
        }
        if (options.TakesPasswords)
        {
            form = form.WithField("Name", "user", "username")
                .WithField("Password", "password", "current-password", isSecret: true)
                .WithHidden(ReturnUrl, returnUrl)
                .WithButton("Sign in");
        }
        return form.Answer(context, antiforgery, status);
    }

    private static string LocalUrl(string? url) => RedirectHttpResult.IsLocalUrl(url) && url is not null ? url : "/";
}
