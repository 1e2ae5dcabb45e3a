using Observe.Storage.Engine;
using Observe.Storage.Read;
using Observe.Storage.Write;
using Observe.Testing.Rows;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public class TraceReaderTests : IClassFixture<EngineFixture>
{
    private readonly TelemetryWriter _writer;
    private readonly TraceReader _reader;

    public TraceReaderTests(EngineFixture fixture)
    {
        _writer = fixture.Writer;
        _reader = fixture.Traces(new StorageOptions { MaxTraceSpans = 50 });
    }

    [Fact]
    public async Task GetAsync_SpanWithEveryField_ComesBackEqual()
    {
        TelemetryAttribute[] attributes =
        [
            new("a.bool", AttributeValue.Of(true)),
            new("b.double", AttributeValue.Of(0.1)),
            new("c.int", AttributeValue.Of(long.MinValue)),
            new("d.json", AttributeValue.OfJson("""{"arrayValue":{"values":[{"intValue":"1"},{}]}}""")),
            new("e.text", AttributeValue.Of("it's \0 😀 \\ \n")),
        ];
        var span = new SpanRow
        {
            TraceId = new TraceId(ulong.MaxValue, 7),
            SpanId = new SpanId(0xfedcba9876543210),
            ParentSpanId = new SpanId(1),
            TraceState = "ot=th:8",
            Flags = 0x101,
            Name = "charge <b>",
            Kind = SpanKind.Consumer,
            StartUnixNanoseconds = Start + 123_456_789,
            DurationNanoseconds = 987_654_321,
            Status = SpanStatus.Error,
            StatusMessage = "declined",
            Resource = Resource("payments"),
            ScopeName = "scope",
            ScopeVersion = "1.0",
            Attributes = attributes,
            Events = [new SpanEvent(Start + 5, "exception", [new("exception.type", AttributeValue.Of("Boom"))], 3)],
            Links = [new SpanLink(new TraceId(3, 4), new SpanId(5), "x=y", [new("n", AttributeValue.Of(double.NaN))], 1)],
            DroppedAttributes = 1,
            DroppedEvents = 2,
            DroppedLinks = 3,
            ReceivedUnixNanoseconds = Start + Second,
        };
        await StoreAsync(_writer, [span]);

        var trace = await _reader.GetAsync(span.TraceId, default);

        Assert.NotNull(trace);
        Assert.Equal(Start + Second, trace.LastReceivedUnixNanoseconds);
        var read = Assert.Single(trace.Spans);
        Assert.Equal((span.SpanId, span.ParentSpanId, "payments", span.Name), (read.SpanId, read.ParentSpanId, read.Service, read.Name));
        Assert.Equal((span.Kind, span.Status, span.StatusMessage), (read.Kind, read.Status, read.StatusMessage));
        Assert.Equal((span.StartUnixNanoseconds, span.DurationNanoseconds), (read.StartUnixNanoseconds, read.DurationNanoseconds));
        Assert.Equal((span.TraceState, span.Flags, span.ScopeName, span.ScopeVersion), (read.TraceState, read.Flags, read.ScopeName, read.ScopeVersion));
        Assert.Equal((1u, 2u, 3u), (read.DroppedAttributes, read.DroppedEvents, read.DroppedLinks));
        Assert.Equal(attributes, read.Attributes);
        Assert.Equal(Resource("payments").Attributes.OrderBy(item => item.Key), read.Resource);
        Assert.Equal(
            (span.Events[0].TimeUnixNanoseconds, "exception", 3u),
            (read.Events[0].TimeUnixNanoseconds, read.Events[0].Name, read.Events[0].DroppedAttributes));
        Assert.Equal(span.Events[0].Attributes, read.Events[0].Attributes);
        Assert.Equal((span.Links[0].TraceId, span.Links[0].SpanId, "x=y"), (read.Links[0].TraceId, read.Links[0].SpanId, read.Links[0].TraceState));
        Assert.Equal(span.Links[0].Attributes, read.Links[0].Attributes);
    }

    [Fact]
    public async Task LinkedFromAsync_SpansThatLink_AreThereOnceWithWhatTheyLinkTo()
    {
        var batch = Span(702, 5, service: "fulfilment", startMilliseconds: 900, status: SpanStatus.Error) with
        {
            Links = [new SpanLink(new TraceId(1, 799), new SpanId(3), "", [], 0), new SpanLink(new TraceId(1, 701), new SpanId(2), "", [], 0)],
        };
        await StoreAsync(_writer, [Span(701, 1), Span(701, 2, 1), batch, batch, Span(703, 6)]);
        await StoreAsync(_writer, [Span(701, 4, 1) with { Links = [new SpanLink(new TraceId(1, 701), new SpanId(1), "", [], 0)] }]);

        var spans = await _reader.LinkedFromAsync(new TraceId(1, 701), new TimeRange(Start, Start + (2 * Second)), default);

        Assert.Equal(
            new LinkingSpan(new TraceId(1, 702), new SpanId(5), "fulfilment", "POST /orders", Start + (900 * Millisecond), 100 * Millisecond, true, new SpanId(2)),
            Assert.Single(spans));
        Assert.Empty(await _reader.LinkedFromAsync(new TraceId(1, 701), new TimeRange(Start, Start + (800 * Millisecond)), default));
    }

    [Fact]
    public async Task GetAsync_SpanSentTwice_IsThereOnce()
    {
        await StoreAsync(_writer, [Span(20, 1)]);
        await StoreAsync(_writer, [Span(20, 1)]);

        var trace = await _reader.GetAsync(new TraceId(1, 20), default);

        Assert.Single(trace!.Spans);
    }

    [Fact]
    public async Task GetAsync_IdThatEndsInZeroBytes_IsFound()
    {
        // ClickHouse drops trailing zero bytes when it turns a FixedString into a String.
        await StoreAsync(_writer, [Span(0x10000, 0x100)]);

        var trace = await _reader.GetAsync(new TraceId(1, 0x10000), default);

        Assert.Equal(new SpanId(0x100), Assert.Single(trace!.Spans).SpanId);
    }

    [Fact]
    public async Task GetAsync_MoreSpansThanAPageTakes_SaysTruncated()
    {
        await StoreAsync(_writer, [.. Enumerable.Range(1, 53).Append(53).Select(number => Span(21, (ulong)number))]);

        var trace = await _reader.GetAsync(new TraceId(1, 21), default);

        Assert.True(trace!.Truncated);
        Assert.Equal((50, 53), (trace.Spans.Count, trace.SpanCount));
    }

    [Fact]
    public async Task ExtentAsync_EachSpanThatComes_IsAnother()
    {
        Assert.Null(await _reader.ExtentAsync(new TraceId(1, 22), default));
        await StoreAsync(_writer, [Span(22, 1) with { ReceivedUnixNanoseconds = Start + 5 }]);
        var one = await _reader.ExtentAsync(new TraceId(1, 22), default);
        await StoreAsync(_writer, [Span(22, 2) with { ReceivedUnixNanoseconds = Start + 4 }]);
        var two = await _reader.ExtentAsync(new TraceId(1, 22), default);
        await StoreAsync(_writer, [Span(22, 2) with { ReceivedUnixNanoseconds = Start + 6 }]);

        Assert.Equal(new TraceExtent(1, Start + 5), one);
        Assert.Equal(new TraceExtent(2, Start + 5), two);
        Assert.Equal(new TraceExtent(3, Start + 6), await _reader.ExtentAsync(new TraceId(1, 22), default));
    }

    [Fact]
    public async Task GetAsync_UnknownTrace_IsNull() => Assert.Null(await _reader.GetAsync(new TraceId(404, 404), default));

    [Fact]
    public async Task FindAsync_TraceOfTwoServices_IsSummedUp()
    {
        var day = new TimeRange(Start + (7_200 * Second), Start + (7_300 * Second));
        const long At = 7_200_000;
        await StoreAsync(
            _writer,
            [
                Span(30, 1, 0, "checkout", "POST /orders", At + 10, 500, SpanStatus.Unset, new TelemetryAttribute("faas.coldstart", AttributeValue.Of(true)), new("faas.init_duration", AttributeValue.Of(0.25))),
                Span(30, 2, 1, "payments", "POST /charge", At + 50, 700, SpanStatus.Error),
            ]);

        var result = await _reader.FindAsync(new TraceListQuery(day), default);

        var trace = Assert.Single(result.Traces);
        Assert.Equal(("checkout", "POST /orders", false), (trace.RootService, trace.RootName, trace.RootMissing));
        Assert.Equal((Start + ((At + 10) * Millisecond), 740 * Millisecond), (trace.StartUnixNanoseconds, trace.DurationNanoseconds));
        Assert.Equal((2, 1), (trace.SpanCount, trace.ErrorCount));
        Assert.Equal(["checkout", "payments"], trace.Services.Select(service => service.Name));
        Assert.True(trace.Cold);
        Assert.Equal(250 * Millisecond, trace.InitDurationNanoseconds);
        Assert.Null(result.NextCursor);
    }

    [Fact]
    public async Task FindAsync_RootNotStored_NamesTheEarliestSpan()
    {
        var range = new TimeRange(Start + (9_000 * Second), Start + (9_001 * Second));
        await StoreAsync(_writer, [Span(31, 2, 1, "payments", "POST /charge", 9_000_000)]);

        var trace = Assert.Single((await _reader.FindAsync(new TraceListQuery(range), default)).Traces);

        Assert.True(trace.RootMissing);
        Assert.Equal(("payments", "POST /charge"), (trace.RootService, trace.RootName));
    }

    [Fact]
    public async Task FindAsync_PageByPage_GivesEachTraceOnceNewestFirst()
    {
        var range = new TimeRange(Start + (20_000 * Second), Start + (20_100 * Second));
        await StoreAsync(_writer, [.. Enumerable.Range(0, 25).Select(number => Span(1_000 + (ulong)number, 1, startMilliseconds: 20_000_000 + (number / 5)))]);

        var pages = new List<TraceListResult>();
        string? cursor = null;
        do
        {
            pages.Add(await _reader.FindAsync(new TraceListQuery(range, null, 7, cursor), default));
            cursor = pages[^1].NextCursor;
        }
        while (cursor is not null);

        var ids = pages.SelectMany(page => page.Traces).ToArray();
        Assert.Equal([7, 7, 7, 4], pages.Select(page => page.Traces.Count));
        Assert.Equal(25, ids.Select(trace => trace.TraceId).Distinct().Count());
        Assert.Equal(ids.OrderByDescending(trace => trace.StartUnixNanoseconds).ThenByDescending(trace => trace.TraceId.Low), ids);
    }

    [Fact]
    public async Task FindAsync_TracesLongerThanAStep_AreEachListedOnceByTheirNewestSpan()
    {
        // Two days are looked through in several steps; the spans of one trace lie hours apart.
        var range = new TimeRange(Start + (400_000 * Second), Start + (572_800 * Second));
        var random = new Random(11);
        var spans = Enumerable.Range(0, 120).Select(number => Span(
            5_000 + (ulong)(number % 40), (ulong)number + 1, startMilliseconds: 400_000_000 + random.NextInt64(172_800_000))).ToArray();
        await StoreAsync(_writer, spans);

        var ids = new List<TraceId>();
        string? cursor = null;
        do
        {
            var page = await _reader.FindAsync(new TraceListQuery(range, null, 7, cursor), default);
            ids.AddRange(page.Traces.Select(trace => trace.TraceId));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(
            spans.GroupBy(span => span.TraceId).OrderByDescending(trace => trace.Max(span => span.StartUnixNanoseconds)).Select(trace => trace.Key),
            ids);
    }

    [Fact]
    public async Task FindAsync_TracesThatMatchManyTimesAtTheSameMoments_AreEachListedOnce()
    {
        // A few traces match again and again, and more of them at one moment than a page holds.
        var range = new TimeRange(Start + (700_000 * Second), Start + (786_400 * Second));
        var random = new Random(12);
        var spans = Enumerable.Range(0, 400).Select(number => Span(
            7_000 + (ulong)random.Next(25), (ulong)number + 1, startMilliseconds: 700_000_000 + (random.NextInt64(10) * 8_000_000))).ToArray();
        await StoreAsync(_writer, spans);

        var ids = new List<TraceId>();
        string? cursor = null;
        do
        {
            var page = await _reader.FindAsync(new TraceListQuery(range, null, 4, cursor), default);
            ids.AddRange(page.Traces.Select(trace => trace.TraceId));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(
            spans.GroupBy(span => span.TraceId)
                .OrderByDescending(trace => trace.Max(span => span.StartUnixNanoseconds)).ThenByDescending(trace => trace.Key.Low).Select(trace => trace.Key),
            ids);
    }

    [Fact]
    public async Task FindAsync_ForgedCursor_SaysSo() =>
        await Assert.ThrowsAsync<FormatException>(() => _reader.FindAsync(new TraceListQuery(Hour, null, 10, "nonsense"), default));

    [Fact]
    public async Task HistogramAsync_RootSpans_CountsThemByBucket()
    {
        var range = new TimeRange(Start + (30_000 * Second), Start + (30_010 * Second));
        await StoreAsync(
            _writer,
            [
                Span(50, 1, startMilliseconds: 30_000_000, milliseconds: 10),
                Span(50, 2, 1, startMilliseconds: 30_000_000),
                Span(51, 1, startMilliseconds: 30_000_999, milliseconds: 30, status: SpanStatus.Error),
                Span(52, 1, startMilliseconds: 30_009_999),
            ]);

        var buckets = (await _reader.HistogramAsync(new TraceHistogramQuery(range, null, 10), default)).Buckets;

        Assert.Equal([2, 0, 0, 0, 0, 0, 0, 0, 0, 1], buckets.Select(bucket => bucket.Count));
        Assert.Equal(1, buckets[0].Errors);
        Assert.InRange(buckets[0].P50, 9.89 * Millisecond, 30.33 * Millisecond);
        Assert.Equal(range.FromUnixNanoseconds + Second, buckets[1].StartUnixNanoseconds);
    }

    [Fact]
    public async Task FacetsAsync_Spans_CountsTheCommonestValues()
    {
        var range = new TimeRange(Start + (40_000 * Second), Start + (40_010 * Second));
        await StoreAsync(
            _writer,
            [
                Span(60, 1, startMilliseconds: 40_000_000, status: SpanStatus.Error),
                Span(61, 1, startMilliseconds: 40_000_000),
                Span(61, 2, 1, service: "payments", startMilliseconds: 40_000_000),
            ]);

        var facets = (await _reader.FacetsAsync(new TraceFacetsQuery(range), default)).Facets;

        var services = facets.Single(facet => facet.Field == "service").Values;
        Assert.Equal([new FacetValue("checkout", 2)], services);
        Assert.Contains(new FacetValue("error", 1), facets.Single(facet => facet.Field == "status").Values);
    }
}
