using Microsoft.AspNetCore.Http;

namespace Observe.Collector.Receive;

/// <summary>
/// Lets pages of the listed origins send (CORS). Their preflights carry no key, so this stands before the gate; answers name
/// the origin whatever they say, so that a page can read why it was refused.
/// </summary>
internal sealed class BrowserOrigins(CollectorOptions options)
{
    private const string Headers = "content-type, content-encoding, authorization, x-api-key, traceparent";
    private const string KeptForSeconds = "7200";

    private readonly HashSet<string> _allowed = new(options.AllowedOrigins, StringComparer.OrdinalIgnoreCase);

    public static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && text == uri.GetLeftPart(UriPartial.Authority);

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (_allowed.Count == 0)
        {
            return next(context);
        }
        context.Response.Headers.Append("Vary", "Origin");
        var origin = context.Request.Headers.Origin.ToString();
        if (!_allowed.Contains(origin))
        {
            return next(context);
        }
        context.Response.Headers.AccessControlAllowOrigin = origin;
        context.Response.Headers.AccessControlExposeHeaders = "Retry-After";
        var isPreflight = HttpMethods.IsOptions(context.Request.Method) && context.Request.Headers.AccessControlRequestMethod.Count > 0;
        return isPreflight ? Answer(context.Response) : next(context);
    }

    private static Task Answer(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers.AccessControlAllowMethods = HttpMethods.Post;
        response.Headers.AccessControlAllowHeaders = Headers;
        response.Headers.AccessControlMaxAge = KeptForSeconds;
        return Task.CompletedTask;
    }
}
