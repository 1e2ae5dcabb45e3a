using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Storage.Config;

namespace Observe.Server.Security;

/// <summary>The page behind an invitation: whoever has the link chooses the password, and is signed in.</summary>
public static class InvitationEndpoints
{
    public const string Path = "/invitation";
    private const string Gone = "This link was used already, or is too old. An admin can make a new one.";

    public static void MapInvitation(this IEndpointRouteBuilder app)
    {
        app.MapGet(Path, ShowAsync).AllowAnonymous().ExcludeFromDescription();
        // The form's own check answers with a fresh form; the middleware's would answer with a bare 400.
        app.MapPost(Path, AcceptAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
    }

    private static async Task<ContentHttpResult> ShowAsync(
        string? token, HttpContext context, IAntiforgery antiforgery, AccountStore accounts, SignInAttempts attempts)
    {
        if (!attempts.TryTake(context.Connection.RemoteIpAddress))
        {
            return TooMany(context, antiforgery);
        }
        return await accounts.InvitedAsync(token ?? "", context.RequestAborted) is { } account
            ? Form(context, antiforgery, account, token!, "", StatusCodes.Status200OK)
            : Nothing(context, antiforgery);
    }

    private static async Task<IResult> AcceptAsync(
        HttpContext context, IAntiforgery antiforgery, AccountStore accounts, AccountRing ring, Sessions sessions, SignInAttempts attempts, AuditTrail audit)
    {
        if (!context.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(context))
        {
            return Nothing(context, antiforgery, "This form was too old. Please open the link again.");
        }
        if (!attempts.TryTake(context.Connection.RemoteIpAddress))
        {
            return TooMany(context, antiforgery);
        }
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (token, password) = (form["token"].ToString(), form["password"].ToString());
        if (await accounts.InvitedAsync(token, context.RequestAborted) is not { } account)
        {
            await audit.RecordAsync(Audit.Row(context, AuditActions.AcceptInvitation) with { IsRefused = true });
            return Nothing(context, antiforgery);
        }
        if (NewPassword.Mistake(password, form["again"].ToString(), account.Name) is { } mistake)
        {
            return Form(context, antiforgery, account, token, mistake, StatusCodes.Status400BadRequest);
        }
        if (await accounts.AcceptAsync(token, PasswordHash.Of(password), context.RequestAborted) is not { } stored)
        {
            return Nothing(context, antiforgery);
        }
        await accounts.SignedInAsync(stored.Account.Id, context.RequestAborted);
        await ring.RefreshAsync(context.RequestAborted);
        var user = SessionClaims.Of(stored, SessionCookie.Scheme);
        await audit.RecordAsync(Audit.Row(context, AuditActions.AcceptInvitation, user, ""));
        await sessions.BeginAsync(context, user);
        return TypedResults.LocalRedirect("/");
    }

    private static ContentHttpResult Nothing(HttpContext context, IAntiforgery antiforgery, string message = Gone) =>
        Form(context, antiforgery, null, "", message, StatusCodes.Status400BadRequest);

    private static ContentHttpResult TooMany(HttpContext context, IAntiforgery antiforgery) =>
        Form(context, antiforgery, null, "", "Too many attempts. Please wait a minute.", StatusCodes.Status429TooManyRequests);

    private static ContentHttpResult Form(
        HttpContext context, IAntiforgery antiforgery, Account? account, string token, string message, int status)
    {
        context.Response.Headers.CacheControl = "no-store";
        var form = new SmallForm("Welcome to Observe", Path, message);
        if (account is not null)
        {
            form = form.WithText($"Choose a password for {account.Name}, who may act as {account.Role.Name()}.")
                .WithHidden("token", token)
                // For the browser's own list of passwords.
                .WithField("Name", "user", "username", value: account.Name, isReadOnly: true)
                .WithField($"Password, at least {PasswordHash.MinLength} characters", "password", "new-password", isSecret: true)
                .WithField("The same again", "again", "new-password", isSecret: true)
                .WithButton("Choose and sign in");
        }
        return form.Answer(context, antiforgery, status);
    }
}
