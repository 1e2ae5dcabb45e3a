using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

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
    private readonly Uri _telemetry;

    /// <param name="api">Host and port.</param>
    public RuntimeClient(string api)
    {
        _runtime = new Uri($"http://{api}/2018-06-01/runtime/");
        _extension = new Uri($"http://{api}/2020-01-01/extension/");
        _telemetry = new Uri($"http://{api}/2022-07-01/telemetry");
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
    /// <returns>Null when it was refused.</returns>
    public async Task<RegisteredExtension?> RegisterAsync(string name, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_extension, "register"));
        request.Headers.Add("Lambda-Extension-Name", name);
        request.Headers.Add("Lambda-Extension-Accept-Feature", "accountId");
        request.Content = Json("""{"events":[]}"""u8.ToArray());
        using var response = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode || !response.Headers.TryGetValues(ExtensionId, out var ids) || ids.FirstOrDefault() is not { } id)
        {
            return null;
        }
        return new RegisteredExtension(id, Account(await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false)));
    }

    /// <summary>Has the platform's records posted to an address inside the environment.</summary>
    /// <param name="extension">The id of the extension.</param>
    /// <param name="address">By the environment's name for itself.</param>
    /// <param name="isShared">A managed instance, which knows only the newest schema.</param>
    /// <param name="cancellation">The end of the process.</param>
    /// <returns>False where there are none to be had.</returns>
    public async Task<bool> SubscribeAsync(string extension, Uri address, bool isShared, CancellationToken cancellation)
    {
        var schema = isShared ? "2025-01-29" : "2022-12-13";
        using var request = new HttpRequestMessage(HttpMethod.Put, _telemetry);
        request.Headers.Add(ExtensionId, extension);
        request.Content = Json(Encoding.UTF8.GetBytes(
            $$$"""{"schemaVersion":"{{{schema}}}","types":["platform"],"buffering":{"maxItems":1000,"maxBytes":262144,"timeoutMs":100},"destination":{"protocol":"HTTP","URI":"{{{address.AbsoluteUri}}}"}}"""));
        using var response = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
        // 202 is an emulator's way to say that it does not.
        return response.StatusCode == HttpStatusCode.OK;
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

    private static string? Account(byte[] json)
    {
        try
        {
            using var body = JsonDocument.Parse(json);
            return body.RootElement is { ValueKind: JsonValueKind.Object } answer && answer.TryGetProperty("accountId", out var account)
                ? account.GetString() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
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

/// <summary>An extension by the name that Lambda gave it.</summary>
/// <param name="Id">Stands on what the extension asks.</param>
/// <param name="Account">Of the function; null when Lambda did not say it.</param>
internal sealed record RegisteredExtension(string Id, string? Account);
