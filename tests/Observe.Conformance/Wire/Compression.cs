using System.IO.Compression;

namespace Observe.Conformance.Wire;

public static class Compression
{
    public static byte[] Of(string encoding, byte[] bytes)
    {
        using var result = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(result, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(result, CompressionLevel.Fastest, leaveOpen: true),
            "zstd" => new ZstdSharp.CompressionStream(result, leaveOpen: true),
            _ => throw new ArgumentOutOfRangeException(nameof(encoding)),
        })
        {
            stream.Write(bytes);
        }
        return result.ToArray();
    }
}
