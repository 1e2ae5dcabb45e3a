using Microsoft.AspNetCore.Http;

namespace Observe.Samples.Platform.Lambda;

/// <summary>What Lambda's interfaces answer beside events.</summary>
internal static class JsonAnswer
{
    public static Task WriteAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }
}
