using Observe.Storage.Config;

namespace Observe.UI.Tests.Fakes;

/// <summary>The states that a test put in.</summary>
public sealed class FakeAlertTransitionStore : IAlertTransitionStore
{
    public List<AlertTransitionRow> Rows { get; } = [];

    public Exception? Failure { get; set; }

    public Task AppendAsync(IReadOnlyList<AlertTransitionRow> rows, CancellationToken cancellationToken)
    {
        Rows.AddRange(rows);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<AlertTransitionRow>> LatestAsync(CancellationToken cancellationToken) => Failure is null
        ? Task.FromResult<IReadOnlyList<AlertTransitionRow>>([.. Rows])
        : Task.FromException<IReadOnlyList<AlertTransitionRow>>(Failure);

    public Task<IReadOnlyList<AlertTransitionRow>> LatestEventsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AlertTransitionRow>>([.. Rows.Where(row => row.Event.Length > 0)]);

    public Task<IReadOnlyList<AlertTransitionRow>> ListAsync(string ruleId, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AlertTransitionRow>>([.. Rows.Where(row => row.RuleId == ruleId).Take(limit)]);
}
