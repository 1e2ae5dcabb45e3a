using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Observe.Collector.Tests.Fakes;
using Observe.Storage.Write;

namespace Observe.Collector.Tests.Receive;

/// <summary>What only gRPC has: services, frames and message encodings. Frames are made by hand, to make them wrong.</summary>
public sealed class GrpcReceiverTests : IAsyncLifetime
{
    private const string Traces = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    private RunningCollector _collector = null!;

    public async Task InitializeAsync() => _collector = await RunningCollector.StartAsync();

    public async Task DisposeAsync() => await _collector.DisposeAsync();

    [Fact]
    public async Task Call_UnknownService_IsUnimplemented() =>
        Assert.Equal("12", await CallAsync(Frame([]), path: "/opentelemetry.proto.collector.profiles.v1.ProfilesService/Export"));

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task Call_Compressed_IsTaken(string encoding)
    {
        Assert.Equal("0", await CallAsync(Frame(Compress(encoding, SomeOtlp.Traces(SomeOtlp.Span()).ToByteArray()), true), encoding));
        await _collector.Writer.Until(writer => writer.Rows(TelemetryTable.Spans) == 1);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task Call_CorruptCompression_IsInvalidArgument(string encoding)
    {
        Assert.Equal("3", await CallAsync(Frame([1, 2, 3, 4, 5, 6, 7, 8, 9], true), encoding));
        Assert.Equal(1, _collector.Counter("requests_refused.undecodable"));
    }

    [Fact]
    public async Task Call_TruncatedGzip_IsInvalidArgument()
    {
        var bytes = Compress("gzip", SomeOtlp.Traces(SomeOtlp.Span()).ToByteArray());

        Assert.Equal("3", await CallAsync(Frame(bytes[..^9], true), "gzip"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task Call_Bomb_IsResourceExhausted(string encoding)
    {
        Assert.Equal("8", await CallAsync(Frame(Compress(encoding, new byte[100 * 1024 * 1024]), true), encoding));
        Assert.Equal(1, _collector.Counter("requests_refused.too_large"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task Call_CompressedOverManyPieces_IsStoredWhole(string encoding)
    {
        // Names that do not compress to nothing: some megabytes, which lie in several pieces of memory.
        var spans = Enumerable.Range(0, 20_000).Select(i => SomeOtlp.Span(span => span.Name = $"{i} {Guid.NewGuid()}{new string('x', 100)}"));

        Assert.Equal("0", await CallAsync(Frame(Compress(encoding, SomeOtlp.Traces([.. spans]).ToByteArray()), true), encoding));
        await _collector.Writer.Until(writer => writer.Rows(TelemetryTable.Spans) == 20_000);
    }

    [Fact]
    public async Task Call_UnknownCompression_IsUnimplemented()
    {
        Assert.Equal("12", await CallAsync(Frame([1, 2, 3], true), "snappy"));
        Assert.Equal(1, _collector.Counter("requests_refused.unsupported"));
    }

    private async Task<string> CallAsync(byte[] frame, string? encoding = null, string path = Traces)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_collector.Grpc, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.ParseAdd("trailers");
        if (encoding is not null)
        {
            request.Headers.Add("grpc-encoding", encoding);
        }
        using var response = await _collector.Client.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        return response.TrailingHeaders.TryGetValues("grpc-status", out var trailers)
            ? trailers.Single()
            : response.Headers.GetValues("grpc-status").Single();
    }

    private static byte[] Frame(byte[] message, bool compressed = false)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    private static byte[] Compress(string encoding, byte[] bytes)
    {
        using var result = new MemoryStream();
        using (Stream stream = encoding == "gzip"
            ? new GZipStream(result, CompressionLevel.Optimal, leaveOpen: true)
            : new ZstdSharp.CompressionStream(result, leaveOpen: true))
        {
            stream.Write(bytes);
        }
        return result.ToArray();
    }
}
