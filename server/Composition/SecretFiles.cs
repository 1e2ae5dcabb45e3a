using Observe.Server.Security;

namespace Observe.Server.Composition;

/// <summary>
/// Takes options from a folder of files, as orchestrators mount secrets: the file <c>Observe__Storage__Password</c> holds <c>Observe:Storage:Password</c>. So
/// no secret stands in the environment or in a command line. A line end after the value does not count.
/// </summary>
public static class SecretFiles
{
    public static void AddSecretFiles(this ConfigurationManager configuration)
    {
        if (configuration[$"{SecurityOptions.Section}:{nameof(SecurityOptions.SecretsDirectory)}"] is { Length: > 0 } folder && Directory.Exists(folder))
        {
            // A folder that is not there is refused with its name when the host starts.
            configuration.AddKeyPerFile(Path.GetFullPath(folder));
        }
    }
}
