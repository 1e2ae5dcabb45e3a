using System.IO.Compression;
using System.Net;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Observe.Collector.Tests.Fakes;
using Observe.Storage.Write;

namespace Observe.Collector.Tests.Receive;

/// <summary>What only HTTP has: methods, paths, content types and encodings.</summary>
public sealed class HttpReceiverTests : IAsyncLifetime
{
    private RunningCollector _collector = null!;

    public async Task InitializeAsync() => _collector = await RunningCollector.StartAsync(
        new Dictionary<string, string?> { ["Observe:Collector:MaxRequestBytes"] = "1000000" });

    public async Task DisposeAsync() => await _collector.DisposeAsync();

    [Fact]
    public async Task Get_Traces_IsNotAllowed()
    {
        using var response = await _collector.Client.GetAsync(new Uri(_collector.Http, "/v1/traces"));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
        Assert.NotEmpty((await response.ReadAnswerAsync("/v1/traces")).Message);
    }

    [Theory]
    [InlineData("/v1/profiles")]
    [InlineData("/")]
    public async Task Post_UnknownPath_IsNotFound(string path)
    {
        using var response = await PostAsync("{}"u8.ToArray(), path: path, type: "application/json");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(StatusCode.Unimplemented, (await response.ReadAnswerAsync(path)).Code);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml; charset=utf-8")]
    [InlineData("")]
    public async Task Post_UnknownContentType_IsUnsupported(string type)
    {
        using var response = await PostAsync([], type: type);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip, gzip")]
    public async Task Post_UnknownEncoding_IsUnsupported(string encoding)
    {
        using var response = await PostAsync([], encoding);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains("gzip", (await response.ReadAnswerAsync("/v1/traces")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_JsonWithCharset_IsTaken()
    {
        using var response = await PostAsync(
            Encoding.UTF8.GetBytes(OtlpJsonText.Of(SomeOtlp.Traces(SomeOtlp.Span()))), type: "application/json; charset=utf-8");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("{ }", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("zstd")]
    [InlineData("identity")]
    public async Task Post_Compressed_IsTaken(string encoding)
    {
        using var response = await PostAsync(Compress(encoding, SomeOtlp.Traces(SomeOtlp.Span()).ToByteArray()), encoding);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await _collector.Writer.Until(writer => writer.Rows(TelemetryTable.Spans) == 1);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("zstd")]
    public async Task Post_CompressedBomb_IsTooLarge(string encoding)
    {
        using var response = await PostAsync(Compress(encoding, new byte[64 * 1024 * 1024]), encoding);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("zstd")]
    public async Task Post_CorruptCompression_IsInvalid(string encoding)
    {
        var bytes = Compress(encoding, SomeOtlp.Traces(SomeOtlp.Span()).ToByteArray());
        bytes[bytes.Length / 2] ^= 0xff;

        using var response = await PostAsync(bytes, encoding);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("zstd")]
    public async Task Post_CompressionBreaksOffBetweenMessages_IsInvalid(string encoding)
    {
        // Stored, not squeezed: the part that arrives is a whole message by itself.
        var message = SomeOtlp.Traces(SomeOtlp.Span()).ToByteArray();
        var bytes = Compress(encoding, [.. message, .. message], CompressionLevel.NoCompression);

        for (var missing = 1; missing < 40; missing++)
        {
            using var response = await PostAsync(bytes[..^missing], encoding);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
        Assert.Equal(0, _collector.Counter("received.spans"));
    }

    [Theory]
    [InlineData("/v1/traces", "application/x-protobuf", HttpStatusCode.OK)]
    [InlineData("/v1/logs", "application/x-protobuf", HttpStatusCode.OK)]
    [InlineData("/v1/metrics", "application/x-protobuf", HttpStatusCode.OK)]
    [InlineData("/v1/traces", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("/v1/logs", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("/v1/metrics", "application/json", HttpStatusCode.BadRequest)]
    public async Task Post_NoBytes_IsAnEmptyRequestInProtobufOnly(string path, string type, HttpStatusCode expected)
    {
        using var response = await PostAsync([], path: path, type: type);

        Assert.Equal(expected, response.StatusCode);
        var answer = await response.ReadAnswerAsync(path);
        if (expected == HttpStatusCode.OK)
        {
            Assert.Equal((StatusCode.OK, -1L), (answer.Code, answer.Rejected));
            return;
        }
        Assert.Equal(StatusCode.InvalidArgument, answer.Code);
        Assert.Contains("empty", answer.Message, StringComparison.Ordinal);
        Assert.Equal(1, _collector.Counter("requests_refused.undecodable"));
    }

    [Theory]
    [InlineData("\"kind\":\"SPAN_KIND_SERVER\"", "kind")]
    [InlineData("\"name\":5", "name")]
    [InlineData("\"name\":\"\\ud800\"", "name")]
    [InlineData("\"startTimeUnixNano\":-1", "startTimeUnixNano")]
    [InlineData("\"attributes\":{}", "attributes")]
    public async Task Post_JsonFieldOfWrongKind_IsInvalidAndNamed(string field, string name)
    {
        using var response = await PostAsync(
            Encoding.UTF8.GetBytes("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{" + field + "}]}]}]}"), type: "application/json");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(name, (await response.ReadAnswerAsync("/v1/traces")).Message, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> PostAsync(
        byte[] body, string? encoding = null, string path = "/v1/traces", string type = "application/x-protobuf")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_collector.Http, path)) { Content = new ByteArrayContent(body) };
        if (type.Length > 0)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        if (encoding is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        }
        return await _collector.Client.SendAsync(request);
    }

    private static byte[] Compress(string encoding, byte[] bytes, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var result = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(result, level, leaveOpen: true),
            "deflate" => new ZLibStream(result, level, leaveOpen: true),
            "zstd" => new ZstdSharp.CompressionStream(result, leaveOpen: true),
            _ => new BufferedStream(new KeepOpen(result)),
        })
        {
            stream.Write(bytes);
        }
        return result.ToArray();
    }

    /// <summary>For the encoding that changes nothing.</summary>
    private sealed class KeepOpen(MemoryStream inner) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
        public override void Write(ReadOnlySpan<byte> buffer) => inner.Write(buffer);
    }
}
