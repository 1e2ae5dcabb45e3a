using Microsoft.Extensions.Logging;
using Observe.Collector.Batch;
using Observe.Collector.Journal;
using Observe.Storage.Write;

namespace Observe.Collector;

/// <summary>Tells the readers about once a second how far this collector has got.</summary>
internal sealed partial class HeartbeatSender(
    IngestJournal journal,
    BlockBatcher batcher,
    IngestCounters counters,
    ITelemetryWriter writer,
    CollectorOptions options,
    TimeProvider time,
    ILogger logger)
{
    private readonly Guid _processId = Guid.NewGuid();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _failing;

    /// <summary>Ends when the first heartbeat is stored, or could not be.</summary>
    public Task First => _first.Task;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.HeartbeatInterval, time);
        do
        {
            await SendAsync(cancellationToken);
            _first.TrySetResult();
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>A missed heartbeat costs nothing but freshness: the next one says it all again.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        try
        {
            await writer.WriteHeartbeatAsync(Current(), cancellationToken);
            _failing = false;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (!_failing)
            {
                Log.Failed(logger, exception);
            }
            _failing = true;
        }
    }

    private CollectorHeartbeat Current()
    {
        // In this order: what is stored may never seem to be ahead of what was acknowledged.
        var stored = batcher.StoredThrough;
        return new CollectorHeartbeat(
            journal.Id, _processId, time.GetUtcNow(), journal.LastEntry, stored, journal.Bytes, counters.LastEventUnixNanoseconds, counters.Snapshot());
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The heartbeat could not be stored; it is tried again, and only its first failure is logged")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
