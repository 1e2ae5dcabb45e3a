using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Observe.EndToEnd.Tests.Tab;

/// <summary>How many circuits are kept, and how many of them have their browser.</summary>
internal sealed class CircuitCount : CircuitHandler
{
    private int _kept;
    private int _connected;

    public int Kept => Volatile.Read(ref _kept);

    public int Connected => Volatile.Read(ref _connected);

    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken) => Count(ref _kept, 1);

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken) => Count(ref _kept, -1);

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken) => Count(ref _connected, 1);

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken) => Count(ref _connected, -1);

    private static Task Count(ref int count, int more)
    {
        Interlocked.Add(ref count, more);
        return Task.CompletedTask;
    }
}
