using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Observe.Sdk.AwsLambda.Runtime;

/// <summary>Lambda's Runtime API of 2018-06-01 and Extensions API of 2020-01-01, over HTTP to the environment itself.</summary>
internal sealed class RuntimeClient : IDisposable
{
    private const string ErrorTypeHeader = "Lambda-Runtime-Function-Error-Type";
    private const string ExtensionId = "Lambda-Extension-Identifier";
    private const string TooLarge = "Function.ResponseSizeTooLarge";

    /// <summary>The calls are Lambda's plumbing: no spans, no context, and a wait for the next event has no end.</summary>
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ActivityHeadersPropagator = null,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly Uri _runtime;
    private readonly Uri _extension;

    /// <param name="api">Host and port.</param>
    public RuntimeClient(string api)
    {
        _runtime = new Uri($"http://{api}/2018-06-01/runtime/");
        _extension = new Uri($"http://{api}/2020-01-01/extension/");
    }

    public async Task<RuntimeEvent> NextAsync(CancellationToken cancellation)
    {
        using var response = await _http.GetAsync(new Uri(_runtime, "invocation/next"), cancellation).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        var payload = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        return new RuntimeEvent(InvocationHeaders.Read(response.Headers), payload);
    }

    public async Task AnswerAsync(string requestId, ReadOnlyMemory<byte> answer)
    {
        using var content = new ReadOnlyMemoryContent(answer);
        using var response = await _http.PostAsync(Of(requestId, "response"), content).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestEntityTooLarge)
        {
            var size = answer.Length.ToString(CultureInfo.InvariantCulture);
            await SendErrorAsync(Of(requestId, "error"), new RuntimeError(TooLarge, $"The answer of {size} bytes is larger than Lambda takes.", []))
                .ConfigureAwait(false);
            return;
        }
        response.EnsureSuccessStatusCode();
    }

    public Task FailAsync(string requestId, Exception exception) => SendErrorAsync(Of(requestId, "error"), RuntimeError.Of(exception));

    public Task FailInitialisationAsync(Exception exception) => SendErrorAsync(new Uri(_runtime, "init/error"), RuntimeError.Of(exception));

    /// <summary>As an internal extension that wants no events.</summary>
    /// <returns>The extension's id; null when it was refused.</returns>
    public async Task<string?> RegisterAsync(string name, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_extension, "register"));
        request.Headers.Add("Lambda-Extension-Name", name);
        request.Content = Json("""{"events":[]}"""u8.ToArray());
        using var response = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
        return response.IsSuccessStatusCode && response.Headers.TryGetValues(ExtensionId, out var ids) ? ids.FirstOrDefault() : null;
    }

    /// <summary>Says that the extension is ready. Without events there is no answer before the environment ends.</summary>
    public async Task WaitForEventAsync(string extension, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_extension, "event/next"));
        request.Headers.Add(ExtensionId, extension);
        using var response = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
    }

    public void Dispose() => _http.Dispose();

    private Uri Of(string requestId, string what) => new(_runtime, $"invocation/{Uri.EscapeDataString(requestId)}/{what}");

    private async Task SendErrorAsync(Uri address, RuntimeError error)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = Json(error.ToJson()) };
        request.Headers.Add(ErrorTypeHeader, error.ErrorType);
        using var response = await _http.SendAsync(request).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
    }

    private static ByteArrayContent Json(byte[] json)
    {
        var content = new ByteArrayContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}

/// <summary>An event with what came with it.</summary>
internal sealed record RuntimeEvent(LambdaInvocation Invocation, ReadOnlyMemory<byte> Payload);
