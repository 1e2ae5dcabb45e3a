namespace Observe.Collector.Tests.Fakes;

internal sealed class TemporaryFolder : IDisposable
{
    private const string MemoryDisk = "/dev/shm";

    public TemporaryFolder()
        : this(Directory.CreateTempSubdirectory("observe-collector-").FullName)
    {
    }

    private TemporaryFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>On a disk in memory where there is one: for tests that make thousands of files.</summary>
    public static TemporaryFolder InMemory()
    {
        if (!Directory.Exists(MemoryDisk))
        {
            return new TemporaryFolder();
        }
        var path = System.IO.Path.Combine(MemoryDisk, "observe-" + Guid.NewGuid().ToString("n"));
        Directory.CreateDirectory(path);
        return new TemporaryFolder(path);
    }

    /// <summary>What a crash at this moment would leave on the disk.</summary>
    public TemporaryFolder Snapshot()
    {
        var copy = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            var target = System.IO.Path.Combine(copy.Path, System.IO.Path.GetRelativePath(Path, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            // Through a reader that shares: the journal holds its files open.
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var destination = File.Create(target);
            source.CopyTo(destination);
        }
        return copy;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
