using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace Observe.Collector.Journal;

/// <summary>Opens the files of a journal and reads what they hold.</summary>
internal static class JournalOpening
{
    private const string IdentityFile = "id";

    /// <summary>The journal's own id, made on first use and kept beside its segments.</summary>
    public static Guid ReadOrCreateId(string folder, IJournalDisk disk)
    {
        var path = Path.Combine(folder, IdentityFile);
        if (File.Exists(path) && Guid.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out var existing))
        {
            return existing;
        }
        if (Directory.EnumerateFiles(folder, "*" + JournalSegment.Extension).Any())
        {
            throw new InvalidDataException($"The journal in {folder} has segments but its file '{IdentityFile}' is missing or damaged.");
        }
        File.Delete(path);
        var id = Guid.NewGuid();
        using var file = disk.Create(path);
        disk.Write(file, System.Text.Encoding.ASCII.GetBytes(id.ToString()), 0);
        disk.Sync(file);
        return id;
    }

    /// <summary>Seeds the checksums of one segment.</summary>
    public static ulong Seed(Guid id, long segment)
    {
        Span<byte> bytes = stackalloc byte[24];
        id.TryWriteBytes(bytes);
        BitConverter.TryWriteBytes(bytes[16..], segment);
        return XxHash3.HashToUInt64(bytes);
    }

    public static List<JournalSegment> OpenSegments(string folder)
    {
        var segments = new List<JournalSegment>();
        foreach (var path in Directory.EnumerateFiles(folder, "*" + JournalSegment.Extension))
        {
            if (JournalSegment.TryParseNumber(path, out var number))
            {
                segments.Add(new JournalSegment(number, path, File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read)));
            }
        }
        segments.Sort((left, right) => left.Number.CompareTo(right.Number));
        return segments;
    }

    /// <summary>
    /// Reads a segment up to its first record that is not whole: what a crash tore was never acknowledged.
    /// </summary>
    public static void Read(JournalSegment segment, ulong seed, ReplayReader replay)
    {
        var length = RandomAccess.GetLength(segment.File);
        var header = new byte[JournalFraming.HeaderBytes];
        long offset = 0;
        while (TryRead(segment.File, header, offset)
            && JournalFraming.TryReadLength(header, out var bodyLength)
            && offset + JournalFraming.HeaderBytes + bodyLength <= length)
        {
            var size = JournalFraming.HeaderBytes + bodyLength;
            var record = ArrayPool<byte>.Shared.Rent(size);
            try
            {
                if (!TryRead(segment.File, record.AsSpan(0, size), offset)
                    || !JournalFraming.TryReadFrame(record.AsSpan(0, size), offset, seed, out var frame))
                {
                    break;
                }
                replay.Add(frame, record.AsSpan(JournalFraming.HeaderBytes + 1, frame.BodyLength), segment);
                offset = frame.End;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(record);
            }
        }
        segment.CommittedBytes = offset;
    }

    public static bool TryRead(SafeFileHandle file, Span<byte> destination, long offset)
    {
        var read = 0;
        while (read < destination.Length)
        {
            var count = RandomAccess.Read(file, destination[read..], offset + read);
            if (count == 0)
            {
                return false;
            }
            read += count;
        }
        return true;
    }
}
