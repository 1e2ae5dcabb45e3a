using Microsoft.Extensions.Options;

namespace Observe.Server.Security;

/// <summary>An administrator has a name and a password, or there is none.</summary>
public sealed class SecurityOptionsValidator : IValidateOptions<SecurityOptions>
{
    public ValidateOptionsResult Validate(string? name, SecurityOptions options)
    {
        var failures = Failures(options).ToArray();
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(SecurityOptions options)
    {
        if (options.SecretsDirectory.Length > 0 && !Directory.Exists(options.SecretsDirectory))
        {
            yield return $"{SecurityOptions.Section}:SecretsDirectory: there is no folder {options.SecretsDirectory}.";
        }
        if (options.MasterKey.Length > 0 && !KeyRing.TryReadMasterKeys(options.MasterKey, out _))
        {
            yield return $"{SecurityOptions.Section}:MasterKey must be base64 of at least {KeyRing.MinMasterKeyBytes} bytes (openssl rand -base64 32).";
        }
        foreach (var failure in options.OpenIdConnect.Failures())
        {
            yield return failure;
        }
        if (!options.LocalAccounts && !options.OpenIdConnect.IsOn)
        {
            yield return $"{SecurityOptions.Section}:LocalAccounts is false and there is no provider ({IdentityProviderOptions.Section}): nobody could sign in.";
        }
        if (!options.HasAdministrator)
        {
            if (options.AdminPassword.Length > 0 || options.AdminPasswordFile.Length > 0)
            {
                yield return $"{SecurityOptions.Section}:AdminUser is missing: there is a password without a name.";
            }
            yield break;
        }
        if (options.AdminPassword.Length > 0 && options.AdminPasswordFile.Length > 0)
        {
            yield return $"{SecurityOptions.Section}: give AdminPassword or AdminPasswordFile, not both.";
        }
        else if (options.AdminPasswordFile.Length > 0 && !File.Exists(options.AdminPasswordFile))
        {
            yield return $"{SecurityOptions.Section}:AdminPasswordFile: there is no file {options.AdminPasswordFile}.";
        }
        else if (options.ReadPassword().Length < SecurityOptions.MinPasswordLength)
        {
            yield return $"{SecurityOptions.Section}:AdminPassword must have at least {SecurityOptions.MinPasswordLength} characters.";
        }
    }
}
