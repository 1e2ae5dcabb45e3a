using Observe.Functions.Cost;
using Observe.Functions.Invocations;
using Observe.Storage.Read;
using Observe.Storage.Rollup;
using Observe.Storage.Write;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public class FunctionReaderTests : IAsyncLifetime
{
    private static readonly CostCalculator Costs = new(PriceBook.BuiltIn);

    // A database for each test: they count all functions.
    private readonly EngineFixture _fixture;
    private FunctionReader _reader = null!;

    public FunctionReaderTests()
        : this(new EngineFixture())
    {
    }

    protected FunctionReaderTests(EngineFixture fixture) => _fixture = fixture;

    private TelemetryWriter Writer => _fixture.Writer;

    public async Task InitializeAsync()
    {
        await _fixture.InitializeAsync();
        // One hour after the start: what has no end by then is over.
        var time = new FixedTime(UnixTime.ToDateTimeOffset(Hour.ToUnixNanoseconds));
        _reader = new FunctionReader(_fixture.Database, new RolledInvocations(_fixture.Database, _fixture.Rollups, time), Costs, time);
    }

    public Task DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task ListAsync_PiecesOfOneInvocation_CountOnce()
    {
        var end = Piece("checkout", "a", 0, 100, outcome: InvocationOutcome.Ok, initClass: InitClass.UnknownCold) with { InitDurationNanoseconds = 40 * Millisecond };
        var start = end with { Source = PieceSource.Start, EndUnixNanoseconds = 0, Outcome = InvocationOutcome.Running, InitClass = InitClass.Warm };
        await StoreAsync(Writer, invocations: [start]);
        await StoreAsync(Writer, invocations: [end]);
        await StoreAsync(Writer, invocations: [end]);

        var function = Assert.Single((await _reader.ListAsync(new FunctionListQuery(Hour), default)).Functions);

        Assert.Equal((1, 0, 1, 40 * Millisecond), (function.Invocations, function.Errors, function.ColdStarts, function.InitWaited));
        Assert.Equal(100.0 * Millisecond, function.P50, 1.1 * Millisecond);
        Assert.Equal(end.Function, function.Identity);
    }

    [Fact]
    public async Task ListAsync_SameIdOnTwoInstances_IsARetryAndCountsTwice()
    {
        await StoreAsync(Writer, invocations: [Piece("checkout", "a", 0, 10, "i-1"), Piece("checkout", "a", 20, 30, "i-2")]);

        var function = Assert.Single((await _reader.ListAsync(new FunctionListQuery(Hour), default)).Functions);

        Assert.Equal(2, function.Invocations);
    }

    [Fact]
    public async Task ListAsync_StartWithoutEndPastItsDeadline_IsLost()
    {
        var start = Piece("checkout", "dead", 0, 0) with
        {
            Source = PieceSource.Start,
            EndUnixNanoseconds = 0,
            DeadlineUnixNanoseconds = Start + (10 * Second),
            Outcome = InvocationOutcome.Running,
        };
        await StoreAsync(Writer, invocations: [start]);

        var function = Assert.Single((await _reader.ListAsync(new FunctionListQuery(Hour), default)).Functions);

        Assert.Equal((1, 1, 1), (function.Invocations, function.Errors, function.Lost));
        Assert.Equal(0, function.P50);
    }

    [Fact]
    public async Task ListAsync_EndAtTheStartOfTheNext_DoesNotOverlap()
    {
        await StoreAsync(Writer, invocations: [Piece("checkout", "a", 0, 100), Piece("checkout", "b", 100, 200), Piece("checkout", "c", 200, 300)]);

        var function = Assert.Single((await _reader.ListAsync(new FunctionListQuery(Hour), default)).Functions);

        Assert.Equal(1, function.PeakConcurrency);
    }

    [Fact]
    public async Task ListAsync_RandomIntervals_PeakAndAverageEqualBruteForce()
    {
        var random = new Random(42);
        var pieces = Enumerable.Range(0, 400)
            .Select(number => (Start: random.Next(-5_000, 60_000), Length: random.Next(1, 9_000), Number: number))
            .Select(item => Piece($"f{item.Number % 3}", $"id{item.Number}", item.Start, item.Start + item.Length))
            .ToArray();
        await StoreAsync(Writer, invocations: pieces);
        var range = new TimeRange(Start, Start + (60 * Second));

        var functions = (await _reader.ListAsync(new FunctionListQuery(range), default)).Functions;

        Assert.Equal(3, functions.Count);
        foreach (var function in functions)
        {
            var own = pieces.Where(piece => piece.Function == function.Identity)
                .Select(piece => (
                    From: Math.Max(piece.StartUnixNanoseconds, range.FromUnixNanoseconds),
                    To: Math.Min(piece.EndUnixNanoseconds, range.ToUnixNanoseconds)))
                .Where(interval => interval.To > interval.From)
                .ToArray();
            var peak = own.Max(one => own.Count(other => other.From <= one.From && one.From < other.To));
            Assert.Equal(peak, function.PeakConcurrency);
            Assert.Equal(own.Sum(interval => (double)(interval.To - interval.From)) / range.Nanoseconds, function.AverageConcurrency, 6);
        }
    }

    [Fact]
    public async Task ListAsync_Series_SumsUpToTheTotals()
    {
        await StoreAsync(
            Writer,
            invocations:
            [
                Piece("checkout", "a", 0, 100, initClass: InitClass.Cold),
                Piece("checkout", "b", 1_800_000, 1_800_900, outcome: InvocationOutcome.Timeout),
                Piece("checkout", "c", 3_599_000, 3_599_500, outcome: InvocationOutcome.Error),
            ]);

        var function = Assert.Single((await _reader.ListAsync(new FunctionListQuery(Hour, 60), default)).Functions);

        Assert.Equal(60, function.Series.Count);
        Assert.Equal((3, 2, 1, 1), (function.Series.Sum(b => b.Invocations), function.Series.Sum(b => b.Errors), function.Series.Sum(b => b.ColdStarts), function.Series.Sum(b => b.Timeouts)));
        Assert.Equal(1, function.Series[30].Timeouts);
    }

    [Fact]
    public async Task ListAsync_MemoryChangedWithinABucket_CountsItsInvocationsTogether()
    {
        var small = Piece("checkout", "a", 0, 1_000) with { MemorySizeBytes = 128L << 20, BilledNanoseconds = Second };
        var large = Piece("checkout", "b", 10, 110) with { MemorySizeBytes = 1024L << 20, BilledNanoseconds = Second / 10 };
        await StoreAsync(Writer, invocations: [small, large, large with { InvocationId = "c" }]);

        var function = Assert.Single((await _reader.ListAsync(new FunctionListQuery(Hour, 2), default)).Functions);

        Assert.Equal([3, 0], function.Series.Select(bucket => bucket.Invocations));
        Assert.Equal((double)Second, function.Series[0].P95, 0.011 * Second);
        Assert.Equal((double)Second, function.P95, 0.011 * Second);
        Assert.Equal(100.0 * Millisecond, function.P50, 1.1 * Millisecond);
        var apart = new[] { small, large, large }.Select(piece => Costs.Marginal(new BilledUsage
        {
            Provider = piece.Function.Provider,
            Plan = piece.Platform,
            Region = piece.Function.Region,
            Architecture = piece.Architecture,
            MemoryBytes = piece.MemorySizeBytes,
            Invocations = 1,
            BilledNanoseconds = piece.BilledNanoseconds,
        }));
        Assert.Equal(apart.Sum(cost => cost.TotalUsd), function.Cost!.TotalUsd, 12);
    }

    [Fact]
    public async Task ListAsync_MoreFunctionsThanAreAskedFor_AnswersThoseWithTheMostInvocations()
    {
        var pieces = Enumerable.Range(1, 5).SelectMany(number => Enumerable.Range(0, number).Select(i => Piece($"f{number}", $"{number}-{i}", i * 100, (i * 100) + 50)));
        await StoreAsync(Writer, invocations: [.. pieces]);

        var functions = (await _reader.ListAsync(new FunctionListQuery(Hour, 4, Limit: 2), default)).Functions;

        Assert.Equal([("f5", 5L, 5L), ("f4", 4L, 4L)], functions.Select(function => (function.Identity.Name, function.Invocations, function.Series.Sum(bucket => bucket.Invocations))));
    }

    [Fact]
    public async Task ListAsync_FunctionThatCameSinceTheLastList_HasItsNames()
    {
        await StoreAsync(Writer, invocations: [Piece("checkout", "a", 0, 10)]);
        await _reader.ListAsync(new FunctionListQuery(Hour), default);
        await StoreAsync(Writer, invocations: [Piece("payments", "b", 0, 10), Piece("payments", "c", 20, 30)]);

        var functions = (await _reader.ListAsync(new FunctionListQuery(Hour), default)).Functions;

        Assert.Equal([Piece("payments", "b", 0, 10).Function, Piece("checkout", "a", 0, 10).Function], functions.Select(function => function.Identity));
    }

    [Fact]
    public async Task ListAsync_DeathsAndThrottles_AreCountedApartFromErrors()
    {
        await StoreAsync(Writer, invocations:
        [
            Piece("checkout", "a", 0, 10, outcome: InvocationOutcome.Ok),
            Piece("checkout", "b", 0, 10, outcome: InvocationOutcome.Error),
            Piece("checkout", "c", 0, 10, outcome: InvocationOutcome.Crash),
            Piece("checkout", "d", 0, 10, outcome: InvocationOutcome.Timeout),
            Piece("checkout", "e", 0, 10, outcome: InvocationOutcome.OutOfMemory),
            Piece("checkout", "f", 0, 10, outcome: InvocationOutcome.Throttled),
            Piece("checkout", "g", 0, 10, outcome: InvocationOutcome.Throttled),
        ]);

        var function = Assert.Single((await _reader.ListAsync(new FunctionListQuery(Hour), default)).Functions);

        Assert.Equal((3, 2, 4), (function.Deaths, function.Throttles, function.Errors));
    }

    [Fact]
    public async Task WindowAsync_NamedFunction_CountsItsOwnAndNamesTheTracesBehindTheErrors()
    {
        await StoreAsync(
            Writer,
            invocations:
            [
                Piece("payments", "a", 0, 100, trace: 1),
                Piece("payments", "b", 10, 100, outcome: InvocationOutcome.Error, trace: 2),
                Piece("payments", "c", 20, 100, outcome: InvocationOutcome.Error, trace: 3),
                Piece("checkout", "d", 20, 100, outcome: InvocationOutcome.Error, trace: 4),
            ]);

        var window = await _reader.WindowAsync(new InvocationWindowQuery(Hour, "payments", 1), default);
        var all = await _reader.WindowAsync(new InvocationWindowQuery(Hour, null), default);

        Assert.Equal((3, 2), (window.Invocations, window.Errors));
        Assert.Equal([new TraceId(1, 3)], window.ErrorTraceIds);
        Assert.Equal((4, 3), (all.Invocations, all.Errors));
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
