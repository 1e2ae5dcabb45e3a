using Observe.Functions.Advice;

namespace Observe.Functions.Tests.Advice;

public class FunctionAdvisorTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Of_HealthyFunction_FindsNothing() => Assert.Empty(FunctionAdvisor.Of(new ObservedFunction
    {
        Invocations = 10_000,
        ColdStarts = 100,
        P99 = 9 * Second,
        Timeout = 10 * Second,
        Versions = [new("2", 5_000, 50, 20, Second), new("1", 5_000, 40, 20, Second)],
    }));

    [Fact]
    public void Of_SickFunction_FindsTheHeaviestFirst()
    {
        var findings = FunctionAdvisor.Of(new ObservedFunction
        {
            Invocations = 1_000,
            ColdStarts = 40,
            Timeouts = 2,
            OutOfMemory = 1,
            Crashes = 4,
            Lost = 3,
            Throttled = 150,
            P99 = (long)(9.6 * Second),
            Timeout = 10 * Second,
            Versions = [new("42", 600, 30, 30, 2 * Second), new("41", 400, 2, 10, Second), new("40", 1, 1, 1, 1)],
        });

        Assert.Equal(
            [
                new Finding(FindingKind.OutOfMemory, 1), new Finding(FindingKind.Crashed, 4), new Finding(FindingKind.TimedOut, 2), new Finding(FindingKind.Lost, 3),
                new Finding(FindingKind.MoreErrorsSince, 0.05, 0.005, "42"), new Finding(FindingKind.Throttled, 0.15, 0.1),
                new Finding(FindingKind.RunsNearTimeout, 9.6 * Second, 10 * Second), new Finding(FindingKind.ColdStartsFelt, 0.04, 0.01),
                new Finding(FindingKind.SlowerStartSince, 2 * Second, Second, "42"),
            ],
            findings);
    }

    [Theory]
    [InlineData(20, 19)] // too few invocations
    [InlineData(1_000, 4)] // too few cold starts
    [InlineData(1_000, 10)] // not above what is usual
    public void Of_ColdStartsThatMayBeChance_FindsNothing(long invocations, long cold) =>
        Assert.Empty(FunctionAdvisor.Of(new ObservedFunction { Invocations = invocations, ColdStarts = cold }));

    [Fact]
    public void Of_FirstVersion_IsHeldAgainstNothing() =>
        Assert.Empty(FunctionAdvisor.Of(new ObservedFunction { Invocations = 500, Versions = [new("1", 500, 400, 50, Second)] }));
}
