using System.Globalization;
using Observe.Storage.Engine;
using Observe.Storage.Retention;

namespace Observe.Storage.Backup;

/// <summary>
/// Saves what the embedded engine has stored, and the key ring beside it, while everything goes on; and puts it back into an empty data folder. What is
/// acknowledged and not stored yet is the journal's: the caller waits for it first.
/// </summary>
public sealed class EmbeddedBackup(ClickHouseDatabase database, StorageOptions options, IStorageReader storage, TimeProvider time) : IDisposable
{
    private const string Tables = "clickhouse";
    private const string Keys = "keys";
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Takes a backup into a new folder named after the time.</summary>
    public async Task<BackupResult> TakeAsync(CancellationToken cancellationToken)
    {
        if (!options.IsEmbedded)
        {
            return new BackupResult(BackupOutcome.NotEmbedded);
        }
        if (!await _one.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return new BackupResult(BackupOutcome.Busy);
        }
        try
        {
            var name = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH-mm-ss'Z'", CultureInfo.InvariantCulture);
            var folder = Path.Combine(options.BackupFolder(), name);
            Create(folder);
            var usage = await storage.GetAsync(cancellationToken);
            // A backup that fills the disk of the data would cost its oldest days.
            if (new DriveInfo(folder).AvailableFreeSpace < usage.Bytes + StorageLimit.Of(options).Floor(usage))
            {
                Directory.Delete(folder);
                return new BackupResult(BackupOutcome.NoRoom);
            }
            CopyKeys(Path.Combine(options.DataDirectory, Keys), Path.Combine(folder, Keys));
            // Once it has begun it is finished: the engine cannot be stopped in the middle of it.
            await database.ExecuteAsync($"BACKUP DATABASE `{options.Database}` TO File({Quoted(Path.Combine(folder, Tables))})", null, cancellationToken);
            return new BackupResult(BackupOutcome.Taken, folder);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>Why this folder cannot be restored; empty when it can.</summary>
    internal static string Complaint(string folder) =>
        File.Exists(Path.Combine(folder, Tables, ".backup")) ? "" : $"{folder} holds no backup that was finished.";

    /// <summary>Puts back what <see cref="StorageOptions.RestoreFrom"/> names, if it does.</summary>
    /// <exception cref="EngineException">There are data already.</exception>
    internal static async Task RestoreAsync(ClickHouseDatabase database, StorageOptions options, CancellationToken cancellationToken)
    {
        if (options.RestoreFrom.Length == 0)
        {
            return;
        }
        if (await database.TableEngineAsync("schema_versions", cancellationToken) is not null)
        {
            throw new EngineException(0, $"There are data in {Path.GetFullPath(options.DataDirectory)} already: a backup is restored into an empty folder (--data).");
        }
        var folder = Path.GetFullPath(options.RestoreFrom);
        await database.ExecuteWithoutDatabaseAsync(
            $"RESTORE DATABASE `{options.Database}` FROM File({Quoted(Path.Combine(folder, Tables))})", cancellationToken);
        CopyKeys(Path.Combine(folder, Keys), Path.Combine(options.DataDirectory, Keys));
    }

    private static void CopyKeys(string from, string to)
    {
        if (!Directory.Exists(from))
        {
            return;
        }
        Create(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    /// <summary>For its owner alone: it holds keys and telemetry.</summary>
    private static void Create(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>The engine takes no parameter here. A path is the operator's.</summary>
    private static string Quoted(string path) =>
        $"'{path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
