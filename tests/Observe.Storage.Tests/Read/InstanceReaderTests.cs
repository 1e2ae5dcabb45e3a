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

    [Fact]
    public async Task TimelineAsync_NothingSaysHowTheInstanceCameToBe_MarksItsFirst()
    {
        var untold = Piece("untold", "a", 1_000, 1_100, "first", initClass: InitClass.FirstOfInstance);
        await StoreAsync(store.Writer, invocations: [untold, Piece("untold", "b", 2_000, 2_100, "first", initClass: InitClass.FirstOfInstance)]);

        var timeline = await store.Instances.TimelineAsync(new InstanceQuery(OneFunctionFixture.IdOf(untold), Minute), default);

        Assert.Equal([InitClass.FirstOfInstance, InitClass.Warm], Assert.Single(timeline.Instances).Runs.Select(run => run.InitClass));
    }

    [Fact]
    public async Task UnusedAsync_InitialisedAndServedNobody_IsCountedOnceItsHourIsOver()
    {
        const int Hours = 3_600_000;
        var used = Piece("spare", "a", 500 - (2 * Hours), 600 - (2 * Hours), "used");
        await StoreAsync(store.Writer, invocations:
        [
            used, Init("used", -2 * Hours), Init("spare-1", -2 * Hours), Init("spare-1", 10 - (2 * Hours)), Init("spare-2", -2 * Hours), Init("recent", Hours / 2),
            Init("of another", -2 * Hours) with { Function = used.Function with { Name = "another" } },
        ]);
        var range = new TimeRange(Start - (3 * 3_600 * Second), Hour.ToUnixNanoseconds);

        Assert.Equal(2, await store.Instances.UnusedAsync(OneFunctionFixture.IdOf(used), range, default));
        Assert.Equal(0, await store.Instances.UnusedAsync(OneFunctionFixture.IdOf(used), Hour, default));

        // As the platform names it, which does not know the environment.
        InvocationPiece Init(string instance, long at) => Piece("spare", "", at, at + 400, instance) with
        {
            Source = PieceSource.Initialisation,
            InitClass = InitClass.Cold,
            Function = used.Function with { Environment = "" },
        };
    }
}
