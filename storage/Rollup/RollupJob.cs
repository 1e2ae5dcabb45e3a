using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Observe.Storage.Engine;

namespace Observe.Storage.Rollup;

/// <summary>
/// Keeps the rollups equal to the stored spans: compares all of them once after the start, and then works out what was stored
/// since. Over a ClickHouse server, where other processes store too, it goes on comparing.
/// </summary>
internal sealed partial class RollupJob(
    RollupStore store, RollupLedger ledger, StorageOptions options, TimeProvider time, ILogger<RollupJob> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CompareRecent = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan CompareAll = TimeSpan.FromMinutes(10);
    private const int RecentMinutes = 180;

    private readonly Meter _meter = new("Observe.Storage");
    private long _rolled;
    private bool _failing;
    private DateTimeOffset _comparedAll = DateTimeOffset.MinValue;
    private DateTimeOffset _comparedRecent = DateTimeOffset.MinValue;

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _meter.CreateObservableCounter("observe.rollup.minutes", () => Interlocked.Read(ref _rolled), "{minute}", "Minutes that were worked out");
        using var timer = new PeriodicTimer(Tick, time);
        do
        {
            await StepAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>What is missed now is found again by the next step: only the first failure in a row is logged.</summary>
    private async Task StepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CompareAsync(cancellationToken);
            await RollAsync(cancellationToken);
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

    internal async Task RollAsync(CancellationToken cancellationToken)
    {
        var due = ledger.Due();
        var changes = due.ToDictionary(item => item.Minute, item => item.Change);
        await foreach (var minutes in store.RollAsync([.. due.Select(item => item.Minute)], cancellationToken))
        {
            foreach (var minute in minutes)
            {
                ledger.Settle(minute, changes[minute]);
            }
            Interlocked.Add(ref _rolled, minutes.Count);
        }
    }

    /// <summary>Compares what is due to be compared.</summary>
    internal async Task CompareAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_comparedAll == DateTimeOffset.MinValue || (!options.IsEmbedded && _comparedAll + CompareAll <= now))
        {
            await CompareAllAsync(now, cancellationToken);
            _comparedAll = _comparedRecent = now;
        }
        else if (!options.IsEmbedded && _comparedRecent + CompareRecent <= now)
        {
            var next = RollupMinute.Of(UnixTime.Nanoseconds(now)) + 1;
            ledger.Compared(next - RecentMinutes, next, await store.DifferingAsync(next - RecentMinutes, next, cancellationToken), now);
            _comparedRecent = now;
        }
    }

    private async Task CompareAllAsync(DateTimeOffset began, CancellationToken cancellationToken)
    {
        var differing = new HashSet<int>();
        if (await store.ExtentAsync(cancellationToken) is { } stored)
        {
            // Day by day: no statement reads for long.
            for (var from = stored.From; from < stored.To; from += RollupMinute.PerDay)
            {
                differing.UnionWith(await store.DifferingAsync(from, Math.Min(from + RollupMinute.PerDay, stored.To), cancellationToken));
            }
        }
        ledger.Compared(int.MinValue, int.MaxValue, differing, began);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The rollups could not be brought up to date; it is tried again, and only its first failure is logged")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
