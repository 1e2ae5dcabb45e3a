using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Observe.Storage.Config;
using Observe.Storage.Engine;

namespace Observe.Alerts.Standby;

/// <summary>
/// Of several processes with the role alerts one works and the others stand by. Each says in the store that it is there; who sees nobody that works, and nobody
/// before it, works. It is no lock: a process that was stopped in the middle of something goes on with that. So ids are derived, and the worst that two do is
/// to send one message twice under the same id.
/// </summary>
public sealed partial class AlertsLease(
    IWorkClaims claims, StorageOptions storage, IOptions<AlertsOptions> options, TimeProvider time, ILogger<AlertsLease> logger) : BackgroundService
{
    private const string Work = "alerts";
    private const int BeatsPerLife = 5;

    /// <summary>The holder stops by itself well before the others take it for dead.</summary>
    private const double TrustedShare = 0.6;

    private readonly string _id = Guid.NewGuid().ToString("N");
    private bool _wasSeen;
    private bool _holds;
    private bool _failing;
    private long _term;
    private long _confirmedAt;

    /// <summary>True while this process works. The embedded engine has one process.</summary>
    public bool IsHeld => storage.IsEmbedded || (Volatile.Read(ref _holds) && time.GetElapsedTime(Volatile.Read(ref _confirmedAt)) < Trusted);

    /// <summary>Grows each time that this process begins to work: others may have worked before.</summary>
    public long Term => Volatile.Read(ref _term);

    private TimeSpan Life => options.Value.StandbyAfter;

    private TimeSpan Trusted => Life * TrustedShare;

    /// <summary>Says that it is there, looks who else is, and decides.</summary>
    public async Task BeatAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        if (_holds && time.GetElapsedTime(_confirmedAt) >= Trusted)
        {
            // The store or this process was away: others may have worked since.
            Lose();
        }
        await SayAsync(_holds ? WorkClaimState.Works : WorkClaimState.Waits, cancellationToken);
        var others = (await claims.OthersAsync(Work, _id, Life, cancellationToken)).Where(other => other.State != WorkClaimState.Gone).ToList();
        if (_holds)
        {
            if (others.Any(other => other.State == WorkClaimState.Works && IsBefore(other)))
            {
                Lose();
                await SayAsync(WorkClaimState.Waits, cancellationToken);
                return;
            }
            Volatile.Write(ref _confirmedAt, began);
            return;
        }
        // Not with its first word: two that begin together must have seen each other.
        if (!_wasSeen || others.Any(other => other.State == WorkClaimState.Works || IsBefore(other)))
        {
            _wasSeen = true;
            return;
        }
        await SayAsync(WorkClaimState.Works, cancellationToken);
        Volatile.Write(ref _confirmedAt, began);
        Interlocked.Increment(ref _term);
        Volatile.Write(ref _holds, true);
        Log.Works(logger);
    }

    /// <summary>What works has stopped by now: services stop in the reverse order of their start.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!storage.IsEmbedded)
        {
            Volatile.Write(ref _holds, false);
            await SayAsync(WorkClaimState.Gone, cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (storage.IsEmbedded)
        {
            return;
        }
        using var timer = new PeriodicTimer(Life / BeatsPerLife, time);
        do
        {
            try
            {
                await BeatAsync(stoppingToken);
                _failing = false;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                if (!_failing)
                {
                    Log.Failed(logger, exception);
                }
                _failing = true;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private Task SayAsync(WorkClaimState state, CancellationToken cancellationToken) =>
        claims.SayAsync(Work, new WorkClaim(_id, state), cancellationToken);

    private bool IsBefore(WorkClaim other) => string.CompareOrdinal(other.ProcessId, _id) < 0;

    private void Lose()
    {
        Volatile.Write(ref _holds, false);
        _wasSeen = false;
        Log.StandsBy(logger);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Rules are evaluated and webhooks delivered by this process from now on")]
        public static partial void Works(ILogger logger);

        [LoggerMessage(2, LogLevel.Warning, "Rules are no longer evaluated by this process: it did not reach the store in time, or another one works")]
        public static partial void StandsBy(ILogger logger);

        [LoggerMessage(3, LogLevel.Warning, "Whether this process is to evaluate rules could not be asked; it is tried again, and only the first failure is logged")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
