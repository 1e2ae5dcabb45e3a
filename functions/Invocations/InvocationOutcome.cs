namespace Observe.Functions.Invocations;

/// <summary>
/// How an invocation ended. Where reports of one disagree the greater word holds: a platform that killed a function knows more than a span which
/// the function ended in time.
/// </summary>
public enum InvocationOutcome : byte
{
    /// <summary>No end is known yet; past its deadline a reader shows it as <see cref="Lost"/>.</summary>
    Running = 0,
    Ok = 1,
    Error = 2,

    /// <summary>Its process ended under it.</summary>
    Crash = 3,
    Timeout = 4,
    OutOfMemory = 5,
    Throttled = 6,

    /// <summary>It started, its deadline has passed, and no end ever arrived.</summary>
    Lost = 7,
}
