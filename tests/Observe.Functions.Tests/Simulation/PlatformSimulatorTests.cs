using Observe.Functions.Invocations;
using Observe.Functions.Simulation;
using static Observe.Functions.Tests.Simulation.SomePast;

namespace Observe.Functions.Tests.Simulation;

/// <summary>Hand-made cases, in milliseconds.</summary>
public sealed class PlatformSimulatorTests
{
    [Fact]
    public void Run_GapShorterThanKeepAlive_IsWarmAndAtKeepAliveIsCold()
    {
        var workload = Workload.Of([Cold(0, 200, 100), Warm(1_299, 100), Warm(2_399, 100)]);

        var result = PlatformSimulator.Run(workload, KeepAlive(1), All, seed: 1);

        Assert.Equal([At(0), At(2_399)], result.ColdArrivals);
        Assert.Equal((3, 2, 400 * Millisecond), (result.Served, result.ColdStarts, result.WaitNanoseconds));
        Assert.Equal(new Quantiles(200 * Millisecond, 200 * Millisecond, 200 * Millisecond), result.Waits);
        Assert.Equal(new Quantiles(300 * Millisecond, 300 * Millisecond, 300 * Millisecond), result.Durations);
        // Idle from 300 to 1,299, from 1,399 to 2,399, and the last keep-alive.
        Assert.Equal((999 + 1_000 + 1_000) * Millisecond, result.OnDemand.IdleNanoseconds);
    }

    [Fact]
    public void Run_EndAtTheArrivalOfTheNext_ServesBothOnOneEnvironment()
    {
        var result = Replay(KeepAlive(60), Warm(0, 100), Warm(100, 100));

        Assert.Equal((1, 1, 1), (result.ColdStarts, result.PeakConcurrency, result.PeakEnvironments));
    }

    [Fact]
    public void Run_SeveralIdle_TakesTheNewestSoThatTheOthersEnd()
    {
        // Two at once make two environments; one by one uses only the newer, so that the next two meet one cold start.
        var result = Replay(KeepAlive(1), Warm(0, 100), Warm(50, 100), Warm(600, 10), Warm(1_200, 10), Warm(1_205, 10));

        Assert.Equal([At(0), At(50), At(1_205)], result.ColdArrivals);
    }

    [Fact]
    public void Run_AnotherVersion_MeetsANewEnvironmentUnlessOneIsProvisioned()
    {
        PastInvocation[] past =
        [
            Warm(0, 100) with { Version = "1" }, Warm(200, 100) with { Version = "1" }, Warm(400, 100) with { Version = "2" },
            Warm(600, 100), Warm(800, 100) with { Version = "1" },
        ];

        var result = Replay(KeepAlive(60), past);

        Assert.Equal([At(0), At(400)], result.ColdArrivals);
        Assert.Equal(2, result.PeakEnvironments);
        Assert.Empty(Replay(KeepAlive(60) with { Provisioned = 1 }, past).ColdArrivals);
    }

    [Fact]
    public void Run_Provisioned_TakesThoseFirstAndTheRestOnDemand()
    {
        var workload = Workload.Of([Cold(0, 500, 100), Warm(10, 100), Warm(20, 100)]);

        var result = PlatformSimulator.Run(workload, KeepAlive(60) with { Provisioned = 2 }, All, seed: 1);

        Assert.Equal([At(20)], result.ColdArrivals);
        Assert.Equal((2, 1, 3), (result.Provisioned.Invocations, result.OnDemand.Invocations, result.PeakEnvironments));
        Assert.Equal(200 * Millisecond, result.Provisioned.BusyNanoseconds);
        Assert.Equal((2 * All.Nanoseconds) - (200 * Millisecond), result.Provisioned.IdleNanoseconds);
        Assert.Equal(500 * Millisecond, result.OnDemand.BilledInitNanoseconds);
    }

    [Fact]
    public void Run_AtTheLimit_ThrottlesAlsoWhenAnEnvironmentIsIdle()
    {
        var result = Replay(
            KeepAlive(60) with { ConcurrencyLimit = 1 }, Warm(0, 100), Warm(50, 100), Warm(100, 100));

        Assert.Equal((2, 1, 1), (result.Served, result.Throttled, result.PeakConcurrency));
    }

    [Fact]
    public void Run_MoreNewEnvironmentsThanTheScaleRate_ThrottlesUntilTheBucketFillsAgain()
    {
        var settings = KeepAlive(60) with { ScaleBurst = 2, ScaleWindow = TimeSpan.FromSeconds(2) };

        var result = Replay(settings, Warm(0, 9_000), Warm(1, 9_000), Warm(2, 9_000), Warm(1_002, 9_000), Warm(1_003, 9_000));

        Assert.Equal([At(0), At(1), At(1_002)], result.ColdArrivals);
        Assert.Equal(2, result.Throttled);
    }

    [Fact]
    public void Run_TimedOut_NextMeetsANewEnvironment()
    {
        var result = Replay(KeepAlive(60), Warm(0, 100, InvocationOutcome.Timeout), Warm(200, 100), Warm(400, 100));

        Assert.Equal([At(0), At(200)], result.ColdArrivals);
    }

    [Fact]
    public void Run_SeveralRequestsAnInstance_ShareItAndWaitForItTogether()
    {
        var workload = Workload.Of([Cold(0, 400, 100), Warm(100, 100), Warm(450, 500), Warm(460, 500), Warm(510, 500)]);

        var result = PlatformSimulator.Run(workload, KeepAlive(60) with { RequestsPerInstance = 2 }, All, seed: 1);

        // The second waits 300 ms for the same environment. At 450 that serves both; the third needs another one, which the
        // fourth shares. At 510 the first has room again.
        Assert.Equal([At(0), At(450)], result.ColdArrivals);
        Assert.Equal((400 + 300 + 400 + 390) * Millisecond, result.WaitNanoseconds);
        Assert.Equal(0, result.Throttled);
    }

    [Fact]
    public void Run_Window_CountsOnlyWhatArrivesInItAndCarriesWhatRuns()
    {
        var window = new SimulationWindow(At(1_000), At(2_000));

        var result = PlatformSimulator.Run(
            Workload.Of([Warm(0, 5_000), Warm(100, 1_200), Warm(1_250, 10), Warm(1_500, 10), Warm(2_000, 10)]), KeepAlive(60), window, seed: 1);

        Assert.Equal((2, 1, 3), (result.Served, result.ColdStarts, result.PeakConcurrency));
        // One new idle from 1,260 to 1,500 where the older one, idle since 1,300, is taken instead; both to the end of the window.
        Assert.Equal((740 + 200 + 490) * Millisecond, result.OnDemand.IdleNanoseconds);
    }

    [Fact]
    public void Run_ProvisionedBeforeTheWindow_AreReadyThen()
    {
        var window = new SimulationWindow(At(1_000), At(2_000));

        var result = PlatformSimulator.Run(
            Workload.Of([Cold(0, 300, 50), Warm(900, 50), Warm(1_500, 50)]), KeepAlive(60) with { Provisioned = 1 }, window, seed: 1);

        Assert.Equal((1, 0, 1), (result.Served, result.ColdStarts, result.PeakConcurrency));
        Assert.Equal((950 * Millisecond, 50 * Millisecond), (result.Provisioned.IdleNanoseconds, result.Provisioned.BusyNanoseconds));
    }

    [Fact]
    public void Run_SameArguments_SameResult()
    {
        var workload = Workload.Of([.. Enumerable.Range(0, 500).Select(i => Cold(i * 37 % 9_000, 100 + (i % 50), 20 + (i % 7)))]);

        var (one, two) = (PlatformSimulator.Run(workload, KeepAlive(0.05), All, 7), PlatformSimulator.Run(workload, KeepAlive(0.05), All, 7));

        Assert.Equal(one.ColdArrivals, two.ColdArrivals);
        Assert.Equal(one with { ColdArrivals = [] }, two with { ColdArrivals = [] });
    }

    [Fact]
    public void Run_Nothing_IsNothing()
    {
        var result = Replay(KeepAlive(60));

        Assert.Equal((0, 0, 0, 0.0), (result.Served, result.PeakConcurrency, result.PeakEnvironments, result.ColdRate));
    }

    private static SimulationResult Replay(PlatformSettings settings, params PastInvocation[] past) =>
        PlatformSimulator.Run(Workload.Of(past), settings, All, seed: 1);
}
