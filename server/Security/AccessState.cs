using Observe.Storage.Config;

namespace Observe.Server.Security;

/// <summary>
/// Whether somebody has to sign in. On loopback nobody has, until there is an administrator, in the options or with an account. As long as the
/// accounts are not known, everybody has: what could not be read opens nothing.
/// </summary>
public sealed class AccessState(RequestGuardSettings settings, AccountRing accounts)
{
    /// <summary>Whoever comes may do everything.</summary>
    public bool IsOpen => settings.LoopbackOnly && !settings.HasAdministrator && accounts is { IsRead: true, HasAdmin: false };
}
