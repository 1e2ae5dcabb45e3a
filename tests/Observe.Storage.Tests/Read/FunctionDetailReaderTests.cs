using Observe.Functions.Invocations;
using Observe.Storage.Read;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public class FunctionDetailReaderTests(OneFunctionFixture store) : IClassFixture<OneFunctionFixture>
{
    [Fact]
    public async Task FactsAsync_NewestLeavesSomethingOpen_AnOlderOneSaysIt()
    {
        var old = Piece("facts", "a", 0, 10) with { Trigger = "http", MemorySizeBytes = 536_870_912, Version = "1", DeadlineUnixNanoseconds = Start + (10 * Second) };
        await StoreAsync(store.Writer, invocations: [old, Piece("facts", "b", 5_000, 5_010) with { Version = "2" }]);

        var facts = await store.Details.FactsAsync(OneFunctionFixture.IdOf(old), default);

        Assert.NotNull(facts);
        Assert.Equal(old.Function, facts.Identity);
        Assert.Equal(("2", "http", 536_870_912, 10 * Second), (facts.Version, facts.Trigger, facts.MemoryBytes, facts.TimeoutNanoseconds));
        Assert.Equal(Start + (5 * Second), facts.LastStartUnixNanoseconds);
    }

    [Fact]
    public async Task FactsAsync_TimeHadRunWhenTheDeadlineWasNoted_IsTheWholeTimeout()
    {
        var (ended, began) = (Piece("timeout", "a", 200, 300), Piece("timeout", "b", 5_012, 5_100));
        await StoreAsync(store.Writer, invocations:
        [
            ended with { Version = "1", DeadlineUnixNanoseconds = Start + (10 * Second) },
            began with { Version = "1", DeadlineUnixNanoseconds = Start + (14 * Second) },
        ]);

        Assert.Equal(10 * Second, (await store.Details.FactsAsync(OneFunctionFixture.IdOf(ended), default))!.TimeoutNanoseconds);
    }

    [Fact]
    public async Task FactsAsync_IdleForLong_IsWhatItsLastInvocationsSaid()
    {
        const long Day = 24 * 3_600_000;
        var last = Piece("idle", "a", -20 * Day, (-20 * Day) + 10) with { Trigger = "http", Version = "7" };
        await StoreAsync(store.Writer, invocations: [last, Piece("idle", "b", -25 * Day, (-25 * Day) + 10) with { MemorySizeBytes = 536_870_912, Version = "6" }]);

        var facts = await store.Details.FactsAsync(OneFunctionFixture.IdOf(last), default);

        Assert.Equal(("7", "http", 536_870_912), (facts!.Version, facts.Trigger, facts.MemoryBytes));
        Assert.Equal(last.StartUnixNanoseconds, facts.LastStartUnixNanoseconds);
    }

    [Fact]
    public async Task FactsAsync_BusyInTheLastHour_IsOfTheNewestTwenty()
    {
        const long Day = 24 * 3_600_000;
        var former = Piece("busy", "former", -Day, 10 - Day) with { Trigger = "timer" };
        InvocationPiece[] newest = [.. Enumerable.Range(0, 20).Select(i => Piece("busy", $"{i}", 60_000 + i, 60_100 + i) with { Version = i == 19 ? "2" : "1" })];
        await StoreAsync(store.Writer, invocations: [former, .. newest]);

        var facts = await store.Details.FactsAsync(OneFunctionFixture.IdOf(former), default);

        Assert.Equal(("2", "", newest[^1].StartUnixNanoseconds), (facts!.Version, facts.Trigger, facts.LastStartUnixNanoseconds));
    }

    [Fact]
    public async Task FactsAsync_NothingStored_IsNull() =>
        Assert.Null(await store.Details.FactsAsync(new FunctionId(12345), default));

    [Fact]
    public async Task GetAsync_SeveralSizes_CountsEachTheLastInvokedFirst()
    {
        const long Small = 256L << 20, Large = 1L << 30;
        var pieces = Enumerable.Range(0, 6).Select(number => Piece("sized", $"{number}", number * 1_000, (number * 1_000) + 100) with { MemorySizeBytes = number < 4 ? Small : Large }).ToArray();
        pieces[5] = pieces[5] with { InitClass = InitClass.Cold, InitDurationNanoseconds = 700 * Millisecond };
        await StoreAsync(store.Writer, invocations: [.. pieces, Piece("sized", "unsaid", -1_000, -900)]);

        var detail = await store.Details.GetAsync(new FunctionDetailQuery(OneFunctionFixture.IdOf(pieces[0]), Hour with { FromUnixNanoseconds = Hour.FromUnixNanoseconds - (2 * Second) }), default);

        Assert.Equal(
            [(Large, 2L, 1L), (Small, 4, 0), (0, 1, 0)],
            detail.Sizes.Select(size => (size.MemoryBytes, size.Figures.Invocations, size.Figures.ColdStarts)));
        Assert.Equal(700 * Millisecond, detail.Sizes[0].Figures.InitWaited);
    }

    [Fact]
    public async Task GetAsync_SeveralClassesAndOutcomes_CountsEachOverTimeAndByVersion()
    {
        InvocationPiece[] pieces =
        [
            Piece("detail", "a", 0, 100, "i1", initClass: InitClass.Cold) with { Version = "1", InitDurationNanoseconds = 400 * Millisecond },
            Piece("detail", "b", 1_000, 1_300, "i1") with { Version = "1" },
            Piece("detail", "c", 1_800_400, 1_800_900, "i2", InvocationOutcome.Timeout, InitClass.UnknownCold) with { Version = "2", InitDurationNanoseconds = 800 * Millisecond },
            Piece("detail", "d", 1_801_000, 1_801_700, "i3", InvocationOutcome.Error, InitClass.Proactive) with { Version = "2", InitDurationNanoseconds = Second },
            Piece("another", "e", 1_801_000, 1_801_700),
        ];
        await StoreAsync(store.Writer, invocations: pieces);

        var detail = await store.Details.GetAsync(new FunctionDetailQuery(OneFunctionFixture.IdOf(pieces[0]), Hour), default);

        Assert.True(detail.Scanned.Complete);
        var total = detail.Total;
        Assert.Equal((4, 2, 1, 2), (total.Invocations, total.ColdStarts, total.HiddenStarts, total.Errors));
        Assert.Equal((1, 1, 1, 1), (total.Of(InitClass.Warm), total.Of(InitClass.Cold), total.Of(InitClass.UnknownCold), total.Of(InitClass.Proactive)));
        Assert.Equal((2, 1, 1), (total.Of(InvocationOutcome.Ok), total.Of(InvocationOutcome.Timeout), total.Of(InvocationOutcome.Error)));
        Assert.Equal(1_200 * Millisecond, total.InitWaited);
        Assert.InRange(total.InitP50, 400 * Millisecond, 800 * Millisecond);
        Assert.False(total.IsSampled);
        Assert.Equal(60, detail.Series.Count);
        Assert.Equal((2, 2), (detail.Series[0].Figures.Invocations, detail.Series[30].Figures.Invocations));
        Assert.Equal(Start + (1_800 * Second), detail.Series[30].StartUnixNanoseconds);
        Assert.Equal(["2", "1"], detail.Versions.Select(version => version.Version));
        Assert.Equal((2, 2), (detail.Versions[0].Figures.Errors, detail.Versions[0].Figures.Invocations));
        Assert.Equal((Start + (1_800 * Second) + (400 * Millisecond), Start), (detail.Versions[0].FirstStartUnixNanoseconds, detail.Versions[1].FirstStartUnixNanoseconds));
    }

    [Fact]
    public async Task GetAsync_Costs_AddUpOverTimeAndOverVersions()
    {
        var pieces = Enumerable.Range(0, 30).Select(number => Piece("billed", $"i{number}", number * 60_000, (number * 60_000) + 100) with
        {
            Version = number < 10 ? "1" : "2",
            Platform = "aws_lambda",
            MemorySizeBytes = 536_870_912,
            BilledNanoseconds = 100 * Millisecond,
        }).ToArray();
        await StoreAsync(store.Writer, invocations: pieces);

        var detail = await store.Details.GetAsync(new FunctionDetailQuery(OneFunctionFixture.IdOf(pieces[0]), Hour), default);

        var total = detail.Total.Cost!.TotalUsd;
        // 30 requests at 0.2 USD a million, and 30 times 0.05 GB-s.
        Assert.InRange(total, 0.0000306m, 0.0000321m);
        Assert.Equal(total, detail.Series.Sum(period => period.Figures.Cost?.TotalUsd ?? 0));
        Assert.Equal(total, detail.Versions.Sum(version => version.Figures.Cost!.TotalUsd));
        Assert.Equal(10m, detail.Versions[1].Figures.Cost!.PricedInvocations);
    }

    [Fact]
    public async Task GetAsync_SampledTelemetry_SaysSo()
    {
        var piece = Piece("sampled", "a", 0, 10) with { AdjustedCount = 8 };
        await StoreAsync(store.Writer, invocations: [piece]);

        var detail = await store.Details.GetAsync(new FunctionDetailQuery(OneFunctionFixture.IdOf(piece), Hour), default);

        Assert.Equal((1, 8, true), (detail.Total.Invocations, detail.Total.Weight, detail.Total.IsSampled));
    }

    [Fact]
    public async Task GetAsync_NothingInTheRange_HasZeros()
    {
        var detail = await store.Details.GetAsync(new FunctionDetailQuery(new FunctionId(1), Hour), default);

        Assert.Equal((0, 0, 0), (detail.Total.Invocations, detail.Total.P50, detail.Versions.Count));
        Assert.Equal(60, detail.Series.Count);
        Assert.Null(detail.Total.Cost);
    }
}
