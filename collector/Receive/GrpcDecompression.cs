using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Observe.Collector.Receive;

/// <summary>
/// A compression of gRPC requests. The message is decompressed here, into the same pooled pieces and under the same limits as a body
/// over HTTP, and the framework is left an empty stream: its own way is one array that doubles, and an answer of UNKNOWN to bytes
/// that are corrupt. Answers are small and go uncompressed.
/// </summary>
internal sealed class GrpcDecompression(string encoding, Func<Stream, Stream> open, int maxBytes) : ICompressionProvider
{
    public string EncodingName { get; } = encoding;

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        throw new NotSupportedException("The collector compresses no answers.");

    public Stream CreateDecompressionStream(Stream stream)
    {
        var reservation = InFlightBudget.Reservation.Current!;
        var body = new RequestBody(maxBytes, reservation);
        reservation.Decompressed = body;
        using var decompressed = open(stream);
        return body.Read(decompressed) switch
        {
            BodyOutcome.Read => Stream.Null,
            BodyOutcome.TooLarge => throw new RpcException(
                new Status(StatusCode.ResourceExhausted, $"The request is larger than {maxBytes} bytes after decompression.")),
            BodyOutcome.Corrupt => throw new RpcException(
                new Status(StatusCode.InvalidArgument, "The message is not what its grpc-encoding says.")),
            _ => throw GrpcAnswer.NoRoom(),
        };
    }
}
