using System.Collections.Concurrent;
using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Fakes;

internal sealed class FakeAlertEvaluationStore : IAlertEvaluationStore
{
    private readonly ConcurrentQueue<AlertEvaluationRow> _rows = new();

    public IReadOnlyList<AlertEvaluationRow> Rows => [.. _rows];

    public Task AppendAsync(IReadOnlyList<AlertEvaluationRow> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
        {
            _rows.Enqueue(row);
        }
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<AlertEvaluationRow>> ListAsync(
        TimeRange range, string? ruleId, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AlertEvaluationRow>>(
            [.. _rows.Where(row => ruleId is null || row.RuleId == ruleId).Reverse().Take(limit)]);

    public Task<IReadOnlyList<AlertEvaluationRow>> LatestAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AlertEvaluationRow>>(
            [.. _rows.Where(row => row.At >= since).GroupBy(row => row.Fingerprint).Select(rows => rows.MaxBy(row => row.At)!)]);
}
