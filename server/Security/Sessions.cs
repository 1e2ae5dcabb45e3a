using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Observe.Storage.Config;

namespace Observe.Server.Security;

/// <summary>Says of a session, or of what else let somebody in, whether it still is good.</summary>
public sealed class Sessions(AdministratorOption option, AccountStore accounts, AccountRing ring, ApiKeyRing keys, AccessState access, IOptions<SecurityOptions> options, TimeProvider time)
{
    // Of the options' administrator, who has no document to note it in.
    private const int MaxEnded = 1_000;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _ended = new();

    /// <summary>A session of somebody who was just let in.</summary>
    public ClaimsPrincipal Begin(ClaimsPrincipal user, AuthenticationProperties properties)
    {
        var until = time.GetUtcNow() + options.Value.SessionLifetime;
        ((ClaimsIdentity)user.Identity!).AddClaim(new Claim(SessionClaims.Until, until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        properties.IsPersistent = false;
        return user;
    }

    /// <summary>Gives the session to the browser that asked.</summary>
    public Task BeginAsync(HttpContext context, ClaimsPrincipal user)
    {
        var properties = new AuthenticationProperties();
        return context.SignInAsync(SessionCookie.Scheme, Begin(user, properties), properties);
    }

    public bool IsGood(ClaimsPrincipal user)
    {
        if (user.Identity?.AuthenticationType == OpenScheme.Name)
        {
            return access.IsOpen;
        }
        if (user.FindFirst(SessionClaims.Key)?.Value is { } key)
        {
            return keys.IsActive(key);
        }
        if (user.FindFirst(SessionClaims.Until)?.Value is { } until
            && (!long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds <= time.GetUtcNow().ToUnixTimeSeconds()))
        {
            return false;
        }
        var (stamp, session) = (user.FindFirst(SessionClaims.Stamp)?.Value, user.FindFirst(SessionClaims.Session)?.Value ?? "");
        if (user.FindFirst(SessionClaims.Account)?.Value is { } id)
        {
            return ring.Find(id) is { Account.DisabledAt: null } stored && stored.Stamp == stamp && !stored.HasEnded(session)
                && (stored.Account.IsOfProvider ? options.Value.OpenIdConnect.IsOn : options.Value.LocalAccounts);
        }
        return option.Administrator is { } administrator && stamp == administrator.Stamp && !_ended.ContainsKey(session);
    }

    /// <summary>Signed out: its cookie is good no more, be it kept by somebody.</summary>
    public async Task EndAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (user.FindFirst(SessionClaims.Session)?.Value is not { } session)
        {
            return;
        }
        var now = time.GetUtcNow();
        if (user.FindFirst(SessionClaims.Account)?.Value is { } id)
        {
            await accounts.EndSessionAsync(id, session, now + options.Value.SessionLifetime, cancellationToken);
            await ring.RefreshAsync(cancellationToken);
            return;
        }
        foreach (var (old, until) in _ended)
        {
            if (until < now || _ended.Count >= MaxEnded)
            {
                _ended.TryRemove(old, out _);
            }
        }
        _ended[session] = now + options.Value.SessionLifetime;
    }
}
