using Microsoft.Win32.SafeHandles;

namespace Observe.Collector.Journal;

/// <summary>The few disk operations that the journal's promise rests on; tests make each of them fail.</summary>
public interface IJournalDisk
{
    /// <summary>Creates an empty file and syncs its folder, so that the name survives a power loss too.</summary>
    SafeFileHandle Create(string path);

    /// <summary>Writes at the offset; throws <see cref="IOException"/> when the disk is full.</summary>
    void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Returns when the bytes are on the disk (fsync).</summary>
    void Sync(SafeFileHandle file);

    /// <summary>Cuts the file and syncs it.</summary>
    void Truncate(SafeFileHandle file, long length);

    /// <summary>
    /// Deletes a file and syncs its folder: deletions become durable in their order. Otherwise a segment could come back after a
    /// power loss without the later one that says that its batches are stored.
    /// </summary>
    void Delete(string path);

    /// <summary>Bytes that can still be written to the folder's disk.</summary>
    long FreeBytes(string folder);
}
