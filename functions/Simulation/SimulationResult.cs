namespace Observe.Functions.Simulation;

/// <summary>What a simulated platform did within a window. Times are nanoseconds.</summary>
public sealed record SimulationResult
{
    public required SimulationWindow Window { get; init; }

    /// <summary>Requests that were answered.</summary>
    public required long Served { get; init; }

    /// <summary>Requests that were turned away.</summary>
    public required long Throttled { get; init; }

    /// <summary>Requests for which an environment was started.</summary>
    public required int ColdStarts { get; init; }

    /// <summary>When they came, unix nanoseconds, in order; empty where only their number is kept.</summary>
    public required IReadOnlyList<long> ColdArrivals { get; init; }

    /// <summary>How long requests waited for environments to be ready, all together.</summary>
    public required long WaitNanoseconds { get; init; }

    /// <summary>Of that wait over all requests, also those that did not wait.</summary>
    public required Quantiles Waits { get; init; }

    /// <summary>Of the time from arrival to end; zeros when they were not asked for.</summary>
    public required Quantiles Durations { get; init; }

    /// <summary>Most requests that ran at once, from the begin of their own code, <c>[begin, end)</c>.</summary>
    public required int PeakConcurrency { get; init; }

    /// <summary>Most environments that existed at once: initialising, at work or idle.</summary>
    public required int PeakEnvironments { get; init; }

    public required UsedTime OnDemand { get; init; }
    public required UsedTime Provisioned { get; init; }

    /// <summary>0 to 1.</summary>
    public double ColdRate => Served == 0 ? 0 : (double)ColdStarts / Served;
}

/// <summary>What environments of one kind did. Times are nanoseconds.</summary>
/// <param name="BilledNanoseconds">Each request's, rounded as the plan does, billed initialisations included.</param>
/// <param name="BusyNanoseconds">In which an environment had at least one request, rounded as the plan does.</param>
/// <param name="IdleNanoseconds">In which an environment had none: for how long memory was kept for nothing.</param>
public readonly record struct UsedTime(
    long Invocations, long BilledNanoseconds, long BilledInitNanoseconds, long BusyNanoseconds, long IdleNanoseconds);
