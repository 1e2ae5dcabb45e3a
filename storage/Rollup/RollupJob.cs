using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Observe.Storage.Engine;

namespace Observe.Storage.Rollup;

/// <summary>
/// Keeps a rollup equal to the stored records: compares all of it once after the start, and then works out what was stored
/// since. Over a ClickHouse server, where other processes store too, it goes on comparing.
/// </summary>
internal sealed partial class RollupJob(
    IRollup rollup, StorageOptions options, TimeProvider time, ILogger<RollupJob> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CompareRecent = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan CompareAll = TimeSpan.FromMinutes(10);

    /// <summary>A comparison must not wait until a long list is worked out.</summary>
    private static readonly TimeSpan LongestRoll = TimeSpan.FromSeconds(10);
    private const int RecentSlots = 36;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly Meter _meter = new("Observe.Storage");
    private readonly Dictionary<int, int> _failed = [];
    private long _rolled;
    private long _failures;
    private bool _failing;
    private bool _hasCompared;
    private DateTimeOffset _comparedAll;
    private DateTimeOffset _comparedRecent;

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var table = new KeyValuePair<string, object?>("table", rollup.Records);
        _meter.CreateObservableCounter(
            "observe.rollup.slots", () => new Measurement<long>(Interlocked.Read(ref _rolled), table), "{slot}", "Slots that were worked out");
        _meter.CreateObservableCounter(
            "observe.rollup.failures", () => new Measurement<long>(Interlocked.Read(ref _failures), table), "{slot}", "Slots that could not be worked out, each time");
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
                Log.Failed(logger, exception, rollup.Records);
            }
            _failing = true;
        }
    }

    internal async Task RollAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var due = rollup.Ledger.Due();
        var changes = due.ToDictionary(item => item.Slot, item => item.Change);
        await foreach (var piece in rollup.RollAsync([.. due.Select(item => item.Slot)], cancellationToken))
        {
            foreach (var slot in piece.Done)
            {
                rollup.Ledger.Settle(slot, changes[slot]);
                _failed.Remove(slot);
            }
            Interlocked.Add(ref _rolled, piece.Done.Count);
            if (piece.Failure is { } failure)
            {
                PutOff(piece.First, failure);
            }
            if (time.GetElapsedTime(started) > LongestRoll)
            {
                break;
            }
        }
    }

    /// <summary>Its records are read instead meanwhile, so that nothing is missing; it is tried again later and later.</summary>
    private void PutOff(int slot, Exception failure)
    {
        var times = _failed[slot] = _failed.GetValueOrDefault(slot) + 1;
        var pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(times - 1, 16)));
        rollup.Ledger.PutOff(slot, time.GetUtcNow() + pause);
        Interlocked.Increment(ref _failures);
        if (times == 1)
        {
            Log.SlotFailed(logger, failure, rollup.Records, UnixTime.ToRfc3339(RollupSlot.StartOf(slot)));
        }
    }

    /// <summary>Compares what is due to be compared: first, and again and again over a server, everything; in between what is recent.</summary>
    internal async Task CompareAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_hasCompared && !options.IsEmbedded && _comparedRecent + CompareRecent <= now)
        {
            var next = RollupSlot.Of(UnixTime.Nanoseconds(now)) + 1;
            rollup.Ledger.Compared(next - RecentSlots, next, await rollup.DifferingAsync(next - RecentSlots, next, cancellationToken), now);
            _comparedRecent = now;
        }
        if (!_hasCompared || (!options.IsEmbedded && _comparedAll + CompareAll <= now))
        {
            // Noted before it is tried: what fails on too much of it must not keep the rest from being done.
            _comparedAll = now;
            await CompareAllAsync(now, cancellationToken);
            _hasCompared = true;
        }
    }

    private async Task CompareAllAsync(DateTimeOffset began, CancellationToken cancellationToken)
    {
        var differing = new HashSet<int>();
        await rollup.NoteOutdatedAsync(cancellationToken);
        if (await rollup.ExtentAsync(cancellationToken) is { } stored)
        {
            // Day by day: no statement reads for long.
            for (var from = stored.From; from < stored.To; from += RollupSlot.PerDay)
            {
                differing.UnionWith(await rollup.DifferingAsync(from, Math.Min(from + RollupSlot.PerDay, stored.To), cancellationToken));
            }
        }
        rollup.Ledger.Compared(int.MinValue, int.MaxValue, differing, began);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The rollups of {Records} could not be brought up to date; it is tried again, and only its first failure is logged")]
        public static partial void Failed(ILogger logger, Exception exception, string records);

        [LoggerMessage(2, LogLevel.Warning, "The rollup of {Records} could not be worked out for the five minutes from {Start}; they are read from the records, and it is tried again later")]
        public static partial void SlotFailed(ILogger logger, Exception exception, string records, string start);
    }
}
