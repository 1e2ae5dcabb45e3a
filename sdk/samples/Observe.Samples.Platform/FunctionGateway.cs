using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Observe.Samples.Platform;

/// <summary>
/// The public address of a function: finds an instance, hands the request on, gives the answer back. An invocation goes on when its caller has gone;
/// one that takes too long, or too much memory, ends together with its instance.
/// </summary>
internal sealed class FunctionGateway(FunctionPool pool, FunctionReporter reporter, TimeProvider time) : IDisposable
{
    private const string TraceParent = "traceparent";

    /// <summary>It passes the trace context of its caller on and adds none of its own. The limit is the function's.</summary>
    private readonly HttpClient _http = new(new SocketsHttpHandler { ActivityHeadersPropagator = null, UseProxy = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly CancellationTokenSource _closing = new();

    public async Task ServeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var instance = await pool.TakeAsync();
        if (instance is null)
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }
        HttpResponseMessage? answer;
        InvocationError? error;
        try
        {
            (answer, error) = await InvokeAsync(context.Request, body.ToArray(), instance);
        }
        finally
        {
            await pool.ReturnAsync(instance);
        }
        using (answer)
        {
            await AnswerAsync(context.Response, answer, error);
        }
    }

    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
        _http.Dispose();
    }

    private async Task<(HttpResponseMessage? Answer, InvocationError? Error)> InvokeAsync(HttpRequest received, byte[] body, FunctionInstance instance)
    {
        var started = time.GetTimestamp();
        var invocation = Invocation.Begin(instance, received.Headers[TraceParent], time);
        reporter.Started(invocation);
        using var request = Forward(received, body, invocation);
        var memory = new MemoryWatch(instance, time);
        var (end, answer) = await SendAsync(request, instance.Program.Timeout, memory);
        var duration = time.GetElapsedTime(started);
        if (end != InvocationEnd.Answered)
        {
            end = memory.IsOver ? InvocationEnd.OutOfMemory : end;
            instance.Kill();
        }
        if (end != InvocationEnd.Answered || memory.IsOver)
        {
            await instance.EndAsync();
        }
        var error = InvocationError.Of(invocation, end);
        reporter.Ended(invocation, end, error, duration, memory.PeakBytes);
        return (answer, error);
    }

    private async Task<(InvocationEnd End, HttpResponseMessage? Answer)> SendAsync(HttpRequestMessage request, TimeSpan timeout, MemoryWatch memory)
    {
        using var watching = new CancellationTokenSource();
        var watch = memory.RunAsync(watching.Token);
        using var limit = new CancellationTokenSource(timeout, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _closing.Token);
        try
        {
            return (InvocationEnd.Answered, await _http.SendAsync(request, ended.Token));
        }
        catch (OperationCanceledException) when (!_closing.IsCancellationRequested)
        {
            return (InvocationEnd.Timeout, null);
        }
        catch (HttpRequestException)
        {
            return (InvocationEnd.Exit, null);
        }
        finally
        {
            await watching.CancelAsync();
            await watch;
        }
    }

    private static async Task AnswerAsync(HttpResponse response, HttpResponseMessage? answer, InvocationError? error)
    {
        if (answer is null)
        {
            response.StatusCode = StatusCodes.Status502BadGateway;
            await response.WriteAsJsonAsync(error);
            return;
        }
        response.StatusCode = (int)answer.StatusCode;
        await answer.Content.CopyToAsync(response.Body);
    }

    private static HttpRequestMessage Forward(HttpRequest request, byte[] body, Invocation invocation)
    {
        var forwarded = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(invocation.Instance.Address, request.Path.Value))
        {
            Content = new ByteArrayContent(body),
        };
        forwarded.Content.Headers.TryAddWithoutValidation("content-type", request.ContentType);
        foreach (var name in (string[])[TraceParent, "tracestate"])
        {
            if (request.Headers[name] is [{ } value])
            {
                forwarded.Headers.TryAddWithoutValidation(name, value);
            }
        }
        var deadline = invocation.Begun + invocation.Instance.Program.Timeout;
        forwarded.Headers.Add("x-invocation-id", invocation.RequestId);
        forwarded.Headers.Add("x-invocation-deadline-ms", deadline.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        return forwarded;
    }
}
