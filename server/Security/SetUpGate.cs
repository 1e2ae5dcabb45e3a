namespace Observe.Server.Security;

/// <summary>As long as nobody can administer a server that others can reach, it answers for its health and its set-up only.</summary>
public sealed class SetUpGate(RequestDelegate next, AccessState access, ServerMetrics metrics)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        if (!access.IsSetUp || path.StartsWithSegments(SetUpEndpoints.Path) || path.StartsWithSegments("/healthz"))
        {
            await next(context);
            return;
        }
        metrics.Refused("set-up");
        context.Response.Headers.CacheControl = "no-store";
        await TypedResults.Problem(
            "This server is not set up yet. Whoever runs it finds a link for that in what it printed at its start.",
            statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
    }
}
