using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Observe.UI.Live;

/// <summary>
/// Tells the switch whether the circuit has its browser. A circuit is kept for some minutes after its browser was closed or lost, and would go on
/// asking the store for a page that nobody sees.
/// </summary>
public sealed class LiveConnection(LiveSwitch live) : CircuitHandler
{
    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        live.IsConnected = true;
        return Task.CompletedTask;
    }

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        live.IsConnected = false;
        return Task.CompletedTask;
    }
}
