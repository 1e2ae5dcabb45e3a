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
        Assert.Equal([300 * Millisecond], workload.InitsAround(0));
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
        Assert.True(workload.InitsAround(0).IsEmpty);
    }

    /// <summary>A slow hour and a fast one: what is drawn for a request is of its own.</summary>
    [Fact]
    public void InitsAround_SlowTimeAndFastTime_AreThoseNearTheRequest()
    {
        var workload = Workload.Of(
            [.. Enumerable.Range(0, 40).Select(number => Cold(number * 1_000, 5_000, 10)), .. Enumerable.Range(0, 40).Select(number => Cold(3_600_000 + (number * 1_000), 200, 10))]);

        Assert.All(workload.InitsAround(10).ToArray(), init => Assert.Equal(5_000 * Millisecond, init));
        Assert.All(workload.InitsAround(60).ToArray(), init => Assert.Equal(200 * Millisecond, init));
        Assert.Equal([1, 1], workload.InitsAround(40).ToArray().CountBy(init => init).Select(item => item.Value));
        Assert.Equal((2, 2), (workload.InitsAround(0).Length, workload.InitsAround(79).Length));
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
