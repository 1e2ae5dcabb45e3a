using System.Text;

namespace Observe.Reliability.Tests.Secrets;

/// <summary>Looks for every secret in whatever bytes there are, and notes where they came from.</summary>
internal sealed class SecretSearch
{
    private readonly (string Kind, byte[] Secret)[] _secrets =
        [.. SecretTraffic.All.Select(item => (item.Kind, Encoding.UTF8.GetBytes(item.Secret))).DistinctBy(item => Convert.ToHexString(item.Item2))];

    private readonly byte[] _marker = Encoding.UTF8.GetBytes(SecretTraffic.Marker);
    private readonly byte[] _replaced = "REDACTED"u8.ToArray();

    /// <summary>Where a secret is, by kind.</summary>
    public HashSet<string> Found { get; } = [];

    /// <summary>Places whose texts were looked through: they hold the marker and what stands for a secret.</summary>
    public HashSet<string> Places { get; } = [];

    public void Look(string place, string text) => Look(place, Encoding.UTF8.GetBytes(text));

    public void Look(string place, ReadOnlySpan<byte> bytes)
    {
        foreach (var (kind, secret) in _secrets)
        {
            if (bytes.IndexOf(secret) >= 0)
            {
                Found.Add($"{kind} in {place}");
            }
        }
        if (bytes.IndexOf(_marker) >= 0 && bytes.IndexOf(_replaced) >= 0)
        {
            Places.Add(place);
        }
    }

    /// <summary>Every file below the folder, also those that a process has open.</summary>
    public void LookAtFiles(string place, string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var copy = new MemoryStream();
                file.CopyTo(copy);
                Look(place, copy.GetBuffer().AsSpan(0, (int)copy.Length));
            }
            catch (IOException exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
            {
                // The engine merges parts meanwhile.
            }
        }
    }
}
