using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Observe.Server.Security;

/// <summary>The form at /sign-in, and its two outcomes.</summary>
public static class SignInEndpoints
{
    public const string Path = "/sign-in";
    public const string ReturnUrl = "returnUrl";

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        app.MapGet(Path, Show).AllowAnonymous().ExcludeFromDescription();
        // The form's own check answers with a fresh form; the middleware's would answer with a bare 400.
        app.MapPost(Path, SignInAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        app.MapPost("/sign-out", (Delegate)SignOutAsync).ExcludeFromDescription();
    }

    private static ContentHttpResult Show(HttpContext context, IAntiforgery antiforgery) =>
        Form(context, antiforgery, LocalUrl(context.Request.Query[ReturnUrl]), "", StatusCodes.Status200OK);

    private static async Task<IResult> SignInAsync(
        HttpContext context, IAntiforgery antiforgery, Administrator administrator, SignInAttempts attempts, ServerMetrics metrics)
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
            return Form(context, antiforgery, returnUrl, "Too many attempts. Please wait a minute.",
                StatusCodes.Status429TooManyRequests);
        }
        if (!administrator.Matches(form["user"].ToString(), form["password"].ToString()))
        {
            metrics.Refused("sign-in");
            return Form(context, antiforgery, returnUrl, "The name or the password is wrong.", StatusCodes.Status401Unauthorized);
        }
        await context.SignInAsync(SessionCookie.Scheme, BasicScheme.PrincipalOf(administrator, SessionCookie.Scheme));
        return TypedResults.LocalRedirect(returnUrl);
    }

    private static async Task<RedirectHttpResult> SignOutAsync(HttpContext context)
    {
        await context.SignOutAsync(SessionCookie.Scheme);
        return TypedResults.LocalRedirect(Path);
    }

    private static ContentHttpResult Form(
        HttpContext context, IAntiforgery antiforgery, string returnUrl, string message, int status)
    {
        var token = antiforgery.GetAndStoreTokens(context);
        var html = SignInForm.Html(token.FormFieldName, token.RequestToken ?? "", returnUrl, message);
        return TypedResults.Content(html, "text/html; charset=utf-8", statusCode: status);
    }

    private static string LocalUrl(string? url) => RedirectHttpResult.IsLocalUrl(url) && url is not null ? url : "/";
}
