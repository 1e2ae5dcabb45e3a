namespace Observe.Storage.Config;

/// <summary>The states of all instances, as the log of their changes.</summary>
public interface IAlertTransitionStore
{
    /// <summary>Durable when it returns. The same row twice is one row. When it fails, some of the rows may be there.</summary>
    Task AppendAsync(IReadOnlyList<AlertTransitionRow> rows, CancellationToken cancellationToken);

    /// <summary>The newest change of each instance of each rule.</summary>
    Task<IReadOnlyList<AlertTransitionRow>> LatestAsync(CancellationToken cancellationToken);

    /// <summary>The newest change of each instance that opened or closed its alert.</summary>
    Task<IReadOnlyList<AlertTransitionRow>> LatestEventsAsync(CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<AlertTransitionRow>> ListAsync(string ruleId, int limit, CancellationToken cancellationToken);
}
