namespace Observe.Functions.Invocations;

/// <summary>How an invocation ended.</summary>
public enum InvocationOutcome : byte
{
    /// <summary>No end is known yet; past its deadline a reader shows it as <see cref="Lost"/>.</summary>
    Running = 0,
    Ok = 1,
    Error = 2,
    Timeout = 3,
    OutOfMemory = 4,
    Throttled = 5,

    /// <summary>It started, its deadline has passed, and no end ever arrived.</summary>
    Lost = 6,
}
