using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Observe.Storage.Engine;
using Observe.Storage.Read;
using Observe.Storage.Rollup;
using Observe.Storage.Write;
using Observe.Testing.Rows;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Rollup;

/// <summary>The service map is what brute force says of the spans, whichever side of a call came late, twice or in another slot.</summary>
public sealed class ServiceCallsTests : IAsyncLifetime, IDisposable
{
    private const int Seed = 20261127;
    private const long Minute = 60 * Second;
    private const long Slot = 5 * Minute;

    // A database for each test: they count all services.
    private readonly EngineFixture _fixture = new();
    private readonly long _midnight = Start / (1_440 * Minute) * (1_440 * Minute);
    private readonly FakeTimeProvider _time;
    private readonly RollupLedgers _ledgers;
    private RollupJob _job = null!;
    private TelemetryWriter _writer = null!;

    public ServiceCallsTests()
    {
        _time = new FakeTimeProvider(UnixTime.ToDateTimeOffset(_midnight).AddDays(2));
        _ledgers = new RollupLedgers(_time, othersStore: false);
    }

    public async Task InitializeAsync()
    {
        await _fixture.InitializeAsync();
        _job = new RollupJob(new SpanRollup(_fixture.Database, _ledgers, _time), new StorageOptions(), _time, NullLogger<RollupJob>.Instance);
        _writer = _fixture.WriterOf(_ledgers);
        await _job.CompareAsync(default);
    }

    public Task DisposeAsync() => _fixture.DisposeAsync();

    public void Dispose() => _job.Dispose();

    [Fact]
    public async Task GetAsync_RandomTracesInRandomOrder_EqualsBruteForceAtEveryStep()
    {
        var random = new Random(Seed);
        SpanRow[] spans = [.. Enumerable.Range(1, 150).SelectMany(trace => RandomTrace((ulong)trace, random))];
        random.Shuffle(spans);
        var stored = new List<SpanRow>();
        foreach (var batch in spans.Chunk(spans.Length / 6))
        {
            // Some of it again, as from a client that got no answer.
            SpanRow[] sent = [.. batch, .. stored.Take(3)];
            await StoreAsync(_writer, sent);
            stored.AddRange(sent);
            if (random.Next(3) > 0)
            {
                await RollAsync();
                await StoreAsync(_writer, [stored[random.Next(stored.Count)]]);
            }
            // Not on whole slots (it begins with a whole one all the same), on them over midnight, and so short that the spans answer.
            await AssertEqualAsync(stored, new(_midnight + (7 * Second), _midnight + (27 * 60 * Minute) + 1));
            await AssertEqualAsync(stored, new(_midnight + (23 * 60 * Minute), _midnight + (25 * 60 * Minute)));
            await AssertEqualAsync(stored, new(_midnight + (1_437 * Minute), _midnight + (1_446 * Minute)));
        }
        await RollAsync();
        Assert.Empty(_ledgers.Spans.Unrolled(0, RollupSlot.Last, 1)!);
        await AssertEqualAsync(stored, new(_midnight, _midnight + (48 * 60 * Minute)));
    }

    [Fact]
    public async Task GetAsync_CallerThatComesAfterItsCalleeWasRolled_BringsTheCall()
    {
        var callee = At(Span(1, 2, 1, "payments"), 12 * Minute);
        await StoreAsync(_writer, [callee]);
        await RollAsync();
        Assert.Empty((await GetAsync(TwoHours)).Edges);

        await StoreAsync(_writer, [At(Span(1, 1, 0, "checkout"), 3 * Minute)]);
        Assert.Equal(("checkout", "payments", 1), Only(await GetAsync(TwoHours)));
        await RollAsync();

        Assert.Equal(("checkout", "payments", 1), Only(await GetAsync(TwoHours)));
        // The callee's slot was not worked out again, and is not read from the spans.
        Assert.Empty(_ledgers.Spans.Unrolled(0, RollupSlot.Last, 1)!);
    }

    [Fact]
    public async Task GetAsync_ConsumerOfAnotherTracesMessage_IsACallOfItsProducer()
    {
        var producer = At(Span(1, 7, 0, "checkout"), 3 * Minute) with { Kind = SpanKind.Producer };
        var consumer = At(Span(2, 8, 0, "mailer", milliseconds: 250, status: SpanStatus.Error), 20 * Minute) with
        {
            Kind = SpanKind.Consumer,
            Links = [new SpanLink(producer.TraceId, producer.SpanId, "", [])],
        };
        await StoreAsync(_writer, [consumer]);
        await RollAsync();
        await StoreAsync(_writer, [producer]);
        await RollAsync();

        var map = await GetAsync(TwoHours);

        var edge = Assert.Single(map.Edges);
        Assert.Equal(("checkout", "mailer", SpanKind.Consumer, 1, 1), (edge.Caller, edge.Callee, edge.Kind, edge.Calls, edge.Errors));
        Assert.Equal(250.0 * Millisecond, edge.P95, 2.75 * Millisecond);
        Assert.Equal([("mailer", 1L), ("checkout", 0L)], map.Nodes.Select(node => (node.Id, node.Requests)));
    }

    private TimeRange TwoHours => new(_midnight, _midnight + (120 * Minute));

    private async Task RollAsync()
    {
        _time.Advance(RollupLedger.Longest);
        await _job.RollAsync(default);
    }

    private Task<ServiceMap> GetAsync(TimeRange range) =>
        _fixture.ServiceMap(_ledgers).GetAsync(new ServiceMapQuery(range), default);

    private static (string, string, long) Only(ServiceMap map)
    {
        var edge = Assert.Single(map.Edges);
        return (edge.Caller, edge.Callee, edge.Calls);
    }

    private SpanRow At(SpanRow span, long time) => span with { StartUnixNanoseconds = _midnight + time };

    /// <summary>Spans that call each other, most of them soon, some after an hour and more or a little before their callers.</summary>
    private IEnumerable<SpanRow> RandomTrace(ulong trace, Random random)
    {
        string[] services = ["cart", "checkout", "mailer", "payments"];
        var starts = new List<long> { random.NextInt64(20, 280) * Slot };
        for (var id = 1; id <= 6; id++)
        {
            var parent = id == 1 || random.Next(6) == 0 ? 0 : random.Next(1, id);
            var start = parent == 0 ? starts[0] : starts[parent - 1] + random.Next(6) switch
            {
                0 => random.NextInt64(90 * Minute),
                1 => -random.NextInt64(7 * Minute),
                2 => random.NextInt64(10 * Minute),
                _ => random.NextInt64(2 * Second),
            };
            starts.Add(start);
            var kind = (SpanKind)random.Next(1, 6);
            yield return At(Span(trace, (trace * 10) + (ulong)id, parent == 0 ? 0 : (trace * 10) + (ulong)parent, services[random.Next(4)], status: (SpanStatus)random.Next(3)), start) with
            {
                Kind = kind,
                // To spans of this trace and of the one before, which may be of any time.
                Links = kind == SpanKind.Consumer || random.Next(8) == 0
                    ? [new SpanLink(new TraceId(1, trace), new SpanId((trace * 10) + 1), "", []), new SpanLink(new TraceId(1, trace - 1), new SpanId(((trace - 1) * 10) + 2), "", [])]
                    : [],
            };
        }
    }

    private async Task AssertEqualAsync(IReadOnlyList<SpanRow> stored, TimeRange range)
    {
        var spans = stored.DistinctBy(span => span.SpanId).ToArray();
        var byId = spans.ToDictionary(span => (span.TraceId, span.SpanId));
        var begin = range.Nanoseconds < 60 * Minute ? range.FromUnixNanoseconds : RollupSlot.StartOf(RollupSlot.Of(range.FromUnixNanoseconds));
        var calls =
            from callee in spans
            where callee.StartUnixNanoseconds >= begin && callee.StartUnixNanoseconds < range.ToUnixNanoseconds
            from caller in Callers(callee).Distinct().Select(id => byId.GetValueOrDefault(id)).OfType<SpanRow>()
            let apart = RollupSlot.Of(callee.StartUnixNanoseconds) - RollupSlot.Of(caller.StartUnixNanoseconds)
            where (caller.Resource.Service != callee.Resource.Service || IsCallOfItself(caller.Kind, callee.Kind)) && apart >= -1 && apart <= 12
            group callee by (Caller: caller.Resource.Service, Callee: callee.Resource.Service, callee.Kind)
            into edge
            select (edge.Key.Caller, edge.Key.Callee, edge.Key.Kind, (long)edge.Count(), (long)edge.Count(span => span.Status == SpanStatus.Error));

        var map = await GetAsync(range);

        Assert.Equal(calls.Order(), map.Edges.Select(edge => (edge.Caller, edge.Callee, edge.Kind, edge.Calls, edge.Errors)).Order());
        Assert.True(map.Scanned.Complete);
    }

    private static bool IsCallOfItself(SpanKind caller, SpanKind callee) =>
        caller is SpanKind.Client or SpanKind.Producer && callee is SpanKind.Server or SpanKind.Consumer;

    private static IEnumerable<(TraceId, SpanId)> Callers(SpanRow span)
    {
        if (!span.ParentSpanId.IsEmpty)
        {
            yield return (span.TraceId, span.ParentSpanId);
        }
        foreach (var link in span.Kind == SpanKind.Consumer ? span.Links : [])
        {
            yield return (link.TraceId, link.SpanId);
        }
    }
}
