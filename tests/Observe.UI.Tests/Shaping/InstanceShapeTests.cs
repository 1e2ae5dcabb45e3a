using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Shaping;

namespace Observe.UI.Tests.Shaping;

public sealed class InstanceShapeTests
{
    private static readonly TimeRange Range = new(10_000, 20_000);

    [Fact]
    public void Of_ColdWorkAndFailure_DrawsEachInItsPlace()
    {
        var shape = InstanceShape.Of(Line(
            new InstanceRun(11_000, 11_500, 500, InitClass.Cold, InvocationOutcome.Ok), new InstanceRun(15_000, 15_100, 0, InitClass.Warm, InvocationOutcome.Timeout)), Range);

        Assert.Equal("M50 0h50v10h-50z", shape.Init);
        Assert.Equal("M100 0h50v10h-50z", shape.Busy);
        Assert.Equal("M500 0h10v10h-10z", shape.Failed);
        Assert.Equal((100, 510), (shape.IdleFrom, shape.IdleTo));
    }

    [Fact]
    public void Of_RunsInOneColumn_DrawsTheFailure()
    {
        var shape = InstanceShape.Of(Line(
            new InstanceRun(12_000, 12_001, 0, InitClass.Warm, InvocationOutcome.Error), new InstanceRun(12_002, 12_003, 0, InitClass.Warm, InvocationOutcome.Ok)), Range);

        Assert.Equal(("", "M200 0h1v10h-1z"), (shape.Busy, shape.Failed));
    }

    [Fact]
    public void Of_RunsBeyondTheRange_AreCutOff()
    {
        var shape = InstanceShape.Of(Line(
            new InstanceRun(5_000, 9_000, 0, InitClass.Warm, InvocationOutcome.Ok), new InstanceRun(9_000, 10_500, 0, InitClass.Warm, InvocationOutcome.Ok),
            new InstanceRun(19_990, 30_000, 0, InitClass.Warm, InvocationOutcome.Ok)), Range);

        Assert.Equal("M0 0h50v10h-50zM999 0h1v10h-1z", shape.Busy);
    }

    [Fact]
    public void Of_FirstOfItsInstance_IsMarkedAtItsStart()
    {
        var shape = InstanceShape.Of(Line(new InstanceRun(11_000, 13_000, 0, InitClass.FirstOfInstance, InvocationOutcome.Ok)), Range);

        Assert.Equal(("", "M100 0h4v10h-4z", "M104 0h196v10h-196z"), (shape.Init, shape.First, shape.Busy));
    }

    private static InstanceLine Line(params InstanceRun[] runs) => new("i", "1", runs.Length, runs);
}
