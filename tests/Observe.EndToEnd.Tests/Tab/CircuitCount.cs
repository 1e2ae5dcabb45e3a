using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Observe.EndToEnd.Tests.Tab;

/// <summary>How many circuits are kept, and how many of them have their browser.</summary>
internal sealed class CircuitCount : CircuitHandler
{
    private int _kept;
    private int _connected;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Kept => Volatile.Read(ref _kept);

    public int Connected => Volatile.Read(ref _connected);

    /// <summary>Comes back when so many circuits have their browser.</summary>
    public async Task ConnectedAsync(int wanted, CancellationToken cancellationToken)
    {
        for (var changed = Volatile.Read(ref _changed); Connected != wanted; changed = Volatile.Read(ref _changed))
        {
            await changed.Task.WaitAsync(cancellationToken);
        }
    }

    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken) => Count(ref _kept, 1);

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken) => Count(ref _kept, -1);

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken) => Count(ref _connected, 1);

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken) => Count(ref _connected, -1);

    private Task Count(ref int count, int more)
    {
        Interlocked.Add(ref count, more);
        Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        return Task.CompletedTask;
    }
}
