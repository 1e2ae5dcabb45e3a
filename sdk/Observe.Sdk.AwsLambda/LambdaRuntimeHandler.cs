using System.Collections.Concurrent;
using Observe.Sdk.AwsLambda.Events;
using Observe.Sdk.AwsLambda.Runtime;

namespace Observe.Sdk.AwsLambda;

/// <summary>
/// For functions under Amazon's own bootstrap, whose constructor takes an HTTP client: put this into it. Before the bootstrap asks for the next event, and
/// Lambda may freeze the process, it sends the telemetry; it knows of each event what Lambda says of it. The handler runs inside
/// <see cref="InvokeAsync{T}"/>.
/// </summary>
/// <example>
/// <code>
/// var lambda = new LambdaRuntimeHandler(observe);
/// using var http = new HttpClient(lambda);
/// using var bootstrap = new LambdaBootstrap(http, HandlerWrapper.GetHandlerWrapper(
///     (Stream input, ILambdaContext context) => lambda.InvokeAsync(context.AwsRequestId, () => HandleAsync(input))));
/// await bootstrap.RunAsync();
/// </code>
/// </example>
public sealed class LambdaRuntimeHandler : DelegatingHandler
{
    private const string NextPath = "/runtime/invocation/next";
    private const string InvocationPath = "/runtime/invocation/";

    private readonly ObserveFunction _observe;
    private readonly ConcurrentDictionary<string, FunctionInvocation> _underWay = new(StringComparer.Ordinal);
    private long _flushUntilTicks;

    /// <summary>A handler in front of Lambda's interface.</summary>
    /// <param name="observe">The started function. It is not disposed here.</param>
    /// <param name="inner">What sends; null for one of its own, which adds no spans to Lambda's plumbing.</param>
    public LambdaRuntimeHandler(ObserveFunction observe, HttpMessageHandler? inner = null)
        : base(inner ?? new SocketsHttpHandler { ActivityHeadersPropagator = null, UseProxy = false })
    {
        ArgumentNullException.ThrowIfNull(observe);
        _observe = observe;
    }

    /// <summary>Runs the function's own work inside the invocation. An exception is recorded and thrown on.</summary>
    /// <typeparam name="T">What the work gives.</typeparam>
    /// <param name="requestId">As the bootstrap names it: <c>ILambdaContext.AwsRequestId</c>.</param>
    /// <param name="work">The function's own work.</param>
    /// <returns>The result of the work; its telemetry leaves after the answer.</returns>
    /// <exception cref="InvalidOperationException">No event with this id came through this handler.</exception>
    public Task<T> InvokeAsync<T>(string requestId, Func<Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(requestId);
        return _underWay.TryRemove(requestId, out var invocation)
            ? _observe.RunAsync(invocation, work)
            : throw new InvalidOperationException($"No event {requestId} came through this handler: is it the one in the bootstrap's HTTP client?");
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var path = request.RequestUri?.AbsolutePath ?? "";
        if (request.Method != HttpMethod.Get || !path.EndsWith(NextPath, StringComparison.Ordinal))
        {
            Forget(path);
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        if (Interlocked.Exchange(ref _flushUntilTicks, 0) is > 0 and var ticks)
        {
            await _observe.FlushAsync(new DateTimeOffset(ticks, TimeSpan.Zero)).ConfigureAwait(false);
        }
        else
        {
            _observe.MarkReady();
        }
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            await RememberAsync(response, cancellationToken).ConfigureAwait(false);
        }
        return response;
    }

    private async Task RememberAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        // Read into memory here, the bootstrap reads it again from there.
        await response.Content.LoadIntoBufferAsync(cancellation).ConfigureAwait(false);
        var payload = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        var next = new RuntimeEvent(InvocationHeaders.Read(response.Headers), payload);
        _underWay[next.Invocation.RequestId] = LambdaEvent.Describe(next);
        Interlocked.Exchange(ref _flushUntilTicks, next.Invocation.Deadline.UtcTicks);
    }

    /// <summary>An event that was answered without <see cref="InvokeAsync{T}"/> is not kept.</summary>
    private void Forget(string path)
    {
        var start = path.IndexOf(InvocationPath, StringComparison.Ordinal);
        if (start >= 0 && path[(start + InvocationPath.Length)..].Split('/') is [var id, _])
        {
            _underWay.TryRemove(Uri.UnescapeDataString(id), out _);
        }
    }
}
