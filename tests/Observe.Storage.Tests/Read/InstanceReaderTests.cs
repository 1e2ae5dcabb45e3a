using Observe.Functions.Invocations;
using Observe.Storage.Read;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public class InstanceReaderTests(OneFunctionFixture store) : IClassFixture<OneFunctionFixture>
{
    private static readonly TimeRange Minute = new(Start, Start + (60 * Second));

    [Fact]
    public async Task TimelineAsync_SeveralInstances_AreInTheOrderInWhichTheyWereSeen()
    {
        InvocationPiece[] pieces =
        [
            Piece("lines", "before", -5_000, -1_000, "gone"),
            Piece("lines", "over", -500, 200, "old"),
            Piece("lines", "a", 3_000, 3_100, "second", initClass: InitClass.Cold) with { InitDurationNanoseconds = Second },
            Piece("lines", "b", 2_500, 2_600, "third"),
            Piece("lines", "c", 9_000, 9_400, "second", InvocationOutcome.Error),
            Piece("lines", "after", 61_000, 62_000, "late"),
            Piece("lines", "x", 4_000, 4_100, ""),
        ];
        await StoreAsync(store.Writer, invocations: pieces);

        var timeline = await store.Instances.TimelineAsync(new InstanceQuery(OneFunctionFixture.IdOf(pieces[0]), Minute), default);

        Assert.Equal(["old", "second", "third"], timeline.Instances.Select(line => line.Instance));
        Assert.Equal((3, 1), (timeline.Total, timeline.Unnamed));
        Assert.Equal(
            [
                new InstanceRun(Start + (3 * Second), Start + (3_100 * Millisecond), Second, InitClass.Cold, InvocationOutcome.Ok),
                new InstanceRun(Start + (9 * Second), Start + (9_400 * Millisecond), 0, InitClass.Warm, InvocationOutcome.Error),
            ],
            timeline.Instances[1].Runs);
    }

    [Fact]
    public async Task TimelineAsync_MoreThanAreWanted_KeepsTheFirstAndCountsAll()
    {
        var pieces = Enumerable.Range(0, 40).Select(number => Piece("crowd", $"id{number}", number * 100, (number * 100) + 50, $"i{number:00}")).ToArray();
        await StoreAsync(store.Writer, invocations: pieces);

        var timeline = await store.Instances.TimelineAsync(new InstanceQuery(OneFunctionFixture.IdOf(pieces[0]), Minute, 5), default);

        Assert.Equal(["i00", "i01", "i02", "i03", "i04"], timeline.Instances.Select(line => line.Instance));
        Assert.Equal((40, 0), (timeline.Total, timeline.Unnamed));
    }
}
