using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Observe.Storage.Config;

namespace Observe.Server.Security;

/// <summary>What happens on the way to the provider and back; each end is recorded, and each refusal is a page that says why.</summary>
public sealed partial class IdentityProviderEvents(
    IOptions<SecurityOptions> options, PublicAddress address, AccountStore accounts, AccountRing ring, Sessions sessions, AuditTrail audit, IAntiforgery antiforgery,
    ServerMetrics metrics, ILogger<IdentityProviderEvents> logger) : OpenIdConnectEvents
{
    private IdentityProviderOptions Provider => options.Value.OpenIdConnect;

    public override Task RedirectToIdentityProvider(RedirectContext context)
    {
        context.ProtocolMessage.RedirectUri = address.Of(context.HttpContext, IdentityProvider.CallbackPath);
        return Task.CompletedTask;
    }

    public override Task TokenValidated(TokenValidatedContext context)
    {
        IdentityProvider.Keep(context.Properties, context.TokenEndpointResponse?.IdToken);
        return Task.CompletedTask;
    }

    /// <summary>Everything was checked: makes somebody of ours of them.</summary>
    public override async Task TicketReceived(TicketReceivedContext context)
    {
        var (http, user) = (context.HttpContext, context.Principal!);
        var subject = user.FindFirst("sub");
        var name = NameOf(user);
        if (subject is null || Provider.RoleOf([.. user.FindAll(Provider.RoleClaim).Select(claim => claim.Value)]) is not { } role)
        {
            await RefuseAsync(context, name, "no role", StatusCodes.Status403Forbidden,
                $"{Provider.Name} knows you as {name}, but nothing it says gives you a role here. An admin can change that there, or in the options of this server.");
            return;
        }
        if (await accounts.ArriveAsync(subject.Issuer, subject.Value, name, role, http.RequestAborted) is not { } stored)
        {
            await RefuseAsync(context, name, "disabled, or no room", StatusCodes.Status403Forbidden,
                $"{name} may not sign in here: an admin disabled the account, or there are {AccountStore.MaxAccounts} accounts.");
            return;
        }
        await ring.RefreshAsync(http.RequestAborted);
        context.Principal = sessions.Begin(SessionClaims.Of(stored, SessionCookie.Scheme), context.Properties!);
        await audit.RecordAsync(Audit.Row(http, AuditActions.SignIn, context.Principal, "") with { Detail = $"by {Provider.Name}: {role.Name()}" });
    }

    public override Task AccessDenied(AccessDeniedContext context) =>
        RefuseAsync(context, "", "denied at the provider", StatusCodes.Status403Forbidden, $"{Provider.Name} did not let you in, or you did not allow it to tell who you are.");

    public override Task RemoteFailure(RemoteFailureContext context)
    {
        Log.Failed(logger, context.Failure);
        // Of a state that is no good, or not of this browser; what the provider did wrong are other exceptions.
        return context.Failure is AuthenticationFailureException
            ? RefuseAsync(context, "", "began elsewhere, or too long ago", StatusCodes.Status400BadRequest, "This sign-in did not begin in this browser, or took too long. Please begin again.")
            : RefuseAsync(context, "", "the answer is no good", StatusCodes.Status502BadGateway, $"What {Provider.Name} answered cannot be accepted. Please begin again; if it stays so, the log of this server says why.");
    }

    private string NameOf(ClaimsPrincipal user) => new[] { Provider.NameClaim, "preferred_username", "email", "name", "sub" }
        .Select(type => user.FindFirst(type)?.Value).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value)) ?? "";

    private async Task RefuseAsync<TOptions>(HandleRequestContext<TOptions> context, string name, string detail, int status, string message)
        where TOptions : AuthenticationSchemeOptions
    {
        metrics.Refused("sign-in");
        await audit.RecordAsync(Audit.Row(context.HttpContext, AuditActions.SignIn, null, name) with { IsRefused = true, Detail = $"by {Provider.Name}: {detail}" });
        await SignInEndpoints.Refused(context.HttpContext, antiforgery, message, status).ExecuteAsync(context.HttpContext);
        context.HandleResponse();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A sign-in by the provider of identities failed")]
        public static partial void Failed(ILogger logger, Exception? exception);
    }
}
