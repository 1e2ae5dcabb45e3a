using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Observe.EndToEnd.Tests.Tab;

/// <summary>How many circuits are kept, and how many of them have their browser.</summary>
internal sealed class CircuitCount : CircuitHandler
{
    private int _kept;
    private int _connected;
    private int _lost;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Kept => Volatile.Read(ref _kept);

    public int Connected => Volatile.Read(ref _connected);

    /// <summary>How often a circuit lost its browser.</summary>
    public int Lost => Volatile.Read(ref _lost);

    /// <summary>Comes back when that is so.</summary>
    public async Task UntilAsync(Func<CircuitCount, bool> isSo, CancellationToken cancellationToken)
    {
        for (var changed = Volatile.Read(ref _changed); !isSo(this); changed = Volatile.Read(ref _changed))
        {
            await changed.Task.WaitAsync(cancellationToken);
        }
    }

    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken) => Count(ref _kept, 1);

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken) => Count(ref _kept, -1);

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken) => Count(ref _connected, 1);

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _lost);
        return Count(ref _connected, -1);
    }

    private Task Count(ref int count, int more)
    {
        Interlocked.Add(ref count, more);
        Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        return Task.CompletedTask;
    }
}
