using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Observe.Storage.Engine;
using Observe.Storage.Read;
using Observe.Storage.Rollup;
using Observe.Storage.Search;
using Observe.Storage.Write;
using Observe.Testing.Rows;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Rollup;

/// <summary>Answers out of the rollups are those out of the spans, whatever came when, twice or late.</summary>
public class RollupTests : IClassFixture<EngineFixture>, IDisposable
{
    private const int Seed = 20261125;

    /// <summary>Each test has a day of its own, from midnight.</summary>
    private static int _lastDay;

    private readonly EngineFixture _fixture;
    private readonly long _midnight = (Start / Day * Day) + (Interlocked.Increment(ref _lastDay) * Day);
    private readonly FakeTimeProvider _time = new(UnixTime.ToDateTimeOffset(Start).AddYears(1));
    private readonly RollupLedgers _ledgers;
    private readonly RollupLedger _ledger;
    private readonly RollupJob _job;
    private readonly TelemetryWriter _writer;

    private const long Minute = 60 * Second;
    private const long Day = 1_440 * Minute;

    public RollupTests(EngineFixture fixture)
    {
        _fixture = fixture;
        _ledgers = new RollupLedgers(_time, othersStore: false);
        _ledger = _ledgers.Spans;
        _job = new RollupJob(new SpanRollup(fixture.Database, _ledgers, _time), new StorageOptions(), _time, NullLogger<RollupJob>.Instance);
        _writer = fixture.WriterOf(_ledgers);
    }

    public void Dispose()
    {
        _job.Dispose();
        GC.SuppressFinalize(this);
    }

    private TimeRange WholeDay => new(_midnight, _midnight + Day);

    private static readonly string[] Searches =
    [
        "",
        "service = checkout",
        "service = checkout and status = error",
        "not (kind = server or name contains /CART)",
        "cold",
        "cold = false or version > 41",
        "function in (checkout, payments) and environment exists",
        "cold exists and orders",
        "attr.n > 3 and service = payments",
    ];

    [Fact]
    public async Task Sql_EverySearch_CountsAsTheSpansDo()
    {
        var random = new Random(Seed);
        for (var batch = 0; batch < 6; batch++)
        {
            // The last is small: it stays in the spans, and most is read from the rollups all the same.
            await StoreAsync(_writer, [.. Enumerable.Range(0, batch == 5 ? 25 : 300).Select(_ => RandomSpan(random))]);
            if (batch % 2 == 0)
            {
                await RollAsync();
            }
        }

        Assert.InRange(_ledger.Unrolled(SlotOf(0), SlotOf(1440), 1_000)!.Count, 1, 48);
        foreach (var search in Searches)
        {
            // Not on whole slots: both ends are read from the spans.
            await AssertEqualAsync(new(_midnight + (7 * Second), _midnight + Day - (3 * Minute) - 1), search);
            await AssertEqualAsync(new(_midnight + (3 * 60 * Minute), _midnight + (9 * 60 * Minute)), search);
        }
    }

    [Fact]
    public async Task Roll_RepeatedAndLateSpans_AreTakenInOnce()
    {
        var first = Span(At(600), 1);
        await StoreAsync(_writer, [first, Span(At(600), 2, 1)]);
        await RollAsync();
        await StoreAsync(_writer, [first]);
        await StoreAsync(_writer, [Span(At(600), 3, status: SpanStatus.Error)]);
        Assert.Equal((2, 1), await CountAsync());
        await RollAsync();

        Assert.Equal((2, 1), await CountAsync());
        Assert.Empty(Unrolled());
        Assert.Equal([2L], await RolledSpansAsync());
    }

    [Fact]
    public async Task Compare_AfterARestart_FindsWhatWasNotRolled()
    {
        await StoreAsync(_writer, [Span(At(60), 1)]);
        await RollAsync();
        await StoreAsync(_writer, [Span(At(60), 2), Span(At(66), 3)]);

        var ledgers = new RollupLedgers(_time, othersStore: false);
        var ledger = ledgers.Spans;
        using var job = new RollupJob(new SpanRollup(_fixture.Database, ledgers, _time), new StorageOptions(), _time, NullLogger<RollupJob>.Instance);
        Assert.Null(ledger.Unrolled(SlotOf(0), SlotOf(1440), 100));
        await job.CompareAsync(default);

        Assert.Equal([SlotOf(60), SlotOf(66)], ledger.Unrolled(SlotOf(0), SlotOf(1440), 100)!.Order());
        _time.Advance(RollupLedger.Quiet);
        await job.RollAsync(default);
        Assert.Empty(ledger.Unrolled(SlotOf(0), SlotOf(1440), 100)!);
        Assert.Equal([1L, 2L], (await RolledSpansAsync()).Order());
    }

    [Fact]
    public async Task GetAsync_RolledTrace_IsFoundByItsSlotsAndNotElsewhere()
    {
        await StoreAsync(_writer, [Span(At(5, trace: 77), 1), Span(At(5, trace: 78), 5), Span(At(900, trace: 77), 2, 1)]);
        await RollAsync();
        await StoreAsync(_writer, [Span(At(1200, trace: 77), 3, 1)]);
        var traces = Traces(_ledgers);

        var trace = await traces.GetAsync(new TraceId((ulong)_midnight, 77), default);

        Assert.Equal([1ul, 2ul, 3ul], trace!.Spans.Select(span => span.SpanId.Value).Order());
        Assert.Null(await traces.GetAsync(new TraceId(4, 4), default));
    }

    [Fact]
    public async Task FindAsync_LongRangeAndTraceOfDays_IsSummedUpOverAllItsSpans()
    {
        // On days that no other test asks about.
        long At(int day, int minute) => _midnight + ((day - 200) * Day) + (minute * Minute);
        var searched = Guid.NewGuid().ToString("N");
        SpanRow Last(ulong trace) => Span((trace, At(6, 10)), 4, 1) with { Attributes = [new("searched", AttributeValue.Of(searched))] };
        await StoreAsync(_writer, [Span((81, At(0, 5)), 1), Span((81, At(6, 9)), 2, 1), Last(81), Span((82, At(6, 8)), 1), Last(82)]);
        await RollAsync();
        await StoreAsync(_writer, [Span((81, At(2, 0)), 3, 1)]);

        var search = SearchParser.Parse($"searched = {searched}").Expression;
        var found = await Traces(_ledgers).FindAsync(new TraceListQuery(new TimeRange(At(0, 0), At(7, 0)), search), default);

        Assert.Equal([(82ul, 2), (81ul, 4)], found.Traces.Select(trace => (trace.TraceId.Low, trace.SpanCount)));
        Assert.Equal(At(0, 5), found.Traces[1].StartUnixNanoseconds);
    }

    [Fact]
    public void Due_SlotThatIsNotOver_WaitsUntilItIsAndThenForQuiet()
    {
        var now = RollupSlot.Of(UnixTime.Nanoseconds(_time.GetUtcNow()));
        _ledger.Begin([now, now - 10]).Dispose();

        Assert.Empty(_ledger.Due());
        _time.Advance(RollupLedger.Quiet);
        Assert.Equal(now - 10, Assert.Single(_ledger.Due()).Slot);
        _time.Advance(RollupSlot.EndOf(now) - _time.GetUtcNow());
        Assert.Equal(now - 10, Assert.Single(_ledger.Due()).Slot);
        _time.Advance(RollupLedger.Quiet);
        Assert.Equal([now - 10, now], _ledger.Due().Select(due => due.Slot));
    }

    [Fact]
    public void Due_SlotsOfSeveralDays_AreOfTheNewestDayFirst()
    {
        var now = RollupSlot.Of(UnixTime.Nanoseconds(_time.GetUtcNow()));
        int[] days = [now - (2 * RollupSlot.PerDay), now - RollupSlot.PerDay, now - 3];
        _ledger.Begin([.. days, .. days.Select(slot => slot + 1)]).Dispose();

        _time.Advance(RollupLedger.Quiet);

        Assert.Equal([days[2], days[2] + 1, days[1], days[1] + 1, days[0], days[0] + 1], _ledger.Due().Select(due => due.Slot));
    }

    [Fact]
    public void Due_SlotThatNeverGetsQuiet_IsRolledOnceInAWhileAllTheSame()
    {
        for (var waited = TimeSpan.Zero; waited < RollupLedger.Longest; waited += TimeSpan.FromSeconds(1))
        {
            _ledger.Begin([7]).Dispose();
            Assert.Empty(_ledger.Due());
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Single(_ledger.Due());
    }

    [Fact]
    public async Task HistogramAsync_ManySlotsRolled_QuantilesAreThoseOfTheSpans()
    {
        await StoreAsync(_writer, [.. Enumerable.Range(0, 2_000).Select(i => Span(At(i % 1_400, (ulong)i), 1) with { DurationNanoseconds = (i + 1) * Millisecond })]);
        await RollAsync();

        var bucket = Assert.Single((await Traces(_ledgers).HistogramAsync(new TraceHistogramQuery(WholeDay, null, 1), default)).Buckets);

        Assert.Equal(2_000, bucket.Count);
        Assert.Equal(1_000.0 * Millisecond, bucket.P50, 0.012 * 1_000 * Millisecond);
        Assert.Equal(1_900.0 * Millisecond, bucket.P95, 0.012 * 1_900 * Millisecond);
        Assert.Equal(1_980.0 * Millisecond, bucket.P99, 0.012 * 1_980 * Millisecond);
    }

    [Fact]
    public void Settle_WhileSpansAreStoredOrAfter_LeavesTheSlotToBeRolledAgain()
    {
        _ledger.Compared(int.MinValue, int.MaxValue, new HashSet<int>(), _time.GetUtcNow());
        _ledger.Begin([5]).Dispose();
        _time.Advance(RollupLedger.Longest);
        var change = Assert.Single(_ledger.Due()).Change;

        var storing = _ledger.Begin([5]);
        Assert.Empty(_ledger.Due());
        _ledger.Settle(5, change);
        storing.Dispose();
        _ledger.Settle(5, change);

        Assert.Equal([5], _ledger.Unrolled(0, 10, 10)!);
        _time.Advance(RollupLedger.Quiet);
        _ledger.Settle(5, Assert.Single(_ledger.Due()).Change);
        Assert.Empty(_ledger.Unrolled(0, 10, 10)!);
    }

    [Fact]
    public void Unrolled_OthersStore_TheLastSlotsAreNeverTrusted()
    {
        var ledger = new RollupLedger(_time, othersStore: true);
        ledger.Compared(int.MinValue, int.MaxValue, new HashSet<int>(), _time.GetUtcNow());
        var now = RollupSlot.Of(UnixTime.Nanoseconds(_time.GetUtcNow()));

        Assert.Contains(now, ledger.Unrolled(0, now + 1, 100)!);
        Assert.Contains(now - 3, ledger.Unrolled(0, now + 1, 100)!);
        Assert.Empty(ledger.Unrolled(0, now - 4, 100)!);
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.Null(ledger.Unrolled(0, now - 4, 100));
    }

    private async Task RollAsync()
    {
        _time.Advance(RollupLedger.Longest);
        await _job.CompareAsync(default);
        await _job.RollAsync(default);
    }

    private IReadOnlyList<int> Unrolled() => _ledger.Unrolled(SlotOf(0), SlotOf(1440), 10_000)!;

    private int SlotOf(int minute) => RollupSlot.Of(_midnight + (minute * Minute));

    private async Task<(long Spans, long Errors)> CountAsync()
    {
        var buckets = (await Traces(_ledgers).HistogramAsync(new TraceHistogramQuery(WholeDay, null, 24), default)).Buckets;
        return (buckets.Sum(bucket => bucket.Count), buckets.Sum(bucket => bucket.Errors));
    }

    private Task<IReadOnlyList<long>> RolledSpansAsync() => _fixture.Database.QueryAsync(
        "SELECT sum(spans) FROM span_slots FINAL WHERE root AND toDate(slot) = toDate(fromUnixTimestamp64Nano({day:Int64}, 'UTC')) GROUP BY slot"
            .Replace("{day:Int64}", _midnight.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal),
        null, row => row.Number(0), default);

    /// <summary>The ledger of the rollups against one that trusts none of them.</summary>
    private async Task AssertEqualAsync(TimeRange range, string text)
    {
        var search = text.Length == 0 ? null : SearchParser.Parse(text).Expression!;
        var knowing = Traces(_ledgers);
        var trusting = Traces(new RollupLedgers(_time, othersStore: false));
        var histogram = new TraceHistogramQuery(range, search, 48);
        var expected = (await trusting.HistogramAsync(histogram, default)).Buckets;
        var actual = (await knowing.HistogramAsync(histogram, default)).Buckets;
        Assert.Equal(
            expected.Select(bucket => (bucket.StartUnixNanoseconds, bucket.Count, bucket.Errors)),
            actual.Select(bucket => (bucket.StartUnixNanoseconds, bucket.Count, bucket.Errors)));
        var facets = new TraceFacetsQuery(range, search, 100);
        Assert.Equal(Values(text, await trusting.FacetsAsync(facets, default)), Values(text, await knowing.FacetsAsync(facets, default)));
    }

    private static IEnumerable<(string Search, string Field, FacetValue Value)> Values(string search, TraceFacetsResult result) =>
        result.Facets.SelectMany(facet => facet.Values.Select(value => (search, facet.Field, value)));

    private TraceReader Traces(RollupLedgers ledgers) => new(
        _fixture.Database, new ResourceReader(_fixture.Database), new RolledSpans(ledgers), new TraceSlots(_fixture.Database, ledgers), new StorageOptions());

    /// <summary>Where a span of the day's own traces starts.</summary>
    private (ulong Trace, long Start) At(int minute, ulong trace = 1) => (trace, _midnight + (minute * Minute) + (minute % 59 * Second));

    private SpanRow Span((ulong Trace, long Start) at, ulong id, ulong parent = 0, SpanStatus status = SpanStatus.Unset) =>
        SomeTelemetry.Span(at.Trace, id, parent, status: status) with
        {
            TraceId = new TraceId((ulong)_midnight, at.Trace),
            StartUnixNanoseconds = at.Start,
        };

    private SpanRow RandomSpan(Random random)
    {
        string[] services = ["checkout", "payments", "cart"];
        string[] names = ["GET /cart", "POST /orders", "charge"];
        // Few ids: some spans come again, in the same batch or in another.
        var id = (ulong)random.Next(1, 400);
        var own = new Random((int)id);
        List<TelemetryAttribute> attributes = [new("attr.n", AttributeValue.Of((long)own.Next(8)))];
        if (own.Next(3) > 0)
        {
            attributes.Add(new("faas.coldstart", AttributeValue.Of(own.Next(2) == 0)));
        }
        var service = services[own.Next(3)];
        return SomeTelemetry.Span(id / 4, id, own.Next(3) == 0 ? 0ul : 1ul, service, names[own.Next(3)], milliseconds: own.Next(1, 3_000), status: (SpanStatus)own.Next(3)) with
        {
            TraceId = new TraceId((ulong)_midnight, id / 4),
            Kind = (SpanKind)own.Next(1, 6),
            StartUnixNanoseconds = _midnight + own.NextInt64(Day),
            Resource = RandomResource(service, own),
            Attributes = attributes,
        };
    }

    private static ResourceRow RandomResource(string service, Random random)
    {
        var version = random.Next(40, 44);
        var isProduction = random.Next(2) == 0;
        return Resource(service) with
        {
            Fingerprint = Resource(service).Fingerprint + (ulong)(version * 2) + (isProduction ? 1ul : 0),
            FaasVersion = version.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Environment = isProduction ? "prod" : "",
        };
    }
}
