using System.IO.Compression;

namespace Observe.Conformance.Wire;

public static class Compression
{
    public static byte[] Of(string encoding, byte[] bytes)
    {
        using var result = new MemoryStream();
        using (var stream = Open(encoding, result))
        {
            stream.Write(bytes);
        }
        return result.ToArray();
    }

    /// <summary>A bomb: so many zeros.</summary>
    public static byte[] Zeros(string encoding, long count)
    {
        using var result = new MemoryStream();
        using (var stream = Open(encoding, result))
        {
            var some = new byte[1024 * 1024];
            for (var left = count; left > 0; left -= some.Length)
            {
                stream.Write(some, 0, (int)Math.Min(left, some.Length));
            }
        }
        return result.ToArray();
    }

    private static Stream Open(string encoding, Stream result) => encoding switch
    {
        "gzip" => new GZipStream(result, CompressionLevel.Fastest, leaveOpen: true),
        "deflate" => new ZLibStream(result, CompressionLevel.Fastest, leaveOpen: true),
        "zstd" => new ZstdSharp.CompressionStream(result, leaveOpen: true),
        _ => throw new ArgumentOutOfRangeException(nameof(encoding)),
    };
}
