namespace Observe.Storage.Config;

/// <summary>What somebody may do; each may all that those before it may.</summary>
public enum AccountRole
{
    /// <summary>Reads everything but keys and accounts.</summary>
    Viewer,

    /// <summary>Also changes rules, silences and webhooks, and dismisses advice.</summary>
    Editor,

    /// <summary>Also keys, accounts, and what is kept for how long.</summary>
    Admin,
}

/// <summary>Roles as they are written: in claims, in the API and on pages.</summary>
public static class AccountRoles
{
    public static IReadOnlyList<AccountRole> All { get; } = Enum.GetValues<AccountRole>();

    public static string AllNames { get; } = string.Join(", ", All.Select(Name));

    public static string Name(this AccountRole role) => role switch
    {
        AccountRole.Admin => "admin",
        AccountRole.Editor => "editor",
        _ => "viewer",
    };

    public static bool TryParse(string? name, out AccountRole role)
    {
        foreach (var known in All)
        {
            if (known.Name() == name)
            {
                role = known;
                return true;
            }
        }
        role = default;
        return false;
    }
}
