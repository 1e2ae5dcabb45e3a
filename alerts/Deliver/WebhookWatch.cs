using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Observe.Alerts.Standby;
using Observe.Storage.Config;

namespace Observe.Alerts.Deliver;

/// <summary>
/// Looks after the webhooks: disables those whose receivers have failed for days, tells of it through another one, and says in the metrics what does
/// not arrive.
/// </summary>
public sealed partial class WebhookWatch(
    WebhookHealthReader health,
    WebhookStore webhooks,
    AlertRuleStore rules,
    INotificationStore notifications,
    WebhookNotice notice,
    AlertsMeter meter,
    IOptions<AlertsOptions> options,
    TimeProvider time,
    ILogger<WebhookWatch> logger,
    AlertsLease? lease = null) : PeriodicService(WebhookWatch.Period, time, lease)
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    /// <summary>Whoever starts a month later need not hear of it any more.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(7);

    /// <summary>Ids of messages that were written since the start. They are derived: after a restart they are written again, and are the same.</summary>
    private HashSet<string> _told = [];

    /// <summary>One look.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        var statuses = await health.ListAsync(cancellationToken);
        var disabled = 0;
        foreach (var status in statuses)
        {
            disabled += await TryDisableAsync(status, cancellationToken) ? 1 : 0;
        }
        if (disabled > 0)
        {
            statuses = await health.ListAsync(cancellationToken);
        }
        await TellAsync(statuses, now, cancellationToken);
        meter.SetHealth(statuses, now);
    }

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CheckAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            meter.StoreFailures.Add(1);
            Log.CheckFailed(logger, exception);
        }
    }

    /// <summary>An endpoint that nothing is sent to does not fail: the failures themselves must span the time.</summary>
    private async Task<bool> TryDisableAsync(WebhookStatus status, CancellationToken cancellationToken)
    {
        var limit = options.Value.DisableAfter;
        if (status is not { Webhook: { Enabled: true } webhook, Health: { FailingSince: { } since, LastFailureAt: { } last } of } || last - since < limit)
        {
            return false;
        }
        var reason = $"It has failed for {DurationText.Format(limit)} without a success, last with: {of.LastFailure}";
        if (await webhooks.DisableAsync(webhook, reason, cancellationToken) != SaveStatus.Saved)
        {
            return false;
        }
        Log.Disabled(logger, webhook.Id, reason);
        return true;
    }

    private async Task TellAsync(IReadOnlyList<WebhookStatus> statuses, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var told = new HashSet<string>();
        foreach (var webhook in statuses.Select(status => status.Webhook).OfType<Webhook>())
        {
            if (webhook.DisabledAt is not { } at || now - (webhook.EnabledAgainAt ?? at) > Horizon)
            {
                continue;
            }
            var row = notice.Write(webhook);
            if (!_told.Contains(row.Id) && await OthersAsync(webhook, statuses, cancellationToken) is { Count: > 0 } others)
            {
                await notifications.AppendAsync([row with { WebhookIds = others }], cancellationToken);
            }
            told.Add(row.Id);
        }
        _told = told;
    }

    /// <summary>Those that the same rules tell; else the one that got something last.</summary>
    private async Task<IReadOnlyList<string>> OthersAsync(Webhook webhook, IReadOnlyList<WebhookStatus> statuses, CancellationToken cancellationToken)
    {
        var others = statuses.Where(status => status.Webhook is { Enabled: true } other && other.Id != webhook.Id).ToList();
        var told = (await rules.ListAsync(cancellationToken))
            .Where(rule => rule.Enabled && rule.WebhookIds.Contains(webhook.Id)).SelectMany(rule => rule.WebhookIds).ToHashSet();
        var same = others.FindAll(status => told.Contains(status.Webhook!.Id));
        return [.. (same.Count > 0 ? same : others.OrderByDescending(status => status.Health.LastSuccessAt).Take(1)).Select(status => status.Webhook!.Id)];
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Which webhooks do not get their messages could not be read; the next look tries again.")]
        public static partial void CheckFailed(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, "Webhook {WebhookId} is disabled: {Reason}")]
        public static partial void Disabled(ILogger logger, string webhookId, string reason);
    }
}
