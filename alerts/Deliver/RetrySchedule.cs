using Microsoft.Extensions.Options;
using Observe.Storage.Config;

namespace Observe.Alerts.Deliver;

/// <summary>Decides what follows an attempt.</summary>
public sealed class RetrySchedule(IOptions<AlertsOptions> options)
{
    /// <summary>A receiver may ask for a longer wait, but not for ever.</summary>
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(24);

    private readonly IReadOnlyList<TimeSpan> _delays = options.Value.ParseRetryDelays();
    private readonly double _jitter = options.Value.RetryJitter;

    /// <param name="step">Failed attempts before this one.</param>
    /// <param name="chance">0 to 1, where 0.5 leaves the delay as it is.</param>
    /// <returns>The wait is null when nothing follows.</returns>
    public (DeliveryOutcome Outcome, TimeSpan? Wait) After(AttemptResult result, int step, double chance)
    {
        if (result.IsSuccess)
        {
            return (DeliveryOutcome.Delivered, null);
        }
        if (!result.MayPass || step >= _delays.Count)
        {
            return (DeliveryOutcome.Dead, null);
        }
        var wait = _delays[step] * (1 + _jitter * (2 * chance - 1));
        var asked = result.RetryAfter is { } after && after < MaxRetryAfter ? after : MaxRetryAfter;
        return (DeliveryOutcome.Retry, result.RetryAfter is not null && asked > wait ? asked : wait);
    }
}
