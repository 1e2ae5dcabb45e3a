using System.Diagnostics.Metrics;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;

namespace Observe.Storage.Config;

/// <summary>
/// Records what was done, and what was refused. What cannot be recorded is counted and logged and does not undo what was done: the same store has
/// just taken that. Refusals are what anybody can make in any number, so no more than <see cref="RefusalsAMinute"/> are kept of them.
/// </summary>
public sealed partial class AuditTrail : IDisposable
{
    public const int RefusalsAMinute = 300;

    private readonly IAuditStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditTrail> _logger;
    private readonly Counter<long> _lost;
    private readonly FixedWindowRateLimiter _refusals = new(
        new FixedWindowRateLimiterOptions { PermitLimit = RefusalsAMinute, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 });

    public AuditTrail(IAuditStore store, TimeProvider time, IMeterFactory meters, ILogger<AuditTrail> logger)
    {
        (_store, _time, _logger) = (store, time, logger);
        _lost = meters.Create("Observe.Storage").CreateCounter<long>("observe.audit.lost", "{record}", "Audit records that were not kept, by reason");
    }

    public async Task RecordAsync(AuditRow row)
    {
        using var lease = row.IsRefused ? _refusals.AttemptAcquire() : null;
        if (lease is { IsAcquired: false })
        {
            _lost.Add(1, new KeyValuePair<string, object?>("reason", "too_many_refusals"));
            return;
        }
        try
        {
            // Not with the token of the request: whoever hangs up early is recorded all the same.
            await _store.AppendAsync(
                row with
                {
                    Id = ConfigId.New(),
                    At = _time.GetUtcNow(),
                    Actor = Cut(row.Actor),
                    Address = Cut(row.Address),
                    Object = Cut(row.Object),
                    Detail = Cut(row.Detail),
                },
                CancellationToken.None);
        }
        catch (Exception exception)
        {
            _lost.Add(1, new KeyValuePair<string, object?>("reason", "failed"));
            Log.Failed(_logger, exception, row.Action);
        }
    }

    public void Dispose() => _refusals.Dispose();

    private static string Cut(string text) => text.Length <= AuditRow.MaxText ? text : text[..AuditRow.MaxText];

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "That {Action} happened could not be recorded")]
        public static partial void Failed(ILogger logger, Exception exception, string action);
    }
}
