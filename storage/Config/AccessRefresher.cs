using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Observe.Storage.Config;

/// <summary>
/// Keeps keys and accounts in memory near those that are stored: a revoked key opens nothing after <see cref="Interval"/>, and the sessions of a disabled account end.
/// </summary>
public sealed partial class AccessRefresher(ApiKeyRing keys, AccountRing accounts, TimeProvider time, ILogger<AccessRefresher> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private bool _failing;

    /// <summary>They are known before those start that ask for them.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await RefreshAsync(stoppingToken);
        }
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            await keys.RefreshAsync(cancellationToken);
            await accounts.RefreshAsync(cancellationToken);
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

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Keys and accounts could not be read; those that are known go on working, and only the first failure is logged")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
