namespace Observe.Storage.Config;

/// <summary>What a process last said of the work that only one may do.</summary>
public sealed record WorkClaim(string ProcessId, WorkClaimState State);

public enum WorkClaimState
{
    /// <summary>It would, if no other did.</summary>
    Waits,

    Works,

    /// <summary>It ended in order: nobody need wait until it is taken for dead.</summary>
    Gone,
}
