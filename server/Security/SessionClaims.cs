using System.Security.Claims;
using System.Security.Cryptography;
using Observe.Storage.Config;

namespace Observe.Server.Security;

/// <summary>What is said of whoever sends a request; <see cref="ClaimTypes.Role"/> holds the role.</summary>
public static class SessionClaims
{
    /// <summary>Of an account or of the options' administrator: another one ends the sessions of the old.</summary>
    public const string Stamp = "observe.stamp";

    /// <summary>Of each signing in, so that one can be ended and the others stay.</summary>
    public const string Session = "observe.session";

    /// <summary>When the session ends, whatever is done in it: unix seconds.</summary>
    public const string Until = "observe.until";

    /// <summary>The id of a key that a program showed.</summary>
    public const string Key = "observe.key";

    /// <summary>The id of an account; the options' administrator has none.</summary>
    public const string Account = "observe.account";

    public static ClaimsPrincipal Of(Administrator administrator, string scheme) =>
        Of(administrator.User, AccountRole.Admin, administrator.Stamp, null, scheme);

    public static ClaimsPrincipal Of(StoredAccount stored, string scheme) =>
        Of(stored.Account.Name, stored.Account.Role, stored.Stamp, stored.Account.Id, scheme);

    /// <summary>Null for somebody without one, as a key that only sends.</summary>
    public static AccountRole? RoleOf(ClaimsPrincipal user) =>
        AccountRoles.TryParse(user.FindFirst(ClaimTypes.Role)?.Value, out var role) ? role : null;

    private static ClaimsPrincipal Of(string name, AccountRole role, string stamp, string? account, string scheme)
    {
        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.Name, name),
                new Claim(ClaimTypes.NameIdentifier, account is null ? "options:" + name : "account:" + account),
                new Claim(ClaimTypes.Role, role.Name()),
                new Claim(Stamp, stamp),
                new Claim(Session, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))),
            ],
            scheme);
        if (account is not null)
        {
            identity.AddClaim(new Claim(Account, account));
        }
        return new ClaimsPrincipal(identity);
    }
}
