using System.Runtime.InteropServices;
using Observe.Functions.Invocations;

namespace Observe.Functions.Simulation;

/// <summary>What a platform really did within a window, to hold a replay against.</summary>
public sealed class ObservedBehaviour
{
    private ObservedBehaviour(long served, IReadOnlyList<long> coldArrivals, int peakConcurrency) =>
        (Served, ColdArrivals, PeakConcurrency) = (served, coldArrivals, peakConcurrency);

    public long Served { get; }

    /// <summary>When the requests came that waited for an initialisation, unix nanoseconds, in order.</summary>
    public IReadOnlyList<long> ColdArrivals { get; }

    /// <summary>Most requests that ran at once, <c>[begin, end)</c>, ends before begins at equal times.</summary>
    public int PeakConcurrency { get; }

    public int ColdStarts => ColdArrivals.Count;

    public static ObservedBehaviour Of(IReadOnlyList<PastInvocation> history, SimulationWindow window)
    {
        var (served, cold) = (0L, new List<long>());
        var (begins, ends) = (new List<long>(history.Count), new List<long>(history.Count));
        foreach (var invocation in history)
        {
            if (invocation.Outcome == InvocationOutcome.Throttled)
            {
                continue;
            }
            var end = invocation.RunUnixNanoseconds + invocation.WarmNanoseconds;
            if (window.Overlap(invocation.RunUnixNanoseconds, end) > 0)
            {
                begins.Add(invocation.RunUnixNanoseconds);
                ends.Add(end);
            }
            if (window.Contains(invocation.ArrivalUnixNanoseconds))
            {
                served++;
                if (invocation.IsCold)
                {
                    cold.Add(invocation.ArrivalUnixNanoseconds);
                }
            }
        }
        begins.Sort();
        ends.Sort();
        cold.Sort();
        return new ObservedBehaviour(
            served, cold, Simulation.PeakConcurrency.Of(CollectionsMarshal.AsSpan(begins), CollectionsMarshal.AsSpan(ends)));
    }
}
