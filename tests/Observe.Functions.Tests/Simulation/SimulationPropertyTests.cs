using CsCheck;
using Observe.Functions.Simulation;
using static Observe.Functions.Tests.Simulation.SomePast;

namespace Observe.Functions.Tests.Simulation;

/// <summary>
/// What holds for any history. Arrivals within two minutes, half of them at full seconds, so that everything that can meet does meet, many at one moment.
/// </summary>
public sealed class SimulationPropertyTests
{
    private static readonly Gen<long> Arrival = Gen.OneOf(Gen.Long[0, 120_000], Gen.Long[0, 120].Select(second => second * 1_000));

    private static readonly Gen<PastInvocation[]> NoInit =
        Gen.Select(Arrival, Gen.Long[1, 4_000], (at, duration) => Warm(at, duration)).Array[0, 120];

    private static readonly Gen<PastInvocation[]> WithInit =
        Gen.Select(Arrival, Gen.Long[1, 2_000], Gen.Long[1, 4_000], SomePast.Cold).Array[0, 80];

    [Fact]
    public void Run_NoInitTimeAndLongerKeepAlive_NeverMoreColdStarts() =>
        Gen.Select(NoInit, Gen.Int[0, 8_000], Gen.Int[0, 8_000], Gen.Int[0, 3]).Sample((past, shorter, more, provisioned) =>
        {
            var workload = Workload.Of(past);
            return Cold(workload, shorter + more, provisioned) <= Cold(workload, shorter, provisioned);
        });

    [Fact]
    public void Run_NoInitTimeAndMoreProvisioned_NeverMoreColdStarts() =>
        Gen.Select(NoInit, Gen.Int[0, 8_000], Gen.Int[0, 4]).Sample((past, keepAlive, provisioned) =>
        {
            var workload = Workload.Of(past);
            return Cold(workload, keepAlive, provisioned + 1) <= Cold(workload, keepAlive, provisioned);
        });

    [Fact]
    public void Run_AsManyProvisionedAsRequestsAtOnce_NoColdStart() =>
        Gen.Select(WithInit, Gen.Int[0, 8_000]).Sample((past, keepAlive) =>
        {
            var workload = Workload.Of(past);
            var settings = KeepAlive(keepAlive / 1_000.0);
            var peak = PlatformSimulator.Run(workload, settings with { Provisioned = past.Length }, All, 1).PeakConcurrency;
            return Cold(workload, keepAlive, peak) == 0 && (peak == 0 || Cold(workload, keepAlive, peak - 1) > 0);
        });

    [Fact]
    public void Run_Anything_AccountsForEveryRequestAndEveryMomentOfProvisioned() =>
        Gen.Select(WithInit, Gen.Int[0, 8_000], Gen.Int[0, 3], Gen.Int[1, 4], Gen.Int[1, 9]).Sample((past, keepAlive, provisioned, room, limit) =>
        {
            var result = PlatformSimulator.Run(
                Workload.Of(past),
                KeepAlive(keepAlive / 1_000.0) with { Provisioned = provisioned, RequestsPerInstance = room, ConcurrencyLimit = limit }, All, 1);
            return result.Served + result.Throttled == past.Length
                && result.Served == result.OnDemand.Invocations + result.Provisioned.Invocations
                && result.PeakConcurrency <= limit
                && result.ColdStarts <= result.OnDemand.Invocations
                && result.Provisioned.IdleNanoseconds + result.Provisioned.BusyNanoseconds == provisioned * All.Nanoseconds;
        });

    /// <summary>A store gives rows of one moment in any order.</summary>
    [Fact]
    public void Run_SameHistoryInAnotherOrder_SameResult() =>
        Gen.Select(Gen.OneOf(NoInit, WithInit), Gen.Int[0, 8_000], Gen.Int[0, 3]).SelectMany(some => Gen.Shuffle(some.Item1).Select(shuffled => (some, shuffled)))
            .Sample(item =>
            {
                var ((past, keepAlive, provisioned), shuffled) = item;
                var settings = KeepAlive(keepAlive / 1_000.0) with { Provisioned = provisioned };
                var one = PlatformSimulator.Run(Workload.Of(past), settings, All, 1);
                var other = PlatformSimulator.Run(Workload.Of(shuffled), settings, All, 1);
                return one.ColdArrivals.SequenceEqual(other.ColdArrivals) && one.PeakConcurrency == other.PeakConcurrency;
            });

    /// <summary>The same by brute force, for any history without draws.</summary>
    [Fact]
    public void Run_NoInitTime_EqualsBruteForce() =>
        Gen.Select(NoInit, Gen.Int[1, 8_000], Gen.Int[0, 3]).Sample((past, keepAlive, provisioned) =>
        {
            var alive = Enumerable.Range(0, provisioned).Select(_ => (FreeAt: long.MinValue, Ready: true)).ToList();
            var cold = new List<long>();
            foreach (var request in past.OrderBy(p => p.ArrivalUnixNanoseconds).ThenBy(p => p.EndUnixNanoseconds))
            {
                var now = request.StartUnixNanoseconds;
                alive.RemoveAll(e => !e.Ready && e.FreeAt <= now && now - e.FreeAt >= keepAlive * Millisecond);
                var free = alive.Where(e => e.FreeAt <= now).OrderByDescending(e => e.Ready).ThenByDescending(e => e.FreeAt).ToList();
                if (free.Count > 0)
                {
                    alive.Remove(free[0]);
                }
                else
                {
                    cold.Add(now);
                }
                alive.Add((request.EndUnixNanoseconds, free.Count > 0 && free[0].Ready));
            }
            return PlatformSimulator.Run(
                Workload.Of(past), KeepAlive(keepAlive / 1_000.0) with { Provisioned = provisioned }, All, 1).ColdArrivals.SequenceEqual(cold);
        });

    /// <summary>
    /// With initialisation times neither holds for every history: a request that was cold ends later, so that its environment is still there
    /// where that of a warm one is gone; and requests that meet while environments start leave more of them behind.
    /// </summary>
    [Fact]
    public void Run_InitTimes_LongerKeepAliveMayMeanMoreColdStarts()
    {
        // After 1 s the second is cold and ends at 8.1 s, after 3 s it is warm and ends at 5.1 s: only the first is there for the last two.
        var workload = Workload.Of([SomePast.Cold(0, 3_000, 100), Warm(5_000, 100), Warm(8_600, 100), Warm(9_000, 100)]);

        Assert.Equal((2, 3), (Cold(workload, 1_000, 0), Cold(workload, 3_000, 0)));
    }

    [Fact]
    public void Run_InitTimes_MoreProvisionedMayMeanMoreColdStarts()
    {
        // Without, the first two make two environments, enough for each pair; with one, each pair comes before another is ready.
        var workload = Workload.Of(
            [SomePast.Cold(0, 3_000, 100), Warm(1_000, 100), .. new[] { 5_000, 6_000, 7_000 }.SelectMany(at => new[] { Warm(at, 100), Warm(at, 100) })]);

        Assert.Equal((2, 3), (Cold(workload, 60_000, 0), Cold(workload, 60_000, 1)));
    }

    private static int Cold(Workload workload, int keepAliveMilliseconds, int provisioned) => PlatformSimulator.Run(
        workload, KeepAlive(keepAliveMilliseconds / 1_000.0) with { Provisioned = provisioned }, All, seed: 1).ColdStarts;
}
