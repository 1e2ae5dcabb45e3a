using System.Collections.Concurrent;
using System.Threading.Channels;
using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Fakes;

/// <summary>The outbox over the notifications in memory. Each written row can be awaited.</summary>
internal sealed class FakeDeliveryStore(FakeNotificationStore notifications) : IDeliveryStore
{
    private readonly ConcurrentQueue<DeliveryRow> _rows = new();
    private readonly Channel<DeliveryRow> _written = Channel.CreateUnbounded<DeliveryRow>();

    public IReadOnlyList<DeliveryRow> Rows => [.. _rows];

    public Task<IReadOnlyList<DueDelivery>> DueAsync(DateTimeOffset now, int perWebhook, CancellationToken cancellationToken)
    {
        var due =
            from row in notifications.Rows
            from webhookId in row.WebhookIds.Distinct()
            let attempts = _rows.Where(attempt => attempt.NotificationId == row.Id && attempt.WebhookId == webhookId).ToList()
            let last = attempts.LastOrDefault()
            where last is null || (last.Outcome is DeliveryOutcome.Retry or DeliveryOutcome.Queued && last.NextAttemptAt <= now)
            select new DueDelivery(
                row.Id, webhookId, row.RuleId, row.Event, row.Payload, last?.Attempt ?? 0, last?.Step ?? 0);
        return Task.FromResult<IReadOnlyList<DueDelivery>>(
            [.. due.GroupBy(item => item.WebhookId).SelectMany(items => items.Take(perWebhook))]);
    }

    public async Task AppendAsync(IReadOnlyList<DeliveryRow> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
        {
            _rows.Enqueue(row);
            await _written.Writer.WriteAsync(row, cancellationToken);
        }
    }

    public async Task<DeliveryRow> NextRowAsync(CancellationToken cancellationToken) =>
        await _written.Reader.ReadAsync(cancellationToken);

    public Task<IReadOnlyList<DeliveryRow>> ListAsync(
        TimeRange range, string? ruleId, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<DeliveryRow>>([.. _rows.Reverse().Take(limit)]);

    /// <summary>What is answered of the webhooks.</summary>
    public Dictionary<string, WebhookHealth> Health { get; } = [];

    public Task<IReadOnlyList<WebhookHealth>> HealthAsync(
        DateTimeOffset since, DateTimeOffset recent, IReadOnlyDictionary<string, DateTimeOffset> changes, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<WebhookHealth>>([.. Health.Values]);

    public Task<RedeliverStatus> RedeliverAsync(
        string notificationId, string webhookId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var last = _rows.LastOrDefault(row => row.NotificationId == notificationId && row.WebhookId == webhookId);
        if (last is not null)
        {
            _rows.Enqueue(last with { Outcome = DeliveryOutcome.Queued, Step = 0, At = now, NextAttemptAt = now });
        }
        return Task.FromResult(last is null ? RedeliverStatus.Unknown : RedeliverStatus.Queued);
    }

    public Task<long> CountUndeliveredAsync(string webhookId, TimeRange range, CancellationToken cancellationToken) =>
        Task.FromResult((long)Undelivered(webhookId, range).Count());

    public Task<RedeliveryResult> RedeliverAsync(
        string webhookId, TimeRange range, int limit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var all = Undelivered(webhookId, range).ToList();
        foreach (var row in all.Take(limit))
        {
            _rows.Enqueue(row with { Outcome = DeliveryOutcome.Queued, Step = 0, At = now, NextAttemptAt = now });
        }
        return Task.FromResult(new RedeliveryResult(Math.Min(all.Count, limit), Math.Max(0, all.Count - limit)));
    }

    private IEnumerable<DeliveryRow> Undelivered(string webhookId, TimeRange range) => _rows
        .Where(row => row.WebhookId == webhookId).GroupBy(row => row.NotificationId).Select(rows => rows.Last())
        .Where(row => row.Outcome is DeliveryOutcome.Dead or DeliveryOutcome.Retry)
        .Where(row => UnixTime.Nanoseconds(row.At) is var at && at >= range.FromUnixNanoseconds && at < range.ToUnixNanoseconds)
        .OrderBy(row => row.At);
}
