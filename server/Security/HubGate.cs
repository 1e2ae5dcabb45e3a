using System.Security.Claims;
using Observe.UI.Browser;

namespace Observe.Server.Security;

/// <summary>Stands before the pages' connections, and before what else lasts, behind the check of who they are.</summary>
public sealed class HubGate(RequestDelegate next, OpenHubs hubs, ServerMetrics metrics)
{
    private const string Path = "/_blazor";

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<LastingAnswer>() is not null)
        {
            await RunAsync(context);
            return;
        }
        if (context.Request.Path != Path)
        {
            await next(context);
            return;
        }
        if (!IsWebSocket(context.Request))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "transport", "Pages stay alive over a WebSocket only.");
            return;
        }
        // The circuit has no request to ask, and the audit wants to know.
        context.User.AddIdentity(new ClaimsIdentity([new Claim(Viewer.AddressClaim, Audit.AddressOf(context))]));
        await RunAsync(context);
    }

    private async Task RunAsync(HttpContext context)
    {
        if (!await hubs.TryRunAsync(context, next))
        {
            await RefuseAsync(context, StatusCodes.Status429TooManyRequests, "circuits", "Too many pages are open. Close some, and load this one again.");
        }
    }

    /// <summary>Over HTTP/2 it begins with CONNECT. Other transports would be many requests, each of which ends at once: nobody could say how many are open.</summary>
    private static bool IsWebSocket(HttpRequest request) =>
        HttpMethods.IsConnect(request.Method) || request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase);

    private Task RefuseAsync(HttpContext context, int status, string reason, string text)
    {
        metrics.Refused(reason);
        return TypedResults.Problem(text, statusCode: status).ExecuteAsync(context);
    }
}
