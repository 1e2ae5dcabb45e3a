namespace Observe.Server.Security;

/// <summary>What a password must be that somebody chooses: long, and not the name. No rules about signs: they make passwords worse.</summary>
public static class NewPassword
{
    /// <summary>Null for none.</summary>
    public static string? Mistake(string password, string again, string name) =>
        password.Length < PasswordHash.MinLength ? $"The password must have at least {PasswordHash.MinLength} characters."
        : password.Length > PasswordHash.MaxLength ? $"The password may have at most {PasswordHash.MaxLength} characters."
        : password.Distinct().Count() < 4 ? "The password must not be of so few different characters."
        : password.Contains(name, StringComparison.OrdinalIgnoreCase) && name.Length * 2 > password.Length ? "The password must not be the name."
        : password != again ? "The two passwords are not the same."
        : null;
}
