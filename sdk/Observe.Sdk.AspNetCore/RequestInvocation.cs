using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Observe.Sdk.AspNetCore;

/// <summary>One request as one invocation, with the attributes of OpenTelemetry's HTTP server spans.</summary>
internal sealed class RequestInvocation(
    RequestDelegate next,
    ObserveFunction observe,
    Func<HttpContext, FunctionInvocation, FunctionInvocation>? describe,
    bool answerFirst)
{
    public Task InvokeAsync(HttpContext context)
    {
        var invocation = Describe(context.Request);
        return observe.InvokeAsync(describe?.Invoke(context, invocation) ?? invocation, () => RunAsync(context));
    }

    private static FunctionInvocation Describe(HttpRequest request) => new()
    {
        Trigger = FunctionTrigger.Http,
        // The path would make one span name per order; the route is known only once routing has run.
        SpanName = request.Method,
        Parent = TraceContext.Extract(name => request.Headers[name]),
        Attributes = new Dictionary<string, object?>
        {
            ["http.request.method"] = request.Method,
            ["url.scheme"] = request.Scheme,
            ["url.path"] = request.Path.Value,
            ["server.address"] = request.Host.Host,
            ["server.port"] = request.Host.Port,
        },
    };

    private async Task RunAsync(HttpContext context)
    {
        var span = Activity.Current;
        try
        {
            await next(context).ConfigureAwait(false);
            Conclude(span, context, context.Response.StatusCode);
        }
        catch
        {
            // The server answers 500 once the exception reaches it; the invocation records the exception itself.
            Conclude(span, context, StatusCodes.Status500InternalServerError);
            throw;
        }
        if (answerFirst)
        {
            await context.Response.CompleteAsync().ConfigureAwait(false);
        }
    }

    private static void Conclude(Activity? span, HttpContext context, int status)
    {
        if (span is null)
        {
            return;
        }
        if ((context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } route)
        {
            span.DisplayName = $"{context.Request.Method} {route}";
            span.SetTag("http.route", route);
        }
        span.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError && span.Status == ActivityStatusCode.Unset)
        {
            span.SetStatus(ActivityStatusCode.Error);
            span.SetTag("error.type", status.ToString(CultureInfo.InvariantCulture));
        }
    }
}
