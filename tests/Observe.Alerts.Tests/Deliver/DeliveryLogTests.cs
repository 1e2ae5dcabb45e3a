using Observe.Alerts.Deliver;
using Observe.Alerts.Tests.Fakes;
using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Deliver;

public sealed class DeliveryLogTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Append_WhileAnotherIsWritten_IsWrittenTogetherWithThoseThatCame()
    {
        var store = new SlowStore();
        using var log = new DeliveryLog(store);

        var first = log.AppendAsync(Row(0));
        Task[] others = [.. Enumerable.Range(1, 20).Select(i => log.AppendAsync(Row(i)))];
        Assert.All(others, other => Assert.False(other.IsCompleted));
        store.Gate.SetResult();
        await Task.WhenAll([first, .. others]).WaitAsync(Patience);

        Assert.Equal([1, 20], store.Batches.Select(batch => batch.Count));
    }

    [Fact]
    public async Task Append_StoreFails_NoneOfThemCountsAndTheNextIsTried()
    {
        var store = new SlowStore { Failure = new IOException("away") };
        store.Gate.SetResult();
        using var log = new DeliveryLog(store);

        await Assert.ThrowsAsync<IOException>(() => log.AppendAsync(Row(0)).WaitAsync(Patience));
        store.Failure = null;
        await log.AppendAsync(Row(1)).WaitAsync(Patience);

        Assert.Equal(2, store.Batches.Count);
    }

    private static DeliveryRow Row(int number) => new()
    {
        NotificationId = $"msg_{number}",
        WebhookId = "hook",
        Event = AlertEvents.Fired,
        Attempt = 1,
        At = Some.Time,
        Outcome = DeliveryOutcome.Delivered,
    };

    /// <summary>Writes nothing before the gate is open.</summary>
    private sealed class SlowStore : IDeliveryStore
    {
        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public Exception? Failure { get; set; }
        public List<IReadOnlyList<DeliveryRow>> Batches { get; } = [];

        public async Task AppendAsync(IReadOnlyList<DeliveryRow> rows, CancellationToken cancellationToken)
        {
            Batches.Add(rows);
            await Gate.Task;
            if (Failure is { } failure)
            {
                throw failure;
            }
        }

        public Task<IReadOnlyList<DueDelivery>> DueAsync(DateTimeOffset now, int perWebhook, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<DeliveryRow>> ListAsync(TimeRange range, string? ruleId, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<WebhookHealth>> HealthAsync(
            DateTimeOffset since, DateTimeOffset recent, IReadOnlyDictionary<string, DateTimeOffset> changes, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<RedeliverStatus> RedeliverAsync(string notificationId, string webhookId, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<long> CountUndeliveredAsync(string webhookId, TimeRange range, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<RedeliveryResult> RedeliverAsync(string webhookId, TimeRange range, int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
