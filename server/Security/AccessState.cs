using Observe.Storage.Config;

namespace Observe.Server.Security;

/// <summary>
/// Whether somebody has to sign in. On loopback nobody has, until there is an administrator, in the options or with an account, or a provider of identities. Whoever can be reached by
/// others begins with the set-up instead. As long as the accounts are not known, everybody has: what could not be read opens nothing.
/// </summary>
public sealed class AccessState(RequestGuardSettings settings, AccountRing accounts)
{
    /// <summary>Whoever comes may do everything.</summary>
    public bool IsOpen => !settings.IsReachable && !settings.HasProvider && IsWithoutAdmin;

    /// <summary>Others can reach this server and nobody can administer it.</summary>
    public bool IsSetUp => settings.IsReachable && IsWithoutAdmin;

    private bool IsWithoutAdmin => !settings.HasAdministrator && accounts is { IsRead: true, HasAdmin: false };
}
