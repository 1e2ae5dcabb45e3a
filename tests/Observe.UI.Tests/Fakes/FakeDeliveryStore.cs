using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.UI.Tests.Fakes;

/// <summary>Says of webhooks what a test says of them; nothing is ever due.</summary>
public sealed class FakeDeliveryStore : IDeliveryStore
{
    public List<WebhookHealth> Health { get; } = [];

    public List<DeliveryRow> Rows { get; } = [];

    public Task<IReadOnlyList<DueDelivery>> DueAsync(DateTimeOffset now, int perWebhook, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<DueDelivery>>([]);

    public Task AppendAsync(IReadOnlyList<DeliveryRow> rows, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<DeliveryRow>> ListAsync(TimeRange range, string? ruleId, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<DeliveryRow>>([.. Rows]);

    public Task<IReadOnlyList<WebhookHealth>> HealthAsync(
        DateTimeOffset since, DateTimeOffset recent, IReadOnlyDictionary<string, DateTimeOffset> changes, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<WebhookHealth>>([.. Health]);

    public Task<RedeliverStatus> RedeliverAsync(string notificationId, string webhookId, DateTimeOffset now, CancellationToken cancellationToken) =>
        Task.FromResult(RedeliverStatus.Unknown);

    public Task<long> CountUndeliveredAsync(string webhookId, TimeRange range, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<RedeliveryResult> RedeliverAsync(string webhookId, TimeRange range, int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
