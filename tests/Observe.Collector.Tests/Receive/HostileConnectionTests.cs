using System.Buffers.Binary;
using System.Text;
using Grpc.Core;
using Observe.Collector.Tests.Fakes;

namespace Observe.Collector.Tests.Receive;

/// <summary>Connections that mean harm, or look like it, byte by byte. The collector must answer the next sender as ever.</summary>
public sealed class HostileConnectionTests : IAsyncLifetime
{
    private const string Post = "POST /v1/traces HTTP/1.1\r\nHost: observe\r\nContent-Type: application/json\r\nx-api-key: secret\r\n";
    private RunningCollector _collector = null!;

    public async Task InitializeAsync() => _collector = await RunningCollector.StartAsync(
        new Dictionary<string, string?> { ["Observe:Collector:IngestKey"] = "secret" });

    public async Task DisposeAsync()
    {
        Assert.Equal(StatusCode.OK, (await _collector.SendAsync(Way.Grpc, SomeOtlp.Traces(SomeOtlp.Span()), "secret")).Code);
        Assert.Equal(StatusCode.OK, (await _collector.SendAsync(Way.HttpJson, SomeOtlp.Traces(SomeOtlp.Span()), "secret")).Code);
        await _collector.DisposeAsync();
    }

    [Theory]
    [InlineData("2;\nxx\r\n{}\r\n0\r\n\r\n")]
    [InlineData("2\n{}\r\n0\r\n\r\n")]
    [InlineData("-2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("0x2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("2\r\n{}0\r\n\r\n")]
    [InlineData("ffffffffffffffff\r\n{}")]
    public async Task Post_ChunkThatTwoReadersUnderstandDifferently_IsRefusedAndClosed(string body)
    {
        using var connection = await RawConnection.OpenAsync(_collector.Http);

        await connection.SendAsync(Post + "Transfer-Encoding: chunked\r\n\r\n" + body + "GET /smuggled HTTP/1.1\r\nHost: observe\r\n\r\n");

        var answers = Encoding.ASCII.GetString(await connection.ReadToEndAsync());
        Assert.StartsWith("HTTP/1.1 400", answers, StringComparison.Ordinal);
        Assert.Single(answers.Split("HTTP/1.1 "), part => part.Length > 0);
    }

    [Theory]
    [InlineData("Content-Length: 2\r\nContent-Length: 3\r\n")]
    [InlineData("Content-Length: 2, 3\r\n")]
    [InlineData("Content-Length: -2\r\n")]
    [InlineData("Content-Length : 2\r\n")]
    [InlineData("Transfer-Encoding: chunked, gzip\r\n")]
    public async Task Post_LengthThatCannotBe_IsRefused(string headers)
    {
        using var connection = await RawConnection.OpenAsync(_collector.Http);

        await connection.SendAsync(Post + headers + "\r\n{}");

        Assert.StartsWith("HTTP/1.1 400", await connection.StatusLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_HeaderFlood_IsRefused()
    {
        using var connection = await RawConnection.OpenAsync(_collector.Http);

        await connection.SendAsync(Post + string.Concat(Enumerable.Range(0, 200).Select(i => $"x-{i}: {i}\r\n")) + "\r\n");

        Assert.StartsWith("HTTP/1.1 431", await connection.StatusLineAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("baggage")]
    [InlineData("traceparent")]
    public async Task Post_HugeContextHeader_IsRefused(string name)
    {
        using var connection = await RawConnection.OpenAsync(_collector.Http);

        await connection.SendAsync($"{Post}{name}: {new string('a', 64 * 1024)}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 431", await connection.StatusLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_WrongKey_IsToldBeforeTheBodyComes()
    {
        using var connection = await RawConnection.OpenAsync(_collector.Http);

        await connection.SendAsync(Post.Replace("secret", "guess", StringComparison.Ordinal) + "Content-Length: 60000000\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 401", await connection.StatusLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WrongKey_IsToldThoughTheMessageNeverEnds()
    {
        using var call = new OpenEndedCall(_collector.Grpc, "guess");

        using var answer = await call.AnswerAsync();

        Assert.Equal(["16"], answer.Headers.GetValues("grpc-status"));
        Assert.Equal(1, _collector.Counter("requests_refused.no_key"));
    }

    [Theory]
    [InlineData(200, 2)]
    [InlineData(1, 64 * 1024)]
    public async Task Call_HeadersOutOfBounds_IsRefused(int count, int length)
    {
        using var call = new OpenEndedCall(_collector.Grpc, "secret");
        for (var i = 0; i < count; i++)
        {
            call.Request.Headers.Add(i == 0 ? "baggage" : $"x-{i}", new string('a', length));
        }

        // Kestrel ends the connection.
        Assert.Equal(0, await call.StatusAsync());
        Assert.Equal(0, _collector.Counter("received.spans"));
    }

    [Fact]
    public async Task Call_StreamsOpenedAndReset_EndTheConnectionOnly()
    {
        using var connection = await RawConnection.OpenAsync(_collector.Grpc);
        await connection.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        await connection.SendAsync(Frame(4, 0, 0, []));
        var headers = Headers();

        var goesOn = true;
        for (var stream = 1; stream < 40_000 && goesOn; stream += 2)
        {
            goesOn = await TrySendAsync(connection, [.. Frame(1, 0x4, stream, headers), .. Frame(3, 0, stream, [0, 0, 0, 8])]);
        }

        // The server may go on or say GOAWAY; that it answers others is asserted when the test ends.
        Assert.Equal(0, _collector.Counter("received.spans"));
    }

    private static async Task<bool> TrySendAsync(RawConnection connection, byte[] bytes)
    {
        try
        {
            await connection.SendAsync(bytes);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }

    /// <summary>HPACK without its tables: the method and scheme by index, the rest as literals.</summary>
    private static byte[] Headers()
    {
        static byte[] Literal(string name, string value) =>
            [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];
        return
        [
            0x83, 0x86,
            .. Literal(":authority", "observe"),
            .. Literal(":path", "/opentelemetry.proto.collector.trace.v1.TraceService/Export"),
            .. Literal("content-type", "application/grpc"),
            .. Literal("te", "trailers"),
            .. Literal("x-api-key", "secret"),
        ];
    }
}
