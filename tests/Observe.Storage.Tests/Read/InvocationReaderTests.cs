using Observe.Functions.Invocations;
using Observe.Storage.Read;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public class InvocationReaderTests(OneFunctionFixture store) : IClassFixture<OneFunctionFixture>
{
    [Fact]
    public async Task FindAsync_PagesOverEqualTimes_FindEachOnceNewestFirst()
    {
        var pieces = Enumerable.Range(0, 57).Select(number => Piece("paged", $"id{number}", number / 7 * 400_000, (number / 7 * 400_000) + number)).ToArray();
        await StoreAsync(store.Writer, invocations: [.. pieces, .. pieces[..9]]);
        var found = new List<InvocationSummary>();
        string? cursor = null;

        do
        {
            var page = await store.Invocations.FindAsync(
                new InvocationListQuery(OneFunctionFixture.IdOf(pieces[0]), Hour) { Limit = 10, Cursor = cursor }, default);
            found.AddRange(page.Invocations);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(57, found.Count);
        Assert.Equal(57, found.Select(item => item.InvocationId).Distinct().Count());
        Assert.Equal(found.Select(item => item.StartUnixNanoseconds).OrderDescending(), found.Select(item => item.StartUnixNanoseconds));
    }

    [Fact]
    public async Task FindAsync_PiecesOfOne_ArePutTogether()
    {
        var span = Piece("whole", "a", 1_000, 1_250, "i-7", InvocationOutcome.Error, InitClass.Cold, trace: 77) with
        {
            SpanId = "00000000000000aa",
            Version = "9",
            Trigger = "pubsub",
            InitDurationNanoseconds = 300 * Millisecond,
        };
        var start = span with { Source = PieceSource.Start, EndUnixNanoseconds = 0, Outcome = InvocationOutcome.Running, InitClass = InitClass.Warm, Version = "" };
        await StoreAsync(store.Writer, invocations: [start]);
        await StoreAsync(store.Writer, invocations: [span]);

        var found = Assert.Single((await store.Invocations.FindAsync(new InvocationListQuery(OneFunctionFixture.IdOf(span), Hour), default)).Invocations);

        Assert.Equal(("a", "i-7", "9", "pubsub"), (found.InvocationId, found.Instance, found.Version, found.Trigger));
        Assert.Equal((new TraceId(1, 77), "00000000000000aa"), (found.TraceId, found.SpanId.ToString()));
        Assert.Equal((InvocationOutcome.Error, InitClass.Cold, 300 * Millisecond), (found.Outcome, found.InitClass, found.InitNanoseconds));
        Assert.Equal(250 * Millisecond, found.DurationNanoseconds);
    }

    [Fact]
    public async Task FindAsync_WithConditions_FindsOnlyThose()
    {
        InvocationPiece[] pieces =
        [
            Piece("some", "ok", 0, 10) with { Version = "1" },
            Piece("some", "err", 100, 900, "i-2", InvocationOutcome.Error) with { Version = "2" },
            Piece("some", "out", 200, 5_200, "i-2", InvocationOutcome.Timeout, InitClass.Cold) with { Version = "2" },
        ];
        await StoreAsync(store.Writer, invocations: pieces);
        var all = new InvocationListQuery(OneFunctionFixture.IdOf(pieces[0]), Hour);

        Assert.Equal("out err", await IdsAsync(all with { Outcomes = InvocationOutcomes.Failed }));
        Assert.Equal("out", await IdsAsync(all with { InitClasses = InitClasses.SeenByUser }));
        Assert.Equal("ok", await IdsAsync(all with { Version = "1" }));
        Assert.Equal("out err", await IdsAsync(all with { Instance = "i-2" }));
        Assert.Equal("out", await IdsAsync(all with { LeastNanoseconds = Second }));
        Assert.Empty(await IdsAsync(all with { Instance = "' OR 1 = 1 --" }));

        async Task<string> IdsAsync(InvocationListQuery query) =>
            string.Join(' ', (await store.Invocations.FindAsync(query, default)).Invocations.Select(item => item.InvocationId));
    }

    [Fact]
    public async Task FindAsync_RunningAtAnInstant_FindsWhatHadBegunAndNotEnded()
    {
        InvocationPiece[] pieces =
        [
            Piece("at", "over", 0, 1_000), Piece("at", "long", -1_800_000, 5_000, "i-2"), Piece("at", "just", 1_000, 2_000, "i-3"), Piece("at", "later", 1_001, 2_000, "i-4"),
        ];
        await StoreAsync(store.Writer, invocations: pieces);

        var found = await store.Invocations.FindAsync(
            new InvocationListQuery(OneFunctionFixture.IdOf(pieces[0]), default) { RunningAtUnixNanoseconds = Start + Second }, default);

        Assert.Equal(["just", "long"], found.Invocations.Select(item => item.InvocationId));
    }

    [Fact]
    public async Task FindAsync_ForeignCursor_IsRefused() => await Assert.ThrowsAsync<FormatException>(
        () => store.Invocations.FindAsync(new InvocationListQuery(new FunctionId(1), Hour) { Cursor = "what" }, default));

    [Fact]
    public async Task WaitsAsync_WarmAndCold_CountsWhatWasWaitedFor()
    {
        var pieces = Enumerable.Range(0, 200).Select(number => number % 4 == 0
            ? Piece("waited", $"c{number}", number * 1_000, (number * 1_000) + 340, $"i{number}", initClass: InitClass.Cold) with { InitDurationNanoseconds = 1_920 * Millisecond }
            : Piece("waited", $"w{number}", number * 1_000, (number * 1_000) + 340)).ToArray();
        var proactive = Piece("waited", "p", 900_000, 900_340, "i-p", initClass: InitClass.Proactive) with { InitDurationNanoseconds = 20 * Second };
        await StoreAsync(store.Writer, invocations: [.. pieces, proactive]);

        var waits = await store.Invocations.WaitsAsync(new WaitQuery(OneFunctionFixture.IdOf(pieces[0]), Hour), default);

        Assert.Equal((151, 50, false), (waits.Warm.Sum(), waits.Cold.Sum(), waits.IsNewestOnly));
        Assert.Equal(waits.Warm.Count + 1, waits.Bounds.Count);
        Assert.InRange(waits.WarmP50!.Value, 340e6 * 0.95, 340e6 * 1.05);
        Assert.InRange(waits.ColdP50!.Value, 2_260e6 * 0.95, 2_260e6 * 1.05);
        Assert.InRange(waits.P99!.Value, 2_260e6 * 0.95, 2_260e6 * 1.05);
    }

    [Fact]
    public async Task WaitsAsync_MoreThanAreLookedAt_TakesTheNewestAndSaysSo()
    {
        var pieces = Enumerable.Range(0, 300).Select(number => Piece("many", $"m{number}", number * 10_000, (number * 10_000) + (number < 200 ? 5 : 50))).ToArray();
        await StoreAsync(store.Writer, invocations: pieces);

        var waits = await store.Invocations.WaitsAsync(new WaitQuery(OneFunctionFixture.IdOf(pieces[0]), Hour, 80), default);

        Assert.Equal(80, waits.Warm.Sum());
        Assert.InRange(waits.WarmP50!.Value, 48e6, 53e6);
        Assert.True(waits.IsNewestOnly);
    }

    [Fact]
    public async Task WaitsAsync_Nothing_IsEmpty()
    {
        var waits = await store.Invocations.WaitsAsync(new WaitQuery(new FunctionId(1), Hour), default);

        Assert.Empty(waits.Warm);
        Assert.Null(waits.WarmP50);
    }
}
