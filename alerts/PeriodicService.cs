using Microsoft.Extensions.Hosting;
using Observe.Alerts.Standby;

namespace Observe.Alerts;

/// <summary>Does the same at its start and once a period until the host stops. What it was in the middle of then, the next start does.</summary>
/// <param name="lease">Only while it is held; null for always.</param>
public abstract class PeriodicService(TimeSpan period, TimeProvider time, AlertsLease? lease = null) : BackgroundService
{
    protected TimeProvider Time { get; } = time;

    /// <summary>Grows when another process may have worked meanwhile.</summary>
    protected long Term => lease?.Term ?? 0;

    /// <summary>Once. What it throws, but for its own cancellation, stops the host.</summary>
    protected abstract Task RunOnceAsync(CancellationToken cancellationToken);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(period, Time);
        try
        {
            do
            {
                if (lease is null or { IsHeld: true })
                {
                    await RunOnceAsync(stoppingToken);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }
}
