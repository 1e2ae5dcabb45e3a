using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Observe.Server.Security;

/// <summary>Where the keys are that protect sessions and stored secrets: in the data folder, or derived from a master key.</summary>
public static class KeyRing
{
    public const int MinMasterKeyBytes = 32;

    public static void AddKeyRing(this IServiceCollection services, SecurityOptions security, string dataDirectory)
    {
        var folder = new DirectoryInfo(Path.GetFullPath(Path.Combine(dataDirectory, "keys")));
        var protection = services.AddDataProtection().SetApplicationName("Observe");
        if (!TryReadMasterKey(security.MasterKey, out var masterKey))
        {
            // It outlives the process: sessions and stored webhook secrets stay readable.
            Create(folder);
            protection.PersistKeysToFileSystem(folder);
            return;
        }
        services.AddOptions<KeyManagementOptions>().Configure<ILoggerFactory, TimeProvider>((keys, loggers, time) =>
        {
            keys.XmlRepository = new MasterKeyRepository(masterKey, folder.Exists ? new FileSystemXmlRepository(folder, loggers) : null, time);
            keys.AutoGenerateKeys = false;
        });
    }

    /// <summary>Base64 of at least <see cref="MinMasterKeyBytes"/> bytes.</summary>
    public static bool TryReadMasterKey(string text, out byte[] key)
    {
        var buffer = new byte[text.Length];
        var isKey = Convert.TryFromBase64String(text.Trim(), buffer, out var length) && length >= MinMasterKeyBytes;
        key = isKey ? buffer[..length] : [];
        return isKey;
    }

    private static void Create(DirectoryInfo folder)
    {
        if (OperatingSystem.IsWindows())
        {
            folder.Create();
        }
        else
        {
            Directory.CreateDirectory(folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
