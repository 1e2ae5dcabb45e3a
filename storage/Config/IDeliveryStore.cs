namespace Observe.Storage.Config;

/// <summary>The outbox: what is due, and what became of it.</summary>
public interface IDeliveryStore
{
    /// <summary>Notifications that have no final outcome and whose time has come, oldest first.</summary>
    /// <param name="perWebhook">At most this many a webhook, so that one backlog does not hide the others.</param>
    Task<IReadOnlyList<DueDelivery>> DueAsync(DateTimeOffset now, int perWebhook, CancellationToken cancellationToken);

    /// <summary>Durable when it returns. When it fails, some of the rows may be there.</summary>
    Task AppendAsync(IReadOnlyList<DeliveryRow> rows, CancellationToken cancellationToken);

    /// <summary>Attempts, newest first.</summary>
    /// <param name="ruleId">Null for all; empty for test pings.</param>
    Task<IReadOnlyList<DeliveryRow>> ListAsync(
        TimeRange range, string? ruleId, int limit, CancellationToken cancellationToken);

    /// <summary>One entry a webhook that something was sent to.</summary>
    /// <param name="since">Older attempts are not looked at.</param>
    /// <param name="recent">From when on messages are counted.</param>
    /// <param name="changes">When each webhook was changed last: failures count from then on.</param>
    Task<IReadOnlyList<WebhookHealth>> HealthAsync(
        DateTimeOffset since, DateTimeOffset recent, IReadOnlyDictionary<string, DateTimeOffset> changes, CancellationToken cancellationToken);

    /// <summary>Puts a notification that was already attempted into the outbox again, with a fresh schedule.</summary>
    Task<RedeliverStatus> RedeliverAsync(string notificationId, string webhookId, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>How many messages to a webhook did not arrive: given up or waiting, with the last attempt in the range.</summary>
    Task<long> CountUndeliveredAsync(string webhookId, TimeRange range, CancellationToken cancellationToken);

    /// <summary>Puts the messages that <see cref="CountUndeliveredAsync"/> counts into the outbox again, with a fresh schedule, oldest first.</summary>
    /// <param name="limit">At most so many; the others are counted.</param>
    Task<RedeliveryResult> RedeliverAsync(string webhookId, TimeRange range, int limit, DateTimeOffset now, CancellationToken cancellationToken);
}
