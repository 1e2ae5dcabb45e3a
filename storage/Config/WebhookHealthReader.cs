namespace Observe.Storage.Config;

/// <summary>Reads which webhooks do not get what is sent to them.</summary>
public sealed class WebhookHealthReader(WebhookStore webhooks, IDeliveryStore deliveries, TimeProvider time)
{
    /// <summary>How far back attempts are looked at: as long as they are kept.</summary>
    public static readonly TimeSpan LookBack = TimeSpan.FromDays(30);

    /// <summary>How long a message that was given up is pointed at.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromDays(1);

    /// <summary>Each viewer of a page asks, every few seconds.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);

    private volatile Reading? _last;

    /// <summary>All webhooks, and those that were deleted while something is sent to them still.</summary>
    public async Task<IReadOnlyList<WebhookStatus>> ListAsync(CancellationToken cancellationToken)
    {
        var all = await webhooks.ListAsync(cancellationToken);
        var last = _last;
        var isFresh = last is not null && time.GetElapsedTime(last.ReadAt) < KeptFor && last.Webhooks.SequenceEqual(all);
        var health = isFresh ? last!.Health : await ReadAsync(all, cancellationToken);
        var known = all.ToDictionary(webhook => webhook.Id);
        return
        [
            .. all.Select(webhook => new WebhookStatus(webhook, health.GetValueOrDefault(webhook.Id) ?? new WebhookHealth(webhook.Id))),
            .. health.Values.Where(of => !known.ContainsKey(of.WebhookId) && of.GivenUp > 0).Select(of => new WebhookStatus(null, of)),
        ];
    }

    private async Task<Dictionary<string, WebhookHealth>> ReadAsync(IReadOnlyList<Webhook> all, CancellationToken cancellationToken)
    {
        var readAt = time.GetTimestamp();
        var now = time.GetUtcNow();
        // A change may have mended it: failures before that are not held against it.
        var changes = all.ToDictionary(webhook => webhook.Id, webhook => webhook.UpdatedAt);
        var rows = await deliveries.HealthAsync(now - LookBack, now - Recent, changes, cancellationToken);
        var health = rows.ToDictionary(of => of.WebhookId);
        _last = new Reading(readAt, all, health);
        return health;
    }

    private sealed record Reading(long ReadAt, IReadOnlyList<Webhook> Webhooks, Dictionary<string, WebhookHealth> Health);
}
