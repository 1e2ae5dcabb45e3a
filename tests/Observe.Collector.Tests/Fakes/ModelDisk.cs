using Microsoft.Win32.SafeHandles;
using Observe.Collector.Journal;

namespace Observe.Collector.Tests.Fakes;

/// <summary>How a disk may lie; none of it in a disk that keeps its contract.</summary>
[Flags]
internal enum DiskLies
{
    None = 0,

    /// <summary>A sync of a segment returns and has synced nothing.</summary>
    SyncsNothing = 1,

    /// <summary>A deletion returns before its folder is synced; deletions may become durable in any order.</summary>
    DeletesLater = 2,
}

/// <summary>
/// A disk with a power switch. What was not synced may after a crash be there, not there, or there in part and in another order;
/// a file whose deletion or creation was under way may be there or not. The files themselves are real, because the journal reads
/// them itself.
/// </summary>
internal sealed class ModelDisk(Random random, DiskLies lies = DiskLies.None) : IJournalDisk
{
    private const int SectorBytes = 512;

    private readonly JournalDisk _disk = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<SafeFileHandle, ModelFile> _open = [];
    private readonly Dictionary<string, ModelFile> _files = [];
    private readonly Dictionary<string, ModelFile> _deleting = [];

    /// <summary>What a power cut leaves, once there was one.</summary>
    public IReadOnlyDictionary<string, byte[]>? Image { get; private set; }

    /// <summary>Cuts the power during the operation that comes after so many others; null for none.</summary>
    public int? OperationsUntilCrash { get; set; }

    public bool WritesFail { get; set; }
    public bool SyncsFail { get; set; }
    public bool TruncatesFail { get; set; }

    /// <summary>Tells the disk about a file that was there before; all of it is durable.</summary>
    public void Add(string path, byte[] content) => _files[path] = new ModelFile { Durable = content };

    /// <summary>Cuts the power now.</summary>
    public void Crash()
    {
        lock (_lock)
        {
            Image ??= Capture();
        }
    }

    public SafeFileHandle Create(string path)
    {
        SafeFileHandle handle = null!;
        Operation(() =>
        {
            if (WritesFail)
            {
                throw new IOException("No space left on device");
            }
            handle = _disk.Create(path);
            var file = new ModelFile { IsNameDurable = false };
            _files[path] = file;
            _open[handle] = file;
            return () =>
            {
                // Its folder is synced, and with it every deletion before.
                file.IsNameDurable = true;
                _deleting.Clear();
            };
        });
        return handle;
    }

    public void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        var written = bytes.ToArray();
        Operation(() =>
        {
            var reached = WritesFail ? written[..random.Next(written.Length)] : written;
            _disk.Write(file, reached, offset);
            Of(file).Unsynced.Add((offset, reached));
            return WritesFail ? throw new IOException("No space left on device") : static () => { };
        });
    }

    public void Sync(SafeFileHandle file) => Operation(() =>
    {
        var model = Of(file);
        if (SyncsFail)
        {
            // As Linux does it: what was not written is forgotten as if it had been, and the next sync says nothing of it.
            model.Durable = Settle(model);
            model.Unsynced.Clear();
            throw new IOException("Input/output error");
        }
        var isSegment = _files.Any(item => item.Value == model && item.Key.EndsWith(".journal", StringComparison.Ordinal));
        return isSegment && lies.HasFlag(DiskLies.SyncsNothing) ? static () => { } : model.Synced;
    });

    public void Truncate(SafeFileHandle file, long length) => Operation(() =>
    {
        if (TruncatesFail)
        {
            throw new IOException("Input/output error");
        }
        var model = Of(file);
        _disk.Truncate(file, length);
        return () =>
        {
            model.Synced();
            model.Durable = model.Durable[..(int)Math.Min(length, model.Durable.Length)];
        };
    });

    public void Delete(string path) => Operation(() =>
    {
        _disk.Delete(path);
        _deleting[path] = _files[path];
        _files.Remove(path);
        return lies.HasFlag(DiskLies.DeletesLater) ? static () => { } : () => _deleting.Remove(path);
    });

    public long FreeBytes(string folder) => long.MaxValue;

    /// <summary>An operation has an effect that a power cut may catch half done, and then one that is for good.</summary>
    private void Operation(Func<Action> begin)
    {
        lock (_lock)
        {
            if (Image is not null)
            {
                throw new IOException("The power is off.");
            }
            var crashes = OperationsUntilCrash-- == 0;
            CutPower(crashes && random.Next(3) == 0);
            var complete = begin();
            CutPower(crashes && random.Next(2) == 0);
            complete();
            CutPower(crashes);
        }
    }

    private void CutPower(bool now)
    {
        if (now)
        {
            Image = Capture();
            throw new IOException("The power is off.");
        }
    }

    /// <summary>A handle that the journal opened by itself is its last segment's: no other is ever written to.</summary>
    private ModelFile Of(SafeFileHandle file)
    {
        if (!_open.TryGetValue(file, out var model))
        {
            model = _files.Where(item => item.Key.EndsWith(".journal", StringComparison.Ordinal)).MaxBy(item => item.Key, StringComparer.Ordinal).Value;
            _open[file] = model;
        }
        return model;
    }

    private Dictionary<string, byte[]> Capture() => _files.Concat(_deleting.Where(_ => random.Next(2) == 0))
        .Where(file => file.Value.IsNameDurable || random.Next(2) == 0)
        .ToDictionary(file => file.Key, file => Settle(file.Value));

    /// <summary>Of what was not synced, any sectors, in any order; the file's length says nothing of what is in it.</summary>
    private byte[] Settle(ModelFile file)
    {
        var content = file.Durable.ToArray();
        var pieces = file.Unsynced.SelectMany(write => Sectors(write.Offset, write.Bytes)).ToArray();
        random.Shuffle(pieces);
        foreach (var (offset, bytes) in pieces)
        {
            switch (random.Next(4))
            {
                case 0:
                    break;
                case 1:
                    content = Put(content, offset, new byte[bytes.Length]);
                    break;
                case 2:
                    content = Put(content, offset, bytes[..random.Next(bytes.Length + 1)]);
                    break;
                default:
                    content = Put(content, offset, bytes);
                    break;
            }
        }
        return content;
    }

    private static IEnumerable<(long Offset, byte[] Bytes)> Sectors(long offset, byte[] bytes)
    {
        for (var start = 0; start < bytes.Length;)
        {
            var length = (int)Math.Min(bytes.Length - start, SectorBytes - ((offset + start) % SectorBytes));
            yield return (offset + start, bytes[start..(start + length)]);
            start += length;
        }
    }

    private static byte[] Put(byte[] content, long offset, byte[] bytes)
    {
        if (content.Length < offset + bytes.Length)
        {
            Array.Resize(ref content, (int)offset + bytes.Length);
        }
        bytes.CopyTo(content, offset);
        return content;
    }

    private sealed class ModelFile
    {
        public byte[] Durable { get; set; } = [];
        public bool IsNameDurable { get; set; } = true;
        public List<(long Offset, byte[] Bytes)> Unsynced { get; } = [];

        public void Synced()
        {
            foreach (var (offset, bytes) in Unsynced)
            {
                Durable = Put(Durable, offset, bytes);
            }
            Unsynced.Clear();
        }
    }
}
