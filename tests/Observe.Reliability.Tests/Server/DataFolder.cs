using System.Diagnostics;

namespace Observe.Reliability.Tests.Server;

/// <summary>A data folder that outlives the processes which use it; on request a small disk of its own.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly bool _isMounted;

    private DataFolder(string path, bool isMounted)
    {
        Path = path;
        _isMounted = isMounted;
    }

    public string Path { get; }

    public string Journal => System.IO.Path.Combine(Path, "journal");

    public IEnumerable<string> Quarantined => Directory.EnumerateFiles(System.IO.Path.Combine(Path, "quarantine"));

    public static DataFolder OnTheDisk() => new(Directory.CreateTempSubdirectory("observe-reliability-").FullName, false);

    /// <summary>Null where this process may not mount: only root on Linux may.</summary>
    public static async Task<DataFolder?> OnASmallDiskAsync(int mebibytes)
    {
        var path = Directory.CreateTempSubdirectory("observe-small-disk-").FullName;
        if (!OperatingSystem.IsLinux() || !await RunAsync("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "observe-tests", path))
        {
            Directory.Delete(path);
            return null;
        }
        return new DataFolder(path, true);
    }

    public void Dispose()
    {
        if (_isMounted)
        {
            // Lazily: a process that was just killed may hold the folder for a moment.
            using var unmount = Process.Start("umount", ["-l", Path]);
            unmount.WaitForExit();
        }
        Directory.Delete(Path, recursive: true);
    }

    private static async Task<bool> RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
