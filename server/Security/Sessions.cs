using System.Collections.Concurrent;
using System.Security.Claims;
using Observe.Storage.Config;

namespace Observe.Server.Security;

/// <summary>Says of a session that was good once whether it still is.</summary>
public sealed class Sessions(AdministratorOption option, AccountStore accounts, AccountRing ring, AccessState access, TimeProvider time)
{
    /// <summary>How long a cookie is good by itself.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    // Of the options' administrator, who has no document to note it in.
    private const int MaxEnded = 1_000;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _ended = new();

    public bool IsGood(ClaimsPrincipal user)
    {
        if (user.Identity?.AuthenticationType == OpenScheme.Name)
        {
            return access.IsOpen;
        }
        var (stamp, session) = (user.FindFirst(SessionClaims.Stamp)?.Value, user.FindFirst(SessionClaims.Session)?.Value ?? "");
        if (user.FindFirst(SessionClaims.Account)?.Value is { } id)
        {
            return ring.Find(id) is { Account.DisabledAt: null } stored && stored.Stamp == stamp && !stored.HasEnded(session);
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
            await accounts.EndSessionAsync(id, session, now + Lifetime, cancellationToken);
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
        _ended[session] = now + Lifetime;
    }
}
