using Observe.Functions.Invocations;
using Observe.Functions.Simulation;
using static Observe.Functions.Tests.Simulation.SomePast;

namespace Observe.Functions.Tests.Simulation;

public sealed class WorkloadTests
{
    [Fact]
    public void Of_InitBeforeTheSpan_ArrivesBeforeItAndLastsAsTheSpan()
    {
        var workload = Workload.Of([Cold(1_000, 300, 50)]);

        Assert.Equal([At(1_000)], workload.Arrivals);
        Assert.Equal([50 * Millisecond], workload.Durations);
        Assert.Equal(300 * Millisecond, workload.InitAround(0, 0.5));
        Assert.Equal(300 * Millisecond, workload.MedianInit);
    }

    [Fact]
    public void Of_InitInsideTheSpan_ArrivesWithItAndLastsAsLongAsItsOwnCode()
    {
        var suppressed = new PastInvocation(At(0), At(400), 300 * Millisecond, InitClass.Suppressed, InvocationOutcome.Ok);

        var workload = Workload.Of([suppressed]);

        Assert.Equal([At(0)], workload.Arrivals);
        Assert.Equal([100 * Millisecond], workload.Durations);
    }

    [Fact]
    public void Of_InitThatNobodyWaitedFor_ChangesNothing()
    {
        var workload = Workload.Of([Cold(1_000, 300, 50) with { InitClass = InitClass.Provisioned }]);

        Assert.Equal([At(1_300)], workload.Arrivals);
        Assert.Equal((0, 0), (workload.InitAround(0, 0.5), workload.MedianInit));
    }

    /// <summary>A slow start, a fast one four seconds later, and requests around them.</summary>
    [Fact]
    public void InitAround_SlowMomentAndFastMoment_IsOfTheNearerOneMoreOften()
    {
        var workload = Workload.Of([Warm(0, 1), Cold(1_000, 5_000, 10), Warm(2_000, 1), Cold(5_000, 200, 10), Warm(9_000, 1)]);

        double[] draws = [0, 0.24, 0.26, 0.99];
        // One second after the slow one and three before the fast one: a quarter of the draws take the fast one.
        Assert.Equal([200, 200, 5_000, 5_000], draws.Select(draw => workload.InitAround(2, draw) / Millisecond));
        // Before all, after all, and at the moment of one there is no choice.
        Assert.All(draws, draw => Assert.Equal(
            (5_000, 5_000, 200, 200),
            (workload.InitAround(0, draw) / Millisecond, workload.InitAround(1, draw) / Millisecond, workload.InitAround(3, draw) / Millisecond, workload.InitAround(4, draw) / Millisecond)));
    }

    [Fact]
    public void InitAround_SlowerVersion_IsOfTheSameVersion()
    {
        var workload = Workload.Of(
        [
            Cold(0, 200, 10) with { Version = "1" }, Warm(1_000, 1) with { Version = "2" }, Cold(9_000, 800, 10) with { Version = "2" },
            Warm(10_000, 1) with { Version = "1" }, Warm(11_000, 1) with { Version = "3" },
        ]);

        // Version 3 is not known to have started ever: as long as the last of any.
        Assert.Equal([200, 800, 800, 200, 800], Enumerable.Range(0, 5).Select(request => workload.InitAround(request, 0.5) / Millisecond));
        Assert.Equal([0, 1, 1, 0, 2], workload.Versions);
    }

    [Fact]
    public void Of_AnyOrder_IsByArrivalWithoutThrottled()
    {
        var workload = Workload.Of(
            [Warm(500, 3), Warm(100, 1, InvocationOutcome.Timeout), Warm(200, 9, InvocationOutcome.Throttled), Cold(300, 250, 2)]);

        Assert.Equal([At(100), At(300), At(500)], workload.Arrivals);
        Assert.Equal([1 * Millisecond, 2 * Millisecond, 3 * Millisecond], workload.Durations);
        Assert.Equal([true, false, false], workload.EndsEnvironment);
    }

    [Fact]
    public void Of_EndBeforeStart_IsTheShortestDuration() =>
        Assert.Equal([1L], Workload.Of([Warm(0, -5)]).Durations);
}
