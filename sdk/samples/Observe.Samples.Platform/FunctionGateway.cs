using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Observe.Samples.Platform;

/// <summary>The public address of a function: finds an instance, hands the request on, gives the answer back.</summary>
internal sealed class FunctionGateway(FunctionPool pool, PlatformOptions options, TimeProvider time) : IDisposable
{
    /// <summary>It passes the trace context of its caller on and adds none of its own.</summary>
    private readonly HttpClient _http = new(new SocketsHttpHandler { ActivityHeadersPropagator = null, UseProxy = false })
    {
        Timeout = options.InvocationTimeout + TimeSpan.FromSeconds(5),
    };

    public async Task ServeAsync(HttpContext context)
    {
        var instance = await pool.TakeAsync();
        if (instance is null)
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }
        try
        {
            using var request = Forward(context.Request, instance.Address);
            using var answer = await _http.SendAsync(request, context.RequestAborted);
            context.Response.StatusCode = (int)answer.StatusCode;
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (HttpRequestException)
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
        }
        finally
        {
            await pool.ReturnAsync(instance);
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Forward(HttpRequest request, Uri address)
    {
        var forwarded = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(address, request.Path.Value))
        {
            Content = new StreamContent(request.Body),
        };
        forwarded.Content.Headers.TryAddWithoutValidation("content-type", request.ContentType);
        foreach (var name in (string[])["traceparent", "tracestate"])
        {
            if (request.Headers[name] is [{ } value])
            {
                forwarded.Headers.TryAddWithoutValidation(name, value);
            }
        }
        var deadline = time.GetUtcNow() + options.InvocationTimeout;
        forwarded.Headers.Add("x-invocation-id", Guid.NewGuid().ToString());
        forwarded.Headers.Add("x-invocation-deadline-ms", deadline.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        return forwarded;
    }
}
