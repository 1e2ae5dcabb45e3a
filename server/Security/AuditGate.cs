using System.Globalization;
using Observe.Storage.Config;

namespace Observe.Server.Security;

/// <summary>
/// Records, when the answer is known, the calls whose endpoint is <see cref="AuditedAs"/> something, and those that were refused to somebody: for want of
/// a role, or because what they showed is no good.
/// </summary>
public sealed class AuditGate(RequestDelegate next, AuditTrail trail)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        var status = context.Response.StatusCode;
        if (status == StatusCodes.Status403Forbidden || (status == StatusCodes.Status401Unauthorized && ShowsSomething(context.Request)))
        {
            await trail.RecordAsync(Audit.Row(context, AuditActions.Access) with
            {
                IsRefused = true,
                Object = $"{context.Request.Method} {context.Request.Path}",
                Detail = status.ToString(CultureInfo.InvariantCulture),
            });
        }
        else if (status < StatusCodes.Status400BadRequest && context.GetEndpoint()?.Metadata.GetMetadata<AuditedAs>() is { } audited)
        {
            await trail.RecordAsync(Audit.Row(context, audited.Action) with { Object = ObjectOf(context), Detail = Audit.DetailOf(context) });
        }
    }

    /// <summary>Without that anybody could fill the trail; the form for signing in records its own.</summary>
    private static bool ShowsSomething(HttpRequest request) =>
        request.Headers.Authorization.Count > 0 || request.Headers.ContainsKey("x-api-key");

    private static string ObjectOf(HttpContext context) =>
        context.Request.RouteValues["id"]?.ToString()
        ?? context.Response.Headers.Location.ToString().Split('/')[^1];
}
