using Observe.Functions.Invocations;
using Observe.Functions.Simulation;
using Observe.Storage.Read;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public class InvocationHistoryReaderTests(OneFunctionFixture store) : IClassFixture<OneFunctionFixture>
{
    private static readonly TimeRange HalfAnHour = new(Start + (1_800 * Second), Start + (3_600 * Second));

    [Fact]
    public async Task GetAsync_PiecesOfSeveral_AreEachOnceWithWhatCameBefore()
    {
        var cold = Piece("past", "b", 2_000_000, 2_000_500, initClass: InitClass.UnknownCold) with
        {
            InitDurationNanoseconds = 300 * Millisecond,
            MemorySizeBytes = 1L << 29,
            Platform = "aws_lambda",
            Architecture = "arm64",
            Version = "9",
        };
        InvocationPiece[] pieces =
        [
            Piece("past", "long ago", -3_600_000, -3_599_000),
            Piece("past", "a", 0, 100),
            cold with { Source = PieceSource.Start, EndUnixNanoseconds = 0, Outcome = InvocationOutcome.Running },
            cold,
            Piece("past", "c", 3_000_000, 3_000_900, outcome: InvocationOutcome.Timeout),
            Piece("past", "after", 3_600_000, 3_600_100),
            Piece("other", "d", 2_000_000, 2_000_100),
        ];
        await StoreAsync(store.Writer, invocations: pieces);

        var history = await store.History.GetAsync(new InvocationHistoryQuery(OneFunctionFixture.IdOf(cold), HalfAnHour), default);

        Assert.Equal(
            [
                new PastInvocation(Start + (3_000 * Second), Start + (3_000 * Second) + (900 * Millisecond), 0, InitClass.Warm, InvocationOutcome.Timeout),
                new PastInvocation(
                    Start + (2_000 * Second), Start + (2_000 * Second) + (500 * Millisecond), 300 * Millisecond, InitClass.UnknownCold, InvocationOutcome.Ok, "9"),
                new PastInvocation(Start, Start + (100 * Millisecond), 0, InitClass.Warm, InvocationOutcome.Ok),
            ],
            history!.Invocations);
        Assert.Equal(new SimulationWindow(HalfAnHour.FromUnixNanoseconds, HalfAnHour.ToUnixNanoseconds), history.Window);
        Assert.Equal((2, 2), (history.Started, Counted(history)));
        Assert.Equal((cold.Function, "aws_lambda", "arm64", 1L << 29), (history.Function, history.Platform, history.Architecture, history.MemoryBytes));
        Assert.False(history.IsSampled);
    }

    [Fact]
    public async Task GetAsync_MoreThanTheLimit_IsTheNewestAndCountsAll()
    {
        var pieces = Enumerable.Range(0, 100).Select(number => Piece("busy", $"id{number}", 1_800_000 + (number * 10_000), 1_800_100 + (number * 10_000))).ToArray();
        await StoreAsync(store.Writer, invocations: pieces);

        var history = await store.History.GetAsync(new InvocationHistoryQuery(OneFunctionFixture.IdOf(pieces[0]), HalfAnHour, Limit: 40), default);

        Assert.Equal((40, 100), (history!.Invocations.Count, history.Started));
        Assert.Equal(pieces[60].StartUnixNanoseconds, history.Invocations[^1].StartUnixNanoseconds);
        // A quarter of what is known, from 600 s after the start of the range on, leads in.
        Assert.Equal(Start + ((2_400 + 300) * Second), history.Window.FromUnixNanoseconds);
        Assert.Equal(10, Counted(history));
    }

    [Fact]
    public async Task GetAsync_FunctionIsNew_CountsFromAQuarterOfItsPastOn()
    {
        var piece = Piece("new", "a", 2_000_000, 2_000_100);
        await StoreAsync(store.Writer, invocations: [piece, Piece("new", "b", 3_000_000, 3_000_100)]);

        var history = await store.History.GetAsync(new InvocationHistoryQuery(OneFunctionFixture.IdOf(piece), HalfAnHour), default);

        Assert.Equal(Start + ((2_000 + 400) * Second), history!.Window.FromUnixNanoseconds);
        Assert.Equal((2, 1), (history.Started, Counted(history)));
    }

    [Fact]
    public async Task GetAsync_OneStandsForSeveral_IsSampled()
    {
        var piece = Piece("sampled", "a", 2_000_000, 2_000_100) with { AdjustedCount = 4 };
        await StoreAsync(store.Writer, invocations: [piece]);

        var history = await store.History.GetAsync(new InvocationHistoryQuery(OneFunctionFixture.IdOf(piece), HalfAnHour), default);

        Assert.True(history!.IsSampled);
    }

    [Fact]
    public async Task GetAsync_NothingStored_IsNull() =>
        Assert.Null(await store.History.GetAsync(new InvocationHistoryQuery(new FunctionId(1), HalfAnHour), default));

    private static int Counted(InvocationHistory history) => history.Invocations.Count(past => history.Window.Contains(past.StartUnixNanoseconds));
}
