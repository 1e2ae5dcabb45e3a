using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Storage.Config;

namespace Observe.Server.Security;

/// <summary>The page on which somebody chooses another password for themselves. All their other sessions end.</summary>
public static class PasswordEndpoints
{
    public const string Path = "/password";

    public static void MapPassword(this IEndpointRouteBuilder app)
    {
        app.MapGet(Path, Show).RequireAtLeast(AccountRole.Viewer).ExcludeFromDescription();
        // The form's own check answers with a fresh form; the middleware's would answer with a bare 400.
        app.MapPost(Path, ChangeAsync).RequireAtLeast(AccountRole.Viewer).DisableAntiforgery().ExcludeFromDescription();
    }

    private static ContentHttpResult Show(HttpContext context, IAntiforgery antiforgery, AccountRing ring) =>
        Own(context, ring) is { } stored ? Form(context, antiforgery, stored, "", StatusCodes.Status200OK) : Nothing(context, antiforgery);

    private static async Task<IResult> ChangeAsync(
        HttpContext context, IAntiforgery antiforgery, AccountStore accounts, AccountRing ring, Sessions sessions, SignInAttempts attempts, AuditTrail audit)
    {
        if (Own(context, ring) is not { } stored)
        {
            return Nothing(context, antiforgery);
        }
        if (!context.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(context))
        {
            return Form(context, antiforgery, stored, "This form was too old. Please try again.", StatusCodes.Status400BadRequest);
        }
        if (!attempts.TryTake(context.Connection.RemoteIpAddress))
        {
            return Form(context, antiforgery, stored, "Too many attempts. Please wait a minute.", StatusCodes.Status429TooManyRequests);
        }
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (present, password) = (form["present"].ToString(), form["password"].ToString());
        if (present.Length > PasswordHash.MaxLength || !PasswordHash.Matches(present, stored.PasswordHash))
        {
            await audit.RecordAsync(Audit.Row(context, AuditActions.ChangePassword) with { IsRefused = true });
            return Form(context, antiforgery, stored, "The present password is wrong.", StatusCodes.Status401Unauthorized);
        }
        var mistake = password == present ? "That is the present one." : NewPassword.Mistake(password, form["again"].ToString(), stored.Account.Name);
        if (mistake is not null)
        {
            return Form(context, antiforgery, stored, mistake, StatusCodes.Status400BadRequest);
        }
        if (await accounts.ChangePasswordAsync(stored, PasswordHash.Of(password), context.RequestAborted) is not { } changed)
        {
            return Form(context, antiforgery, stored, "Somebody changed this account meanwhile. Please sign in again.", StatusCodes.Status409Conflict);
        }
        await audit.RecordAsync(Audit.Row(context, AuditActions.ChangePassword));
        // Before the others end: this browser's is a new one.
        await sessions.BeginAsync(context, SessionClaims.Of(changed, SessionCookie.Scheme));
        await ring.RefreshAsync(context.RequestAborted);
        return TypedResults.LocalRedirect("/settings");
    }

    /// <summary>The account of whoever asks; null for one whose password is not here.</summary>
    private static StoredAccount? Own(HttpContext context, AccountRing ring) =>
        context.User.FindFirstValue(SessionClaims.Account) is { } id && ring.Find(id) is { Account: { IsOfProvider: false, HasPassword: true } } stored ? stored : null;

    private static ContentHttpResult Nothing(HttpContext context, IAntiforgery antiforgery) => new SmallForm("Password", Path, "")
        .WithText("Your password is not kept here: the provider of identities has it, or it stands in the options of the server.")
        .WithChoice("To the pages", "/").Answer(context, antiforgery, StatusCodes.Status200OK);

    private static ContentHttpResult Form(HttpContext context, IAntiforgery antiforgery, StoredAccount stored, string message, int status)
    {
        context.Response.Headers.CacheControl = "no-store";
        return new SmallForm("Another password", Path, message)
            .WithText($"All other sessions of {stored.Account.Name} end.")
            // For the browser's own list of passwords.
            .WithField("Name", "user", "username", value: stored.Account.Name, isReadOnly: true)
            .WithField("The present password", "present", "current-password", isSecret: true)
            .WithField($"The new one, at least {PasswordHash.MinLength} characters", "password", "new-password", isSecret: true)
            .WithField("The same again", "again", "new-password", isSecret: true)
            .WithButton("Change it")
            .Answer(context, antiforgery, status);
    }
}
