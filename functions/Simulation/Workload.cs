using System.Runtime.InteropServices;
using Observe.Functions.Invocations;

namespace Observe.Functions.Simulation;

/// <summary>
/// What a platform has to serve: when requests come, for which version of the function, how long each takes on a warm environment, and how long
/// environments took to initialise around then. It knows neither which requests met a cold start nor which instance served them, so no replay of it can.
/// </summary>
public sealed class Workload
{
    private readonly long[] _arrivals;
    private readonly long[] _durations;
    private readonly bool[] _endsEnvironment;
    private readonly int[] _versions;
    private readonly InitsAround[] _inits;

    private Workload(PastInvocation[] served, int[] versions, int versionCount)
    {
        _arrivals = Array.ConvertAll(served, invocation => invocation.ArrivalUnixNanoseconds);
        _durations = Array.ConvertAll(served, invocation => invocation.WarmNanoseconds);
        _endsEnvironment = Array.ConvertAll(served, invocation => invocation.EndsEnvironment);
        (_versions, VersionCount) = (versions, versionCount);
        _inits = InitsAround.Each(served, versions, versionCount);
        var lengths = served.Where(InitsAround.Tells).Select(invocation => invocation.InitNanoseconds).Order().ToArray();
        MedianInit = lengths.Length == 0 ? 0 : lengths[lengths.Length / 2];
    }

    public int Count => _arrivals.Length;

    /// <summary>Unix nanoseconds, in order.</summary>
    public ReadOnlySpan<long> Arrivals => _arrivals;

    /// <summary>Nanoseconds on a warm environment, one for each arrival.</summary>
    public ReadOnlySpan<long> Durations => _durations;

    /// <summary>Whether the environment ends with the request (timeout, crash), one for each arrival.</summary>
    public ReadOnlySpan<bool> EndsEnvironment => _endsEnvironment;

    /// <summary>The number of the function's version that each arrival met; below <see cref="VersionCount"/>.</summary>
    public ReadOnlySpan<int> Versions => _versions;

    public int VersionCount { get; }

    /// <summary>Of all known initialisation times, nanoseconds; 0 without any.</summary>
    public long MedianInit { get; }

    /// <summary>
    /// How long an environment that is started for a request takes to initialise, nanoseconds: as long as the last observed one of its version before its
    /// arrival or the first one after it, the nearer the likelier. A platform that is slow for a moment, as in a burst, is slow in the replay of that moment.
    /// What comes while an environment initialises needs another one, so that a burst's lengths in calm times would make more cold starts than there were.
    /// </summary>
    /// <param name="request">Its number in <see cref="Arrivals"/>.</param>
    /// <param name="draw">From 0 to below 1.</param>
    /// <returns>0 when nothing is known.</returns>
    public long InitAround(int request, double draw) => _inits[request].Draw(draw);

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
        var served = history.Where(invocation => invocation.Outcome != InvocationOutcome.Throttled).ToArray();
        Sort(served);
        var numbers = new Dictionary<string, int>();
        return new Workload(served, Number(served, numbers), Math.Max(1, numbers.Count));
    }

    /// <summary>By arrival. Those that came at the same moment stand by what they were, so that a history gives one workload, however its rows are read.</summary>
    private static void Sort(PastInvocation[] served)
    {
        Array.Sort(Array.ConvertAll(served, invocation => invocation.ArrivalUnixNanoseconds), served);
        for (int begin = 0, end; begin < served.Length; begin = end)
        {
            end = begin + 1;
            while (end < served.Length && served[end].ArrivalUnixNanoseconds == served[begin].ArrivalUnixNanoseconds)
            {
                end++;
            }
            if (end - begin > 1)
            {
                served.AsSpan(begin, end - begin).Sort(AtOneMoment);
            }
        }
    }

    private static int AtOneMoment(PastInvocation one, PastInvocation other)
    {
        var order = one.EndUnixNanoseconds.CompareTo(other.EndUnixNanoseconds);
        order = order != 0 ? order : one.InitNanoseconds.CompareTo(other.InitNanoseconds);
        order = order != 0 ? order : one.Outcome.CompareTo(other.Outcome);
        return order != 0 ? order : string.CompareOrdinal(one.Version, other.Version);
    }

    /// <summary>What does not say its version met the one that was there before it.</summary>
    private static int[] Number(PastInvocation[] served, Dictionary<string, int> numbers)
    {
        var versions = new int[served.Length];
        var last = 0;
        for (var i = 0; i < served.Length; i++)
        {
            if (served[i].Version is { Length: > 0 } version && !numbers.TryGetValue(version, out last))
            {
                last = numbers[version] = numbers.Count;
            }
            versions[i] = last;
        }
        return versions;
    }
}
