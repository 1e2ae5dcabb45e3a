using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Observe.Collector.Journal;

/// <summary>One file of the journal, named after the first entry that it can hold.</summary>
internal sealed class JournalSegment(long number, string path, SafeFileHandle file) : IDisposable
{
    public const string Extension = ".journal";

    public long Number { get; } = number;
    public string Path { get; } = path;
    public SafeFileHandle File { get; } = file;

    /// <summary>Everything before is synced; nothing after counts.</summary>
    public long CommittedBytes { get; set; }

    /// <summary>The number of its last entry; below <see cref="Number"/> while it holds none.</summary>
    public long LastEntry { get; set; } = number - 1;

    public static string PathOf(string folder, long number) =>
        System.IO.Path.Combine(folder, number.ToString("d19", CultureInfo.InvariantCulture) + Extension);

    public static bool TryParseNumber(string path, out long number) =>
        long.TryParse(System.IO.Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out number);

    public void Dispose() => File.Dispose();
}
