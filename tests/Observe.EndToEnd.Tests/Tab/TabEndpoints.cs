using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Observe.EndToEnd.Tests.Tab;

/// <summary>What the test asks of the process, before anything of the server's own.</summary>
internal sealed class TabEndpoints(CallCounts calls, CircuitCount circuits, OpenConnections connections) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Map("/tab/called", part => part.Run(CalledAsync));
        app.Map("/tab/memory", part => part.Run(context => context.Response.WriteAsJsonAsync(ServerMemory.Of(circuits), context.RequestAborted)));
        app.Map("/tab/cut", part => part.Run(CutAsync));
        app.Map("/tab/connected", part => part.Run(context => circuits.UntilAsync(now => now.Connected == 1, context.RequestAborted)));
        next(app);
    };

    private Task CalledAsync(HttpContext context) =>
        calls.WaitAsync(context.Request.Query["method"]!, long.Parse(context.Request.Query["more"]!, CultureInfo.InvariantCulture), context.RequestAborted);

    /// <summary>Answers when a circuit knows that its browser is gone, which may be back by then.</summary>
    private Task CutAsync(HttpContext context)
    {
        var before = circuits.Lost;
        connections.CutOthers(context.Connection.Id);
        return circuits.UntilAsync(now => now.Lost > before, context.RequestAborted);
    }
}
