using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Fakes;

internal sealed class FakeAlertTransitionStore : IAlertTransitionStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, AlertTransitionRow> _rows = [];

    /// <summary>Completes with the first append.</summary>
    public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The next append fails, after or before its row has landed.</summary>
    public AppendFailure NextAppend { get; set; }

    public IReadOnlyList<AlertTransitionRow> Rows
    {
        get
        {
            lock (_lock)
            {
                return [.. _rows.Values.OrderBy(row => row.ChangedAt)];
            }
        }
    }

    public IReadOnlyList<string> Events => [.. Rows.Where(row => row.Event.Length > 0).Select(row => row.Event)];

    public Task AppendAsync(IReadOnlyList<AlertTransitionRow> rows, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var failure = NextAppend;
            NextAppend = AppendFailure.None;
            if (failure != AppendFailure.Before)
            {
                foreach (var row in rows)
                {
                    _rows[row.Id] = row;
                }
            }
            Written.TrySetResult();
            return failure == AppendFailure.None ? Task.CompletedTask : Task.FromException(new IOException("the store is away"));
        }
    }

    public Task<IReadOnlyList<AlertTransitionRow>> LatestAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AlertTransitionRow>>(
            [.. Rows.Where(row => row.RuleId.Length > 0).GroupBy(row => row.Fingerprint).Select(rows => rows.Last())]);

    public Task<IReadOnlyList<AlertTransitionRow>> LatestEventsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AlertTransitionRow>>(
            [.. Rows.Where(row => row.Event.Length > 0).GroupBy(row => row.Fingerprint).Select(rows => rows.Last())]);

    public Task<IReadOnlyList<AlertTransitionRow>> ListAsync(string ruleId, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AlertTransitionRow>>(
            [.. Rows.Where(row => row.RuleId == ruleId).Reverse().Take(limit)]);
}
