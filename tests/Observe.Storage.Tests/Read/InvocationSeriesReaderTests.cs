using Observe.Functions.Cost;
using Observe.Functions.Invocations;
using Observe.Storage.Read;
using Observe.Storage.Rollup;
using Observe.Storage.Write;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public sealed class InvocationSeriesReaderTests : IAsyncLifetime
{
    private const long Minute = 60_000 * Millisecond;

    // A database for each test: they count all functions.
    private readonly EngineFixture _fixture = new();
    private InvocationSeriesReader _reader = null!;
    private FunctionReader _functions = null!;

    private TelemetryWriter Writer => _fixture.Writer;

    public async Task InitializeAsync()
    {
        await _fixture.InitializeAsync();
        var time = new FixedTime(UnixTime.ToDateTimeOffset(Hour.ToUnixNanoseconds));
        var rolled = new RolledInvocations(_fixture.Database, _fixture.Rollups, time);
        var costs = new CostCalculator(PriceBook.BuiltIn);
        _reader = new InvocationSeriesReader(_fixture.Database, rolled, costs, time);
        _functions = new FunctionReader(_fixture.Database, rolled, costs, time);
    }

    public Task DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task CountsAsync_ByMinute_CountsEachInvocationOnceWhereItStarted()
    {
        var start = Piece("checkout", "a", 59_900, 130_000, outcome: InvocationOutcome.Timeout);
        await StoreAsync(Writer, invocations: [start with { Source = PieceSource.Start, EndUnixNanoseconds = 0, Outcome = InvocationOutcome.Running }]);
        await StoreAsync(
            Writer,
            invocations:
            [
                start,
                Piece("checkout", "b", 60_000, 61_000, initClass: InitClass.Cold),
                Piece("checkout", "c", 119_999, 130_000, outcome: InvocationOutcome.Throttled),
                Piece("payments", "d", 60_000, 61_000, outcome: InvocationOutcome.Error),
            ]);

        var counts = await _reader.CountsAsync(new InvocationSeriesQuery(Hour, Minute), default);
        var ofCheckout = await _reader.CountsAsync(new InvocationSeriesQuery(Hour, Minute, "checkout"), default);

        var own = counts.Where(row => row.FunctionName == "checkout").Select(row => row with { FunctionId = 0 }).ToList();
        Assert.Equal(
            [
                new InvocationCounts(0, "checkout", 0, 1, 1, 0, 1, 1, 0, 0),
                new InvocationCounts(0, "checkout", 1, 2, 0, 1, 0, 0, 0, 1),
            ],
            own);
        Assert.Equal(own, ofCheckout.Select(row => row with { FunctionId = 0 }));
        Assert.Equal((1, 1), (counts.Single(row => row.FunctionName == "payments").Errors, counts.Single(row => row.FunctionName == "payments").Bucket));
    }

    [Fact]
    public async Task CountsAsync_AsOneBucket_IsOfExactlyTheRange()
    {
        await StoreAsync(Writer, invocations: [Piece("checkout", "a", 0, 10), Piece("checkout", "b", 600_000, 600_010), Piece("checkout", "c", 1_200_000, 1_200_010)]);
        var range = Hour with { FromUnixNanoseconds = Hour.FromUnixNanoseconds + 1, ToUnixNanoseconds = Hour.FromUnixNanoseconds + (20 * Minute) };

        var counts = Assert.Single(await _reader.CountsAsync(new InvocationSeriesQuery(range, null), default));

        Assert.Equal((1, 0), (counts.Invocations, counts.Bucket));
    }

    [Fact]
    public async Task Series_PutTogetherByWindows_AreTheFiguresOfEachWindow()
    {
        var random = new Random(1);
        await StoreAsync(
            Writer,
            invocations:
            [
                .. Enumerable.Range(0, 400).Select(i => random.Next(3_600_000)).Select((at, i) => Piece(i % 4 == 0 ? "payments" : "checkout", $"id-{i}", at, at + random.Next(90_000), $"i-{i % 7}") with
                {
                    MemorySizeBytes = 1L << (28 + (i % 3)),
                    BilledNanoseconds = random.Next(1, 90_000) * Millisecond,
                    Platform = "aws_lambda",
                }),
            ]);
        var (window, step) = (7, 9);
        var windows = new BucketWindows(6, window, step);
        var query = new InvocationSeriesQuery(Hour, Minute);

        var durations = await _reader.DurationsAsync(query, windows, default);
        var peaks = await _reader.PeaksAsync(query, default);
        var spend = await _reader.SpendAsync(query with { FunctionName = "checkout" }, default);

        for (var i = 0; i < windows.Count; i++)
        {
            var from = Hour.FromUnixNanoseconds + (i * step * Minute);
            var listed = (await _functions.ListAsync(new FunctionListQuery(new TimeRange(from, from + (window * Minute)), 1), default)).Functions;
            foreach (var function in listed)
            {
                var id = function.Identity.Id;
                var own = durations.Single(row => row.Window == i && IdOf(row.FunctionId) == id);
                Assert.Equal((function.P50, function.P95, function.P99), (own.P50, own.P95, own.P99));
                Assert.Equal(function.PeakConcurrency, peaks.Where(row => IdOf(row.FunctionId) == id && IsIn(row.Bucket, i)).Max(row => row.Peak));
                if (function.Identity.Name == "checkout")
                {
                    Assert.Equal((double)function.Cost!.TotalUsd, (double)spend.Where(row => IsIn(row.Bucket, i)).Sum(row => row.Dollars), 12);
                    Assert.True(function.Cost.TotalUsd > 0);
                }
            }
        }

        bool IsIn(int bucket, int number) => bucket >= number * step && bucket < (number * step) + window;

        static string IdOf(ulong id) => id.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task CausesAsync_ByMinute_CountsFailuresByCauseAndSaysWhenTheFirstWas()
    {
        var failed = Piece("checkout", "a", 60_000, 61_000, outcome: InvocationOutcome.Error) with { Cause = "Boom" };
        await StoreAsync(
            Writer,
            invocations:
            [
                Piece("checkout", "ok", 1_000, 2_000) with { Cause = "said of what went well" },
                failed,
                Piece("checkout", "b", 61_000, 62_000, outcome: InvocationOutcome.Error) with { Cause = "Boom" },
                Piece("checkout", "c", 180_000, 181_000, outcome: InvocationOutcome.Timeout) with { Cause = "Boom" },
                Piece("payments", "d", 60_000, 61_000, outcome: InvocationOutcome.Crash) with { Cause = "Runtime.ExitError" },
            ]);
        await StoreAsync(Writer, invocations: [failed]);

        var causes = await _reader.CausesAsync(new InvocationSeriesQuery(Hour, Minute, "checkout"), default);
        var all = await _reader.CausesAsync(new InvocationSeriesQuery(Hour, null), default);

        Assert.Equal(
            [
                new InvocationCauses("checkout", "", 0, 0, At(1_000)),
                new InvocationCauses("checkout", "", 1, 0, At(60_000)),
                new InvocationCauses("checkout", "Boom", 1, 2, At(60_000)),
                new InvocationCauses("checkout", "", 3, 0, At(180_000)),
                new InvocationCauses("checkout", "Boom", 3, 1, At(180_000)),
            ],
            causes.OrderBy(row => row.Bucket).ThenBy(row => row.Cause));
        Assert.Equal(
            [
                new InvocationCauses("checkout", "", 0, 0, At(1_000)), new("checkout", "Boom", 0, 3, At(60_000)),
                new("payments", "", 0, 0, At(60_000)), new("payments", "Runtime.ExitError", 0, 1, At(60_000)),
            ],
            all.OrderBy(row => row.FunctionName).ThenBy(row => row.Cause));

        static long At(long milliseconds) => Hour.FromUnixNanoseconds + (milliseconds * Millisecond);
    }

    [Fact]
    public async Task FailedTracesAsync_ManyFailures_AreTheNewestOfEachFunctionAndCause()
    {
        await StoreAsync(
            Writer,
            invocations:
            [
                .. Enumerable.Range(1, 9).Select(i => Piece("checkout", $"a-{i}", i * 1_000, (i * 1_000) + 10, outcome: InvocationOutcome.Error, trace: (ulong)i) with { Cause = i % 2 == 0 ? "Even" : "Odd" }),
                Piece("checkout", "fine", 20_000, 20_010, trace: 99),
                Piece("payments", "untraced", 1_000, 1_010, outcome: InvocationOutcome.Error) with { Cause = "Even" },
                // It began, and never ended.
                Piece("payments", "lost", 1_000, 1_010, trace: 50) with { Source = PieceSource.Start, EndUnixNanoseconds = 0, Outcome = InvocationOutcome.Running, DeadlineUnixNanoseconds = Hour.FromUnixNanoseconds + Minute },
            ]);

        var traces = await _reader.FailedTracesAsync(Hour, 2, default);

        Assert.Equal(
            ["checkout Even 8 6", "checkout Odd 9 7", "payments  50"],
            traces.Select(row => $"{row.FunctionName} {row.Cause} {string.Join(' ', row.TraceIds.Select(id => id.Low).OrderDescending())}"));
    }

    [Fact]
    public async Task CountRecordsAsync_NamedFunction_CountsItsPieces()
    {
        await StoreAsync(Writer, invocations: [Piece("checkout", "a", 0, 10), Piece("checkout", "b", 600_000, 600_010), Piece("payments", "c", 0, 10)]);

        Assert.Equal((2L, 3L), (await _reader.CountRecordsAsync(Hour, "checkout", default), await _reader.CountRecordsAsync(Hour, null, default)));
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
