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

    [Fact]
    public void Of_BadPractices_FindsEachWithItsEvidence()
    {
        var findings = FunctionAdvisor.Of(new ObservedFunction
        {
            Invocations = 1_000,
            P50 = 4 * Second,
            IsSynchronous = true,
            Memory = new(512 << 20, 200 << 20, 900),
            Repeats = new(20, 1_000, ["0af7651916cd43dd8448eb211c80319c"]),
            Recursion = new(4, ["1af7651916cd43dd8448eb211c80319c"]),
            Monthly = new(300, 100),
            Retries = new(9, "bank", ["2af7651916cd43dd8448eb211c80319c"]),
            Chatter = new("orders-db", 34, 60, 200, ["3af7651916cd43dd8448eb211c80319c"]),
            Context = new("orders", 30, 200, ["4af7651916cd43dd8448eb211c80319c"]),
            Secrets = new("db.query.text", 7, ["5af7651916cd43dd8448eb211c80319c"]),
        });

        Assert.Equal(
            [
                (FindingKind.Recursion, 4.0, 2.0), (FindingKind.LayeredRetries, 9, 1), (FindingKind.SecretsInTelemetry, 7, 0), (FindingKind.RepeatedWork, 0.02, 0.01),
                (FindingKind.LongSynchronous, 4.0 * Second, 3.0 * Second), (FindingKind.CallsInSequence, 34, 10), (FindingKind.ContextMissing, 0.15, 0.1),
                (FindingKind.CheaperOnContainer, 300, 100), (FindingKind.MemoryFarFromUsed, 200 << 20, 512 << 20),
            ],
            findings.Select(finding => (finding.Kind, finding.Value, finding.Against)));
        Assert.Equal(
            [
                "1af7651916cd43dd8448eb211c80319c", "2af7651916cd43dd8448eb211c80319c", "5af7651916cd43dd8448eb211c80319c", "0af7651916cd43dd8448eb211c80319c", "3af7651916cd43dd8448eb211c80319c",
                "4af7651916cd43dd8448eb211c80319c",
            ],
            findings.SelectMany(finding => finding.TraceIds));
        Assert.Equal("db.query.text", findings.Single(finding => finding.Attribute.Length > 0).Attribute);
        Assert.Equal(["bank", "orders-db", "orders"], findings.Select(finding => finding.Peer).Where(peer => peer.Length > 0));
    }

    public static TheoryData<ObservedFunction> Fine => new(
        new ObservedFunction { Invocations = 1_000, P50 = 4 * Second }, // nobody waits
        new ObservedFunction { Invocations = 50, P50 = 4 * Second, IsSynchronous = true }, // too few
        new ObservedFunction { Invocations = 1_000, P50 = 3 * Second, IsSynchronous = true },
        new ObservedFunction { Invocations = 1_000, Memory = new(512 << 20, 256 << 20, 900) }, // half of it
        new ObservedFunction { Invocations = 1_000, Memory = new(512 << 20, 20 << 20, 99) }, // measured too seldom
        new ObservedFunction { Invocations = 1_000, Memory = new(128 << 20, 20 << 20, 900) }, // there is nothing smaller
        new ObservedFunction { Invocations = 1_000, Repeats = new(10, 1_000, []) }, // at least once means now and then twice
        new ObservedFunction { Invocations = 1_000, Recursion = new(2, []) }, // a design
        new ObservedFunction { Invocations = 1_000, Chatter = new("db", 34, 4, 4, []) }, // too few
        new ObservedFunction { Invocations = 1_000, Chatter = new("db", 34, 20, 200, []) }, // too seldom
        new ObservedFunction { Invocations = 1_000, Context = new("orders", 20, 200, []) }, // some senders are not traced
        new ObservedFunction { Invocations = 1_000, Context = new("orders", 50, 99, []) }, // too few messages
        new ObservedFunction { Invocations = 1_000, Monthly = new(150, 100) }); // not worth the move

    [Theory]
    [MemberData(nameof(Fine))]
    public void Of_PracticesThatAreFine_FindsNothing(ObservedFunction function) => Assert.Empty(FunctionAdvisor.Of(function));
}
