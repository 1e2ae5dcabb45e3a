using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Observe.Alerts.Standby;
using Observe.Storage.Config;

namespace Observe.Alerts.Deliver;

/// <summary>
/// Takes what is due from the outbox and delivers it, each webhook in a lane of its own, so that a slow one delays
/// nobody else. An attempt counts when its row is written: after a crash in between it is made again, under the same id.
/// </summary>
public sealed partial class DeliveryDispatcher(
    IDeliveryStore deliveries,
    WebhookStore webhooks,
    WebhookDelivery delivery,
    OutboxSignal signal,
    AlertsMeter meter,
    IOptions<AlertsOptions> options,
    TimeProvider time,
    ILogger<DeliveryDispatcher> logger,
    AlertsLease? lease = null) : BackgroundService
{
    private const int BatchPerWebhook = 64;
    private readonly ConcurrentDictionary<string, Task> _lanes = new();

    private bool IsOurs => lease is null or { IsHeld: true };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                if (IsOurs)
                {
                    await StartDueAsync(stoppingToken);
                }
                await signal.WaitAsync(options.Value.OutboxPoll, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; the outbox keeps what is left.
        }
        await Task.WhenAll(_lanes.Values);
    }

    private async Task StartDueAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Asked before the outbox is read: what a lane delivers while it is read would be delivered a second time.
            var busy = _lanes.Keys.ToHashSet();
            var due = await deliveries.DueAsync(time.GetUtcNow(), BatchPerWebhook, cancellationToken);
            foreach (var batch in due.GroupBy(item => item.WebhookId).Where(batch => !busy.Contains(batch.Key)))
            {
                var items = batch.ToList();
                var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _lanes[batch.Key] = RunLaneAsync(batch.Key, items, start.Task, cancellationToken);
                start.SetResult();
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            meter.StoreFailures.Add(1);
            Log.OutboxFailed(logger, exception);
        }
    }

    private async Task RunLaneAsync(
        string webhookId, List<DueDelivery> batch, Task start, CancellationToken cancellationToken)
    {
        // Only once it is in the table of lanes may it leave it again.
        await start;
        try
        {
            var webhook = await webhooks.GetAsync(webhookId, cancellationToken);
            await Parallel.ForEachAsync(
                batch,
                new ParallelOptions
                {
                    MaxDegreeOfParallelism = options.Value.ParallelPerWebhook,
                    CancellationToken = cancellationToken,
                },
                async (item, token) =>
                {
                    if (IsOurs)
                    {
                        await delivery.DeliverAsync(webhook, item, token);
                    }
                });
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            meter.StoreFailures.Add(1);
            Log.LaneFailed(logger, webhookId, exception);
        }
        catch (OperationCanceledException)
        {
            // The host stops: an attempt that was under way is made again after the next start.
        }
        finally
        {
            _lanes.TryRemove(webhookId, out _);
            // What became due meanwhile was passed over.
            signal.Announce();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The outbox could not be read; the next poll tries again.")]
        public static partial void OutboxFailed(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "Deliveries to webhook {WebhookId} could not be recorded; they will be made again.")]
        public static partial void LaneFailed(ILogger logger, string webhookId, Exception exception);
    }
}
