using System.Net;
using System.Net.Http.Headers;

namespace Observe.Collector.Tests.Fakes;

/// <summary>A gRPC call whose message begins and never ends.</summary>
internal sealed class OpenEndedCall : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly HttpClient _client = new();
    private readonly CancellationTokenSource _end = new();

    /// <param name="bytes">Of the message that are sent.</param>
    public OpenEndedCall(Uri grpc, string key, int bytes = 1)
    {
        Request = new HttpRequestMessage(HttpMethod.Post, new Uri(grpc, "/opentelemetry.proto.collector.trace.v1.TraceService/Export"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new Endless(bytes, _end.Token),
        };
        Request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        Request.Headers.TE.ParseAdd("trailers");
        Request.Headers.Add("x-api-key", key);
    }

    public HttpRequestMessage Request { get; }

    public Task<HttpResponseMessage> AnswerAsync() =>
        _client.SendAsync(Request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);

    /// <summary>The HTTP status; 0 when the connection or the stream ends without one.</summary>
    public async Task<int> StatusAsync()
    {
        try
        {
            using var answer = await AnswerAsync();
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        Request.Dispose();
        _client.Dispose();
        _end.Dispose();
    }

    /// <summary>The frame of a message of 60 MB, and its beginning.</summary>
    private sealed class Endless(int bytes, CancellationToken end) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[] { 0, 0x03, 0x93, 0x87, 0x00 }, end);
            await stream.WriteAsync(new byte[bytes], end);
            await stream.FlushAsync(end);
            await Task.Delay(Timeout.InfiniteTimeSpan, end);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
