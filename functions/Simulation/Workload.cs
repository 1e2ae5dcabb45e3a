using System.Runtime.InteropServices;
using Observe.Functions.Invocations;

namespace Observe.Functions.Simulation;

/// <summary>
/// What a platform has to serve: when requests come, how long each takes on a warm environment, and how long environments take
/// to initialise. It knows neither which requests met a cold start nor which instance served them, so no replay of it can.
/// </summary>
public sealed class Workload
{
    private readonly long[] _arrivals;
    private readonly long[] _durations;
    private readonly bool[] _endsEnvironment;
    private readonly long[] _inits;

    private Workload(long[] arrivals, long[] durations, bool[] endsEnvironment, long[] inits) =>
        (_arrivals, _durations, _endsEnvironment, _inits) = (arrivals, durations, endsEnvironment, inits);

    public int Count => _arrivals.Length;

    /// <summary>Unix nanoseconds, in order.</summary>
    public ReadOnlySpan<long> Arrivals => _arrivals;

    /// <summary>Nanoseconds on a warm environment, one for each arrival.</summary>
    public ReadOnlySpan<long> Durations => _durations;

    /// <summary>Whether the environment ends with the request (timeout, crash), one for each arrival.</summary>
    public ReadOnlySpan<bool> EndsEnvironment => _endsEnvironment;

    /// <summary>All known initialisation times in nanoseconds, shortest first, without the requests that they belong to.</summary>
    public ReadOnlySpan<long> Inits => _inits;

    /// <summary>The most requests at once within a window, if none has to wait: so many at a time are served without a cold start.</summary>
    public int PeakWithoutWaits(SimulationWindow window)
    {
        var (begins, ends) = (new List<long>(_arrivals.Length), new List<long>(_arrivals.Length));
        for (var i = 0; i < _arrivals.Length; i++)
        {
            if (window.Overlap(_arrivals[i], _arrivals[i] + _durations[i]) > 0)
            {
                begins.Add(_arrivals[i]);
                ends.Add(_arrivals[i] + _durations[i]);
            }
        }
        ends.Sort();
        return PeakConcurrency.Of(CollectionsMarshal.AsSpan(begins), CollectionsMarshal.AsSpan(ends));
    }

    /// <summary>Throttled requests are left out: they kept no environment busy, and nobody knows how long they would have.</summary>
    public static Workload Of(IReadOnlyList<PastInvocation> history)
    {
        var served = new List<PastInvocation>(history.Count);
        var inits = new List<long>();
        foreach (var invocation in history)
        {
            if (invocation.Outcome == InvocationOutcome.Throttled)
            {
                continue;
            }
            served.Add(invocation);
            if (invocation is { IsCold: true, InitNanoseconds: > 0 })
            {
                inits.Add(invocation.InitNanoseconds);
            }
        }
        inits.Sort();
        var (arrivals, order) = (new long[served.Count], new int[served.Count]);
        for (var i = 0; i < order.Length; i++)
        {
            (arrivals[i], order[i]) = (served[i].ArrivalUnixNanoseconds, i);
        }
        Array.Sort(arrivals, order);
        var (durations, ends) = (new long[order.Length], new bool[order.Length]);
        for (var i = 0; i < order.Length; i++)
        {
            (durations[i], ends[i]) = (served[order[i]].WarmNanoseconds, served[order[i]].EndsEnvironment);
        }
        return new Workload(arrivals, durations, ends, [.. inits]);
    }
}
