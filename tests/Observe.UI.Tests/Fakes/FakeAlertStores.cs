using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.UI.Tests.Fakes;

/// <summary>Nothing was evaluated.</summary>
public sealed class FakeAlertEvaluationStore : IAlertEvaluationStore
{
    public Task AppendAsync(IReadOnlyList<AlertEvaluationRow> rows, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<AlertEvaluationRow>> ListAsync(TimeRange range, string? ruleId, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AlertEvaluationRow>>([]);

    public Task<IReadOnlyList<AlertEvaluationRow>> LatestAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AlertEvaluationRow>>([]);
}

/// <summary>Nobody was told anything.</summary>
public sealed class FakeNotificationStore : INotificationStore
{
    public Task AppendAsync(IReadOnlyList<NotificationRow> rows, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<NotificationRow>> LatestAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<NotificationRow>>([]);
}
