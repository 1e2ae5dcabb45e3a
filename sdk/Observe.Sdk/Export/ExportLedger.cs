using System.Diagnostics.Metrics;

namespace Observe.Sdk.Export;

/// <summary>
/// The books of one signal: accepted = settled + pending, and what was settled without reaching the collector is
/// dropped. The bound on pending is the bound on memory.
/// </summary>
internal sealed class ExportLedger(string signal, int capacity)
{
    private static readonly Meter Meter = new(ObserveFunction.SourceName);
    private static readonly Counter<long> DroppedRecords =
        Meter.CreateCounter<long>("observe.sdk.dropped", "{record}", "Telemetry that never reached the collector.");

    private readonly Lock _lock = new();
    private long _accepted;
    private long _settled;
    private long _dropped;
    private TaskCompletionSource _settlement = NewSettlement();

    public long Dropped => Interlocked.Read(ref _dropped);

    public bool TryAccept()
    {
        lock (_lock)
        {
            if (_accepted - _settled < capacity)
            {
                _accepted++;
                return true;
            }
        }
        Drop(1, "queue_full");
        return false;
    }

    public void Drop(long count, string reason)
    {
        Interlocked.Add(ref _dropped, count);
        DroppedRecords.Add(count, new("observe.signal", signal), new("observe.reason", reason));
    }

    public void Settle(long count)
    {
        TaskCompletionSource reached;
        lock (_lock)
        {
            _settled += count;
            reached = _settlement;
            _settlement = NewSettlement();
        }
        reached.SetResult();
    }

    /// <summary>
    /// Waits until all that was accepted before the call is settled, asking for a batch whenever there is more. The
    /// queue is first in, first out: what comes later cannot stand in for what was there.
    /// </summary>
    public async Task SettleAsync(Action requestBatch)
    {
        long target;
        Task? next;
        lock (_lock)
        {
            target = _accepted;
            next = _settled < target ? _settlement.Task : null;
        }
        while (next is not null)
        {
            requestBatch();
            await next.ConfigureAwait(false);
            lock (_lock)
            {
                next = _settled < target ? _settlement.Task : null;
            }
        }
    }

    private static TaskCompletionSource NewSettlement() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
