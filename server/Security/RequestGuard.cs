using System.Net;

namespace Observe.Server.Security;

/// <summary>
/// Turns away what no honest client sends, before anything else looks at it: a Host that is not this machine while the server is
/// open to this machine only (DNS rebinding), and changes or WebSockets that another site's page asks for.
/// </summary>
public sealed class RequestGuard(RequestDelegate next, RequestGuardSettings settings, AccessState access, ServerMetrics metrics)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var refusal = Refusal(context);
        if (refusal is not { } reason)
        {
            await next(context);
            return;
        }
        metrics.Refused(reason.Name);
        await TypedResults.Problem(reason.Text, statusCode: reason.Status).ExecuteAsync(context);
    }

    private (int Status, string Name, string Text)? Refusal(HttpContext context)
    {
        var request = context.Request;
        if (settings.LoopbackOnly && !ListenAddress.IsLoopbackHost(request.Host.Host))
        {
            return (StatusCodes.Status421MisdirectedRequest, "host",
                "This server answers as localhost, 127.0.0.1 or [::1] only.");
        }
        if (access.IsOpen && context.Connection.LocalIpAddress is { } local && !IPAddress.IsLoopback(local))
        {
            return (StatusCodes.Status403Forbidden, "address",
                "Without an administrator this server answers on loopback addresses only.");
        }
        return ChangesSomething(request) && IsCrossSite(request)
            ? (StatusCodes.Status403Forbidden, "origin", "The request comes from a page of another site.")
            : null;
    }

    /// <summary>A WebSocket starts as a GET with Upgrade, or as a CONNECT.</summary>
    private static bool ChangesSomething(HttpRequest request) =>
        request.Headers.Upgrade.Count > 0 || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method));

    /// <summary>Programs send no Origin. The scheme is left out of the comparison: a proxy in front may end TLS.</summary>
    private static bool IsCrossSite(HttpRequest request)
    {
        if (request.Headers.Origin.Count == 0)
        {
            return false;
        }
        return request.Headers.Origin.Count > 1
            || !Uri.TryCreate(request.Headers.Origin[0], UriKind.Absolute, out var origin)
            || !new HostString(origin.Authority).Equals(WithoutDefaultPort(request.Host, origin));
    }

    private static HostString WithoutDefaultPort(HostString host, Uri origin) =>
        origin.IsDefaultPort && host.Port == origin.Port ? new HostString(host.Host) : host;
}

/// <param name="LoopbackOnly">Bound to loopback: other host names are an attack.</param>
/// <param name="IsReachable">Pages, or receivers, are bound to an address that other machines can reach.</param>
/// <param name="HasAdministrator">In the options, or by the provider that they name: somebody has to sign in, whatever accounts there are.</param>
/// <param name="HasProvider">A provider of identities says who people are.</param>
public sealed record RequestGuardSettings(bool LoopbackOnly, bool IsReachable, bool HasAdministrator, bool HasProvider = false);
