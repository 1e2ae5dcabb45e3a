using System.Collections.Concurrent;
using Observe.Storage.Config;

namespace Observe.Testing;

/// <summary>Records in memory; filters as the store does, in one page.</summary>
public sealed class FakeAuditStore : IAuditStore
{
    private readonly ConcurrentQueue<AuditRow> _rows = new();

    public IReadOnlyList<AuditRow> Rows => [.. _rows];

    /// <summary>Told instead of rows.</summary>
    public Exception? Failure { get; set; }

    public Task AppendAsync(AuditRow row, CancellationToken cancellationToken)
    {
        _rows.Enqueue(row);
        return Task.CompletedTask;
    }

    public Task<AuditResult> ListAsync(AuditQuery query, CancellationToken cancellationToken) => Failure is not null ? Task.FromException<AuditResult>(Failure) : Task.FromResult(new AuditResult(
        [
            .. _rows.Reverse().Where(row => (query.Actor ?? row.Actor) == row.Actor && (query.Action ?? row.Action) == row.Action
                && (query.Refused ?? row.IsRefused) == row.IsRefused).Take(query.Limit),
        ],
        null));
}
