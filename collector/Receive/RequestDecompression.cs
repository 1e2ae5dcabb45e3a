using System.IO.Compression;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Observe.Collector.Receive;

/// <summary>The content encodings that requests may have.</summary>
internal static class RequestDecompression
{
    // RFC 9659: 8 MiB is the window that every decoder must take and none need exceed.
    private const int ZstdWindowLog = 23;

    static RequestDecompression() =>
        // Without it .NET takes a gzip stream that breaks off for one that ends.
        AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    /// <summary>Null for an encoding that is not known; two encodings on top of each other are one that is not known.</summary>
    public static Stream? TryOpen(string encoding, Stream body) => encoding.Trim().ToLowerInvariant() switch
    {
        "" or "identity" => body,
        "gzip" => Gzip(body),
        "deflate" => new ZLibStream(body, CompressionMode.Decompress, leaveOpen: true),
        "zstd" => Zstd(body),
        _ => null,
    };

    public static Stream Gzip(Stream body) => new GZipStream(body, CompressionMode.Decompress, leaveOpen: true);

    public static Stream Zstd(Stream body)
    {
        var decompressor = new Decompressor();
        decompressor.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, ZstdWindowLog);
        return new DecompressionStream(body, decompressor, bufferSize: 0, checkEndOfStream: true, preserveDecompressor: false, leaveOpen: true);
    }

    public static bool IsCorruption(Exception exception) => exception is InvalidDataException or ZstdException or EndOfStreamException;
}
