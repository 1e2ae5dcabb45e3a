using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Fakes;

internal sealed class FakeNotificationStore : INotificationStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, NotificationRow> _rows = [];

    /// <summary>Completes with the first append.</summary>
    public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The next append fails, after or before its row has landed.</summary>
    public AppendFailure NextAppend { get; set; }

    public IReadOnlyList<NotificationRow> Rows
    {
        get
        {
            lock (_lock)
            {
                return [.. _rows.Values.OrderBy(row => row.At)];
            }
        }
    }

    public Task AppendAsync(IReadOnlyList<NotificationRow> rows, CancellationToken cancellationToken)
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

    public Task<IReadOnlyList<NotificationRow>> LatestAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<NotificationRow>>(
        [.. Rows.Where(row => row.RuleId.Length > 0).GroupBy(row => row.RuleId).Select(rows => rows.Last())]);
}
