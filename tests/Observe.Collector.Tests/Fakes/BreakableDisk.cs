using Microsoft.Win32.SafeHandles;
using Observe.Collector.Journal;

namespace Observe.Collector.Tests.Fakes;

/// <summary>The real disk, of which each operation can be made to fail.</summary>
internal sealed class BreakableDisk : IJournalDisk
{
    private readonly JournalDisk _disk = new();

    public bool WritesFail { get; set; }
    public bool SyncsFail { get; set; }
    public bool TruncatesFail { get; set; }

    /// <summary>Writes fail by an error that no disk makes: a bug.</summary>
    public bool WritesHaveABug { get; set; }

    /// <summary>Of a failing write, this many bytes reach the file before it fails.</summary>
    public int TornBytes { get; set; }

    public int Syncs { get; private set; }

    /// <summary>Held while a sync is under way, to make others wait for the next one.</summary>
    public ManualResetEventSlim SyncGate { get; } = new(initialState: true);

    public SemaphoreSlim SyncEntered { get; } = new(0);

    /// <summary>Holds the next sync, and forgets those that have been.</summary>
    public void HoldSyncs()
    {
        SyncGate.Reset();
        while (SyncEntered.Wait(0))
        {
            // Each turn takes one former sync away.
        }
    }

    public SafeFileHandle Create(string path) => WritesFail ? throw new IOException("No space left on device") : _disk.Create(path);

    public void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        if (WritesHaveABug)
        {
            throw new InvalidOperationException("A bug.");
        }
        if (WritesFail)
        {
            _disk.Write(file, bytes[..Math.Min(TornBytes, bytes.Length)], offset);
            throw new IOException("No space left on device");
        }
        _disk.Write(file, bytes, offset);
    }

    public void Sync(SafeFileHandle file)
    {
        SyncEntered.Release();
        SyncGate.Wait();
        Syncs++;
        if (SyncsFail)
        {
            throw new IOException("Input/output error");
        }
        _disk.Sync(file);
    }

    public void Truncate(SafeFileHandle file, long length)
    {
        if (TruncatesFail)
        {
            throw new IOException("Input/output error");
        }
        _disk.Truncate(file, length);
    }

    public void Delete(string path) => _disk.Delete(path);

    public long FreeBytes(string folder) => _disk.FreeBytes(folder);
}
