using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Observe.Collector.Receive;

/// <summary>
/// A compression of gRPC requests whose corrupt bytes are the sender's fault (INVALID_ARGUMENT); the framework's own
/// provider would answer UNKNOWN. Answers are small and go uncompressed.
/// </summary>
internal sealed class GrpcDecompression(string encoding, Func<Stream, Stream> open) : ICompressionProvider
{
    public string EncodingName { get; } = encoding;

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        throw new NotSupportedException("The collector compresses no answers.");

    public Stream CreateDecompressionStream(Stream stream) => new CheckedStream(open(stream));

    private sealed class CheckedStream(Stream inner) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            try
            {
                return inner.Read(buffer);
            }
            catch (Exception exception) when (RequestDecompression.IsCorruption(exception))
            {
                throw new RpcException(new Status(StatusCode.InvalidArgument, "The message is not what its grpc-encoding says."));
            }
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
