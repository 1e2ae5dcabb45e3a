namespace Observe.Server.Security;

/// <summary>Stands before the pages' connections, behind the check of who they are.</summary>
public sealed class HubGate(RequestDelegate next, OpenHubs hubs)
{
    private const string Path = "/_blazor";

    public Task InvokeAsync(HttpContext context) =>
        context.Request.Path == Path ? hubs.RunAsync(context, next) : next(context);
}
