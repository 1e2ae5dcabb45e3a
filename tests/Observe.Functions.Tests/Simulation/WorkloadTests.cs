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
        Assert.Equal([300 * Millisecond], workload.Inits);
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
        Assert.True(workload.Inits.IsEmpty);
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
