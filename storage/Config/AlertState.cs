namespace Observe.Storage.Config;

/// <summary>The state of one instance of a rule (one label set).</summary>
public enum AlertState
{
    Inactive,

    /// <summary>Above the threshold, not yet for long enough.</summary>
    Pending,
    Firing,

    /// <summary>Firing still, though the value has recovered: not yet for long enough.</summary>
    Recovering,

    /// <summary>It fired and has recovered since.</summary>
    Resolved,

    /// <summary>There was nothing to measure. An open alert may be underneath.</summary>
    NoData,

    /// <summary>The evaluation failed: nothing is known. An open alert may be underneath.</summary>
    Error,
}
