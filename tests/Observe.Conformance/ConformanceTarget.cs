using System.Buffers.Binary;
using System.Net;

namespace Observe.Conformance;

/// <summary>The server under test: sends requests by hand-made HTTP/1.1 and HTTP/2 bodies and reads what comes back.</summary>
public sealed class ConformanceTarget(ConformanceOptions options) : IDisposable
{
    private const int MaxAnswerBytes = 16 * 1024 * 1024;

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        Expect100ContinueTimeout = TimeSpan.FromSeconds(5),
    })
    {
        MaxResponseContentBufferSize = MaxAnswerBytes,
    };

    public ConformanceOptions Options { get; } = options;

    public async Task<Reply> SendAsync(OtlpRequest request, CancellationToken cancellation = default)
    {
        var isGrpc = request.Transport == Transport.Grpc;
        var address = (isGrpc ? Options.Grpc : Options.Http)
            ?? throw new CheckSkippedException($"no {(isGrpc ? "--grpc" : "--http")} address was named");
        var path = request.Path ?? (isGrpc ? request.Signal.GrpcPath : request.Signal.HttpPath);
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(address, path));
        if (isGrpc)
        {
            message.Version = HttpVersion.Version20;
            message.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
            message.Headers.TE.ParseAdd("trailers");
        }
        if (request.Method is not ("GET" or "HEAD"))
        {
            message.Content = ContentOf(request);
        }
        AddHeaders(message, request);
        using var response = await _client.SendAsync(message, cancellation);
        return isGrpc ? await ReplyReader.ReadGrpcAsync(response) : await ReplyReader.ReadHttpAsync(response, request);
    }

    public void Dispose() => _client.Dispose();

    private static ByteArrayContent ContentOf(OtlpRequest request)
    {
        var isGrpc = request.Transport == Transport.Grpc;
        var content = new ByteArrayContent(isGrpc ? request.Frames ?? Frame(request) : request.Body);
        var type = request.ContentType ?? request.Transport switch
        {
            Transport.Grpc => "application/grpc",
            Transport.HttpProtobuf => "application/x-protobuf",
            _ => "application/json",
        };
        if (type.Length > 0)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        if (request.Encoding is not null && !isGrpc)
        {
            content.Headers.TryAddWithoutValidation("Content-Encoding", request.Encoding);
        }
        return content;
    }

    private void AddHeaders(HttpRequestMessage message, OtlpRequest request)
    {
        if (request.Encoding is not null && request.Transport == Transport.Grpc)
        {
            message.Headers.Add("grpc-encoding", request.Encoding);
        }
        var key = request.Key ?? Options.Key ?? "";
        if (key.Length > 0)
        {
            message.Headers.TryAddWithoutValidation("x-api-key", key);
        }
        message.Headers.TransferEncodingChunked = request.IsChunked ? true : null;
        message.Headers.ExpectContinue = request.ExpectsContinue ? true : null;
        foreach (var (name, value) in request.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }
    }

    public static byte[] Frame(byte[] body, bool isCompressed)
    {
        var frame = new byte[5 + body.Length];
        frame[0] = isCompressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)body.Length);
        body.CopyTo(frame, 5);
        return frame;
    }

    private static byte[] Frame(OtlpRequest request) => Frame(request.Body, request.IsFlaggedCompressed ?? request.Encoding is not null);
}
