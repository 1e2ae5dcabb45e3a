using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Storage.Config;

namespace Observe.Server.Security;

/// <summary>The page behind the set-up link: makes the first admin, and shows the first key of senders once.</summary>
public static class SetUpEndpoints
{
    public const string Path = "/set-up";
    private const string Gone = "This link is no longer good. As long as nobody can administer this server, a start of it prints a new one.";

    public static void MapSetUp(this IEndpointRouteBuilder app)
    {
        app.MapGet(Path, Show).AllowAnonymous().ExcludeFromDescription();
        // The form's own check answers with a fresh form; the middleware's would answer with a bare 400.
        app.MapPost(Path, FinishAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
    }

    private static ContentHttpResult Show(string? token, HttpContext context, IAntiforgery antiforgery, SetUp setUp, SignInAttempts attempts) =>
        !attempts.TryTake(context.Connection.RemoteIpAddress) ? TooMany(context, antiforgery)
        : setUp.IsFor(token ?? "") ? Form(context, antiforgery, token!, "", "", StatusCodes.Status200OK)
        : Nothing(context, antiforgery, Gone);

    private static async Task<IResult> FinishAsync(HttpContext context, IAntiforgery antiforgery, SetUp setUp, Sessions sessions, SignInAttempts attempts, AuditTrail audit)
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
        var (token, name, password) = (form["token"].ToString(), form["user"].ToString().Trim(), form["password"].ToString());
        if (!setUp.IsFor(token))
        {
            await audit.RecordAsync(Audit.Row(context, AuditActions.SetUp) with { IsRefused = true });
            return Nothing(context, antiforgery, Gone);
        }
        var mistake = AccountStore.IsName(name) ? NewPassword.Mistake(password, form["again"].ToString(), name) : AccountText.NameRule;
        if (mistake is not null)
        {
            return Form(context, antiforgery, token, name, mistake, StatusCodes.Status400BadRequest);
        }
        if (await setUp.FinishAsync(token, name, password, context.RequestAborted) is not { } done)
        {
            return Nothing(context, antiforgery, Gone);
        }
        var user = SessionClaims.Of(done.Admin, SessionCookie.Scheme);
        await audit.RecordAsync(Audit.Row(context, AuditActions.SetUp, user, "") with { Detail = done.Key is null ? "" : "with the first key" });
        await sessions.BeginAsync(context, user);
        return Done(context, antiforgery, done);
    }

    private static ContentHttpResult Form(HttpContext context, IAntiforgery antiforgery, string token, string name, string message, int status)
    {
        context.Response.Headers.CacheControl = "no-store";
        return new SmallForm("Set up Observe", Path, message)
            .WithText("Others can reach this server and nobody can administer it yet. Who will?")
            .WithHidden("token", token)
            .WithField("Name", "user", "username", value: name)
            .WithField($"Password, at least {PasswordHash.MinLength} characters", "password", "new-password", isSecret: true)
            .WithField("The same again", "again", "new-password", isSecret: true)
            .WithButton("Make the first admin")
            .Answer(context, antiforgery, status);
    }

    private static ContentHttpResult Done(HttpContext context, IAntiforgery antiforgery, SetUpResult done)
    {
        context.Response.Headers.CacheControl = "no-store";
        var form = new SmallForm("Observe is set up", Path, "").WithText($"You are signed in as {done.Admin.Account.Name}. Others are let in on the page Settings.");
        if (done.Key is { } key)
        {
            form = form.WithSecret("The first key of senders. This is the only time it is shown; they show it as the header x-api-key, or as a bearer token.", key);
        }
        return form.WithLink("To the pages", "/").Answer(context, antiforgery, StatusCodes.Status200OK);
    }

    private static ContentHttpResult Nothing(HttpContext context, IAntiforgery antiforgery, string message)
    {
        context.Response.Headers.CacheControl = "no-store";
        return new SmallForm("Set up Observe", Path, message).Answer(context, antiforgery, StatusCodes.Status400BadRequest);
    }

    private static ContentHttpResult TooMany(HttpContext context, IAntiforgery antiforgery) =>
        new SmallForm("Set up Observe", Path, "Too many attempts. Please wait a minute.").Answer(context, antiforgery, StatusCodes.Status429TooManyRequests);
}
