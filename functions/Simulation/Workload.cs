using System.Runtime.InteropServices;
using Observe.Functions.Invocations;

namespace Observe.Functions.Simulation;

/// <summary>
/// What a platform has to serve: when requests come, how long each takes on a warm environment, and how long environments took
/// to initialise around then. It knows neither which requests met a cold start nor which instance served them, so no replay of it can.
/// </summary>
public sealed class Workload
{
    private readonly long[] _arrivals;
    private readonly long[] _durations;
    private readonly bool[] _endsEnvironment;
    private readonly long[] _inits;
    private readonly long[] _initTimes;
    private readonly int[] _initsBefore;

    private Workload(long[] arrivals, long[] durations, bool[] endsEnvironment, long[] initTimes, long[] inits)
    {
        (_arrivals, _durations, _endsEnvironment, _inits, _initTimes) = (arrivals, durations, endsEnvironment, inits, initTimes);
        _initsBefore = new int[arrivals.Length];
        var before = 0;
        for (var i = 0; i < arrivals.Length; i++)
        {
            while (before < initTimes.Length && initTimes[before] < arrivals[i])
            {
                before++;
            }
            _initsBefore[i] = before;
        }
        MedianInit = inits.Length == 0 ? 0 : inits.Order().ElementAt(inits.Length / 2);
    }

    public int Count => _arrivals.Length;

    /// <summary>Unix nanoseconds, in order.</summary>
    public ReadOnlySpan<long> Arrivals => _arrivals;

    /// <summary>Nanoseconds on a warm environment, one for each arrival.</summary>
    public ReadOnlySpan<long> Durations => _durations;

    /// <summary>Whether the environment ends with the request (timeout, crash), one for each arrival.</summary>
    public ReadOnlySpan<bool> EndsEnvironment => _endsEnvironment;

    /// <summary>Of all known initialisation times, nanoseconds; 0 without any.</summary>
    public long MedianInit { get; }

    /// <summary>
    /// How long an environment that is started for a request takes to initialise, nanoseconds: as long as the last observed one before its arrival or
    /// the first one after it, the nearer the likelier. A platform that is slow for a moment, as in a burst, is slow in the replay of that moment. What
    /// comes while an environment initialises needs another one, so that a burst's lengths in calm times would make more cold starts than there were.
    /// </summary>
    /// <param name="request">Its number in <see cref="Arrivals"/>.</param>
    /// <param name="draw">From 0 to below 1.</param>
    /// <returns>0 when nothing is known.</returns>
    public long InitAround(int request, double draw)
    {
        var after = _initsBefore[request];
        if (after == 0 || after == _inits.Length)
        {
            return _inits.Length == 0 ? 0 : _inits[after == 0 ? 0 : after - 1];
        }
        double sinceBefore = _arrivals[request] - _initTimes[after - 1];
        double untilAfter = _initTimes[after] - _arrivals[request];
        return draw * (sinceBefore + untilAfter) < sinceBefore ? _inits[after] : _inits[after - 1];
    }

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
        var inits = new List<(long Arrival, long Length)>();
        foreach (var invocation in history)
        {
            if (invocation.Outcome == InvocationOutcome.Throttled)
            {
                continue;
            }
            served.Add(invocation);
            if (invocation is { IsCold: true, InitNanoseconds: > 0 })
            {
                inits.Add((invocation.ArrivalUnixNanoseconds, invocation.InitNanoseconds));
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
        return new Workload(arrivals, durations, ends, [.. inits.Select(init => init.Arrival)], [.. inits.Select(init => init.Length)]);
    }
}
