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
        if (!TryReadMasterKeys(security.MasterKey, out var masterKeys))
        {
            // It outlives the process: sessions and stored webhook secrets stay readable.
            Create(folder);
            protection.PersistKeysToFileSystem(folder);
            return;
        }
        services.AddOptions<KeyManagementOptions>().Configure<ILoggerFactory, TimeProvider>((keys, loggers, time) =>
        {
            keys.XmlRepository = new MasterKeyRepository(masterKeys, folder.Exists ? new FileSystemXmlRepository(folder, loggers) : null, time);
            keys.AutoGenerateKeys = false;
        });
    }

    /// <summary>Each base64 of at least <see cref="MinMasterKeyBytes"/> bytes, separated by spaces or line ends: the first closes, and all of them open.</summary>
    public static bool TryReadMasterKeys(string text, out IReadOnlyList<byte[]> keys)
    {
        var read = new List<byte[]>();
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var buffer = new byte[word.Length];
            if (!Convert.TryFromBase64String(word, buffer, out var length) || length < MinMasterKeyBytes)
            {
                keys = [];
                return false;
            }
            read.Add(buffer[..length]);
        }
        keys = read;
        return read.Count > 0;
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
