namespace Observe.Storage.Config;

/// <summary>The history of all evaluations.</summary>
public interface IAlertEvaluationStore
{
    Task AppendAsync(IReadOnlyList<AlertEvaluationRow> rows, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    /// <param name="ruleId">Null for all rules.</param>
    Task<IReadOnlyList<AlertEvaluationRow>> ListAsync(
        TimeRange range, string? ruleId, int limit, CancellationToken cancellationToken);

    /// <summary>The newest evaluation of each instance since then.</summary>
    Task<IReadOnlyList<AlertEvaluationRow>> LatestAsync(DateTimeOffset since, CancellationToken cancellationToken);
}
