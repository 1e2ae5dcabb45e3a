using Observe.Storage.Engine;

namespace Observe.Storage.Retention;

/// <summary>How many bytes the store may take: what the options say, and what the disk has.</summary>
public sealed record StorageLimit(long MaxBytes, long MinFreeBytes)
{
    private const long DefaultFreeBytes = 1L << 30;
    private const int DefaultFreeShare = 20;

    public static StorageLimit Of(StorageOptions options) => new(options.MaxBytes, options.MinFreeBytes);

    /// <summary>Bytes of the disk that stay free.</summary>
    public long Floor(StorageUsage usage) =>
        MinFreeBytes > 0 ? MinFreeBytes : Math.Min(DefaultFreeBytes, usage.DiskBytes / DefaultFreeShare);

    /// <summary>Bytes that the store may take in all; less than it takes when something else has filled the disk.</summary>
    public long Capacity(StorageUsage usage)
    {
        var disk = Math.Max(0, usage.Bytes + usage.FreeBytes - Floor(usage));
        return MaxBytes > 0 ? Math.Min(MaxBytes, disk) : disk;
    }
}
