using Observe.Functions.Invocations;

namespace Observe.Functions.Simulation;

/// <summary>One invocation as telemetry tells of it. Times are unix nanoseconds.</summary>
/// <param name="StartUnixNanoseconds">When its span starts.</param>
/// <param name="EndUnixNanoseconds">When its span ends, or when it is taken to have ended.</param>
/// <param name="InitNanoseconds">How long the initialisation of its environment took; 0 when there was none or it is not known.</param>
/// <param name="Version">Of the function, which its environment ran; empty when it is not known.</param>
public readonly record struct PastInvocation(
    long StartUnixNanoseconds, long EndUnixNanoseconds, long InitNanoseconds, InitClass InitClass, InvocationOutcome Outcome, string Version = "")
{
    private const long Shortest = 1;

    /// <summary>A caller waited for its initialisation.</summary>
    public bool IsCold => InitClass.IsSeenByUser();

    /// <summary>When the request came: before the initialisation that it waited for.</summary>
    public long ArrivalUnixNanoseconds => IsCold && !IsInitInside ? StartUnixNanoseconds - InitNanoseconds : StartUnixNanoseconds;

    /// <summary>When its own code began to run.</summary>
    public long RunUnixNanoseconds => IsInitInside ? Math.Min(StartUnixNanoseconds + InitNanoseconds, EndUnixNanoseconds) : StartUnixNanoseconds;

    /// <summary>How long its own code ran, in nanoseconds: what it takes on a warm environment. At least 1.</summary>
    public long WarmNanoseconds => Math.Max(Shortest, EndUnixNanoseconds - RunUnixNanoseconds);

    /// <summary>Its environment did not outlive it: platforms start over after a timeout, a crash or an out-of-memory end.</summary>
    public bool EndsEnvironment => Outcome is InvocationOutcome.Crash or InvocationOutcome.Timeout or InvocationOutcome.OutOfMemory or InvocationOutcome.Lost;

    // A suppressed initialisation is repeated within the invocation; every other one is over before its span starts.
    private bool IsInitInside => InitClass == InitClass.Suppressed;
}
