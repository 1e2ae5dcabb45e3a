using Observe.Functions.Cost;
using Observe.Storage.Engine;
using Observe.Storage.Read;
using Observe.Storage.Rollup;
using Observe.Storage.Search;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

/// <summary>
/// What readers say when a limit stops them: what is newest, how far they looked, and which limit it was. The newest eighth of
/// the range is quick to read, the older half is too much.
/// </summary>
public class LimitTests(LimitTests.HeavyDatabase fixture) : IClassFixture<LimitTests.HeavyDatabase>
{
    private static readonly TimeRange Range = new(Start, Start + (3_200 * Second));

    /// <summary>Quick for the new records, and for the old ones many patterns over a long text.</summary>
    private static readonly SearchExpression Slow = SearchParser.Parse(
        "quick = yes or " + string.Join(" or ", Enumerable.Range(1, 50).Select(number => $"text ~ \"(a|b)(c|d)[a-d]*(x{{{number}}}|y)\""))).Expression!;

    private static readonly ReadLimits FourSeconds = new() { MaxExecutionSeconds = 4 };

    [Fact]
    public async Task FindTraces_OutOfTime_GivesTheNewestAndSaysHowFar()
    {
        var result = await Traces(FourSeconds).FindAsync(new TraceListQuery(Range, Slow), default);

        Assert.Equal(5, result.Traces.Count);
        AssertStopped(result.Scanned, ReadLimits.Time);
        Assert.NotNull(result.NextCursor);
    }

    [Fact]
    public async Task TraceHistogram_OutOfTime_GivesTheNewestBucketsAndSaysHowFar()
    {
        var result = await Traces(FourSeconds).HistogramAsync(new TraceHistogramQuery(Range, Slow, 32), default);

        Assert.Equal((32, 5), (result.Buckets.Count, result.Buckets[^1].Count));
        AssertStopped(result.Scanned, ReadLimits.Time);
    }

    [Fact]
    public async Task Facets_OutOfTime_AreThoseOfTheNewest()
    {
        var result = await Traces(FourSeconds).FacetsAsync(new TraceFacetsQuery(Range, Slow), default);

        Assert.Equal([new FacetValue("new", 5)], result.Facets.Single(facet => facet.Field == "service").Values);
        AssertStopped(result.Scanned!, ReadLimits.Time);
    }

    [Fact]
    public async Task FindLogs_OutOfTime_GivesTheNewestAndSaysHowFar()
    {
        var result = await Logs(FourSeconds).FindAsync(new LogListQuery(Range, Slow), default);

        Assert.Equal(5, result.Logs.Count);
        AssertStopped(result.Scanned, ReadLimits.Time);
        Assert.NotNull(result.NextCursor);
    }

    [Fact]
    public async Task LogHistogram_OutOfTime_GivesTheNewestBucketsAndSaysHowFar()
    {
        var result = await Logs(FourSeconds).HistogramAsync(new LogHistogramQuery(Range, Slow, 32), default);

        Assert.Equal((32, 5), (result.Buckets.Count, result.Buckets[^1].Count));
        AssertStopped(result.Scanned, ReadLimits.Time);
    }

    [Fact]
    public async Task FindTraces_TooManyRowsAtOneMoment_StopsThereAndSaysSo()
    {
        var result = await Traces(new() { MaxResultRows = 20 }).FindAsync(new TraceListQuery(HeavyDatabase.Crowd, null, 100), default);

        Assert.Equal(4, result.Traces.Count);
        AssertStopped(result.Scanned, ReadLimits.Rows);
        Assert.NotNull(result.NextCursor);
    }

    [Fact]
    public async Task FindLogs_MoreRowsThanALimit_AreReadInSmallerSteps()
    {
        var result = await Logs(new() { MaxResultRows = 20 }).FindAsync(new LogListQuery(HeavyDatabase.Crowd, null, 100), default);

        Assert.Equal(60, result.Logs.Count);
        Assert.Null(result.NextCursor);
        Assert.True(result.Scanned is { Complete: true, StoppedBy: null });
    }

    [Fact]
    public async Task ListFunctions_OutOfMemory_CountsTheNewestAndSaysHowFar()
    {
        var database = fixture.Engine.Under(new ReadLimits { MaxMemoryBytes = 40 << 20 });
        var reader = new FunctionReader(database, new RolledInvocations(database, new RollupLedgers(TimeProvider.System, othersStore: false), TimeProvider.System), new CostCalculator(PriceBook.BuiltIn), TimeProvider.System);

        var result = await reader.ListAsync(new FunctionListQuery(HeavyDatabase.Long), default);

        Assert.Equal(5, Assert.Single(result.Functions).Invocations);
        Assert.True(result.Scanned is { Complete: false, StoppedBy: ReadLimits.Memory });
        Assert.InRange(result.Scanned.Range.Nanoseconds, 1, HeavyDatabase.Long.Nanoseconds / 8);
    }

    [Fact]
    public async Task FindTraces_CallerGoesAway_IsNoPartialAnswer()
    {
        using var caller = new CancellationTokenSource();
        var running = Traces(FourSeconds).FindAsync(new TraceListQuery(Range, Slow), caller.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static void AssertStopped(Scanned scanned, string limit)
    {
        Assert.Equal((false, limit), (scanned.Complete, scanned.StoppedBy));
        Assert.InRange(scanned.Range.FromUnixNanoseconds, scanned.Range.ToUnixNanoseconds - Range.Nanoseconds + 1, scanned.Range.ToUnixNanoseconds - 1);
        Assert.True(scanned.Elapsed < TimeSpan.FromSeconds(8), $"took {scanned.Elapsed}");
    }

    private TraceReader Traces(ReadLimits limits)
    {
        var database = fixture.Engine.Under(limits);
        return fixture.Engine.Traces(database: database);
    }

    private LogReader Logs(ReadLimits limits)
    {
        var database = fixture.Engine.Under(limits);
        return new LogReader(database, new ResourceReader(database));
    }

    public sealed class HeavyDatabase : IAsyncLifetime
    {
        private const string Texts = "map('text', concat(repeat('abcd', 250), toString(number)))";
        private static readonly string Newest = $"fromUnixTimestamp64Nano({Start + (3_199 * Second)}, 'UTC')";
        private static readonly string Old = $"fromUnixTimestamp64Nano(toInt64({Start} + number * 40000000), 'UTC')";

        public EngineFixture Engine { get; } = new();

        /// <summary>A day on which thirty traces are at one moment and four are later, and sixty logs are spread.</summary>
        internal static TimeRange Crowd { get; } = new(Start + (200_000 * Second), Start + (203_200 * Second));

        /// <summary>Many invocations at its start, a few at its end, and more than the longest invocation between them.</summary>
        internal static TimeRange Long { get; } = new(Start, Start + (16_000 * Second));

        public async Task InitializeAsync()
        {
            await Engine.InitializeAsync();
            const string Trace = "toFixedString(unhex(leftPad(hex(number + 1), 32, '0')), 16), toFixedString(unhex(leftPad(hex(number + 1), 16, '0')), 8)";
            string[] inserts =
            [
                $"INSERT INTO spans (trace_id, span_id, start_time, service, attr_string) SELECT {Trace}, {Old}, 'old', {Texts} FROM numbers(40000)",
                $"INSERT INTO spans (trace_id, span_id, start_time, service, attr_string) SELECT {Trace}, {Newest}, 'new', map('quick', 'yes') FROM numbers(100000, 5)",
                $"INSERT INTO logs (time, body, attr_string) SELECT {Old}, 'x', {Texts} FROM numbers(40000)",
                $"INSERT INTO logs (time, body, attr_string) SELECT {Newest}, toString(number), map('quick', 'yes') FROM numbers(5)",
                $"INSERT INTO invocations (function_id, function, invocation_id, start_time) SELECT 1, 'f', concat(repeat('old', 40), toString(number)), fromUnixTimestamp64Nano(toInt64({Start} + number * 5000000), 'UTC') FROM numbers(320000)",
                $"INSERT INTO invocations (function_id, function, invocation_id, start_time) SELECT 1, 'f', toString(number), fromUnixTimestamp64Nano({Long.ToUnixNanoseconds - Second}, 'UTC') FROM numbers(5)",
                $"INSERT INTO spans (trace_id, span_id, start_time, service) SELECT {Trace}, fromUnixTimestamp64Nano({Crowd.FromUnixNanoseconds + (1_000 * Second)}, 'UTC'), 'crowd' FROM numbers(200000, 30)",
                $"INSERT INTO spans (trace_id, span_id, start_time, service) SELECT {Trace}, fromUnixTimestamp64Nano({Crowd.ToUnixNanoseconds - Second}, 'UTC'), 'late' FROM numbers(300000, 4)",
                $"INSERT INTO logs (time, body) SELECT fromUnixTimestamp64Nano(toInt64({Crowd.FromUnixNanoseconds} + number * 50000000000), 'UTC'), toString(number) FROM numbers(60)",
            ];
            foreach (var insert in inserts)
            {
                await Engine.Database.ExecuteAsync(insert, null, default);
            }
        }

        public Task DisposeAsync() => Engine.DisposeAsync();
    }
}
