using Observe.Functions.Invocations;
using Observe.Functions.Simulation;
using static Observe.Functions.Tests.Simulation.SomePast;

namespace Observe.Functions.Tests.Simulation;

public sealed class ObservedBehaviourTests
{
    [Fact]
    public void Of_Window_CountsArrivalsInItAndWhatRunsInIt()
    {
        var window = new SimulationWindow(At(1_000), At(2_000));

        var observed = ObservedBehaviour.Of(
            [Warm(0, 5_000), Warm(500, 500), Cold(900, 200, 300), Cold(1_200, 100, 100), Warm(1_400, 100), Warm(2_000, 10)], window);

        // The third arrives before the window and runs in it, the second ends where it begins, the fourth ends where the third does.
        Assert.Equal((2, 1, 3), (observed.Served, observed.ColdStarts, observed.PeakConcurrency));
        Assert.Equal([At(1_200)], observed.ColdArrivals);
    }

    [Fact]
    public void Of_HiddenInitAndThrottled_AreNoColdStarts()
    {
        var observed = ObservedBehaviour.Of(
            [Cold(0, 100, 10) with { InitClass = InitClass.Proactive }, Warm(0, 10, InvocationOutcome.Throttled)], All);

        Assert.Equal((1, 0, 1), (observed.Served, observed.ColdStarts, observed.PeakConcurrency));
    }
}
