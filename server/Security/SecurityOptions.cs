using System.ComponentModel.DataAnnotations;

namespace Observe.Server.Security;

/// <summary>Who may look: section <c>Observe:Security</c>.</summary>
public sealed class SecurityOptions
{
    public const string Section = "Observe:Security";
    public const int MinPasswordLength = 8;

    /// <summary>Name of the administrator; empty leaves the pages open, which is allowed on loopback only.</summary>
    public string AdminUser { get; set; } = "";

    public string AdminPassword { get; set; } = "";

    /// <summary>A file that holds the password (a mounted secret); a line end after it does not count.</summary>
    public string AdminPasswordFile { get; set; } = "";

    /// <summary>Base64 of 32 random bytes or more: what processes that share a ClickHouse server protect sessions and webhook secrets with; the same for all of them. Former ones may follow it, separated by spaces.</summary>
    public string MasterKey { get; set; } = "";

    /// <summary>A folder of files that each hold an option, named like its environment variable (mounted secrets); empty for none.</summary>
    public string SecretsDirectory { get; set; } = "";

    /// <summary>Pages that one person may have open at a time: each holds a circuit, and with it memory.</summary>
    [Range(1, 100_000)]
    public int MaxCircuitsPerUser { get; set; } = 100;

    /// <summary>The same for one address, behind which there may be many people.</summary>
    [Range(1, 100_000)]
    public int MaxCircuitsPerAddress { get; set; } = 500;

    /// <summary>Accounts with a password may sign in; false leaves that to the provider of identities, and to the administrator of these options.</summary>
    public bool LocalAccounts { get; set; } = true;

    /// <summary>How long somebody stays signed in at most.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>After so long without a request somebody has to sign in again; zero for not before the end of the session.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan SessionIdle { get; set; }

    public IdentityProviderOptions OpenIdConnect { get; } = new();

    /// <summary>There is somebody who can sign in with a password.</summary>
    public bool TakesPasswords => LocalAccounts || HasAdministrator;

    public bool HasAdministrator => AdminUser.Length > 0;

    /// <summary>Reads the file again on each call; the caller keeps a hash only.</summary>
    public string ReadPassword() =>
        AdminPasswordFile.Length > 0 ? File.ReadAllText(AdminPasswordFile).TrimEnd('\r', '\n') : AdminPassword;
}
