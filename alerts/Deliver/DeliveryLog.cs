using System.Collections.Concurrent;
using Observe.Storage.Config;

namespace Observe.Alerts.Deliver;

/// <summary>
/// Writes attempts into the log. Those that end while others are being written are written together: in a burst a statement an attempt would be most
/// of the work.
/// </summary>
public sealed class DeliveryLog(IDeliveryStore deliveries) : IDisposable
{
    private readonly ConcurrentQueue<(DeliveryRow Row, TaskCompletionSource Written)> _waiting = new();
    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>The attempt counts when this returns. It is not cancelled: what was sent is to be known as sent.</summary>
    public async Task AppendAsync(DeliveryRow row)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue((row, written));
        await _writing.WaitAsync();
        try
        {
            // Whoever had the turn before may have taken it along.
            if (!written.Task.IsCompleted)
            {
                await WriteAsync();
            }
        }
        finally
        {
            _writing.Release();
        }
        await written.Task;
    }

    public void Dispose() => _writing.Dispose();

    private async Task WriteAsync()
    {
        var batch = new List<(DeliveryRow Row, TaskCompletionSource Written)>();
        while (_waiting.TryDequeue(out var item))
        {
            batch.Add(item);
        }
        try
        {
            await deliveries.AppendAsync([.. batch.Select(item => item.Row)], CancellationToken.None);
            batch.ForEach(item => item.Written.SetResult());
        }
        catch (Exception exception)
        {
            // Each of them learns it: none of them counts.
            batch.ForEach(item => item.Written.SetException(exception));
        }
    }
}
