using Observe.Storage.Read;
using Observe.Storage.Write;
using Observe.Testing.Rows;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public class MetricReaderTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    /// <summary>Two minutes, which two buckets cut in half.</summary>
    private static readonly TimeRange Minutes = new(Start, Start + (120 * Second));

    private readonly TelemetryWriter _writer = fixture.Writer;
    private readonly MetricReader _reader = new(fixture.Database);

    [Fact]
    public async Task GetAsync_UnknownName_IsNull() => Assert.Null(await _reader.GetAsync(new MetricQuery(Minutes, "no.such"), default));

    [Fact]
    public async Task GetAsync_Gauge_IsAveraged()
    {
        await StoreAsync(_writer, metrics:
        [
            Point("gauge", 1, 0), Point("gauge", 4, 1_000), Point("gauge", 7, 59_999), Point("gauge", 100, 119_000),
            Change(Point("gauge", 0, 2_000), flags: 1), Point("gauge", double.NaN, 3_000), Point("gauge", 9, 120_000),
        ]);

        var (first, second) = await TwoBucketsAsync("gauge");

        Assert.Equal((3, 4, 1, 7), (first.Count, first.Value, first.Min, first.Max));
        Assert.Equal((1, 100d), (second.Count, second.Value));
        Assert.Null(first.Rate);
    }

    [Fact]
    public async Task GetAsync_ByAttributeAndService_TellsSeriesApart()
    {
        await StoreAsync(_writer, metrics:
        [
            Point("labelled", 1, route: "/a"), Point("labelled", 3, 1, route: "/a"), Point("labelled", 5, route: "/b"), Point("labelled", 50, service: "other", route: "/a"),
        ]);

        var byRoute = await _reader.GetAsync(new MetricQuery(Minutes, "labelled", "checkout", null, "http.route", 1), default);
        var byService = await _reader.GetAsync(new MetricQuery(Minutes, "labelled", null, new("http.route", "/a"), "service", 1), default);
        var limited = await _reader.GetAsync(new MetricQuery(Minutes, "labelled", null, null, "http.route", 1, 1), default);

        Assert.Equal([("/a", 2d), ("/b", 5d)], byRoute!.Series.Select(series => (series.Label, series.Buckets[0].Value!.Value)));
        Assert.Equal([("checkout", 2d), ("other", 50d)], byService!.Series.Select(series => (series.Label, series.Buckets[0].Value!.Value)));
        Assert.Equal(["/a"], limited!.Series.Select(series => series.Label));
    }

    [Fact]
    public async Task GetAsync_DeltaSumSentTwice_IsSummedOnce()
    {
        MetricRow[] rows = [Sum("delta", 2, 0, MetricTemporality.Delta), Sum("delta", 3, 30_000, MetricTemporality.Delta), Sum("delta", 12, 60_000, MetricTemporality.Delta)];
        await StoreAsync(_writer, metrics: rows);
        await StoreAsync(_writer, metrics: [rows[1]]);

        var (first, second) = await TwoBucketsAsync("delta");

        Assert.Equal((5d, 5d / 60), (first.Value, first.Rate));
        Assert.Equal((12d, .2), (second.Value, second.Rate));
    }

    [Fact]
    public async Task GetAsync_CumulativeSum_IsItsGrowthPerSeries()
    {
        await StoreAsync(_writer, metrics:
        [
            // One series from before the range, with a reset in it.
            Sum("cumulative", 100, -10_000), Sum("cumulative", 130, 10_000), Sum("cumulative", 150, 70_000), Sum("cumulative", 4, 90_000),
            // One that begins in the range, one of which nothing is known before its first point.
            Change(Sum("cumulative", 7, 20_000, route: "/new"), started: 15_000),
            Sum("cumulative", 1_000, 20_000, route: "/old"), Sum("cumulative", 1_001, 80_000, route: "/old"),
        ]);

        var (first, second) = await TwoBucketsAsync("cumulative");

        Assert.Equal(37, first.Value);
        Assert.Equal(25, second.Value);
    }

    [Fact]
    public async Task GetAsync_SumThatFallsToo_IsALevel()
    {
        await StoreAsync(_writer, metrics: [Change(Sum("level", 5, 0), monotonic: false), Change(Sum("level", 3, 1_000), monotonic: false)]);

        var (first, second) = await TwoBucketsAsync("level");

        Assert.Equal((4d, 3d, 5d, null), (first.Value, first.Min, first.Max, first.Rate));
        Assert.Null(second.Value);
    }

    [Theory]
    [InlineData(MetricTemporality.Delta)]
    [InlineData(MetricTemporality.Cumulative)]
    public async Task GetAsync_Histogram_GivesQuantiles(MetricTemporality temporality)
    {
        var name = $"histogram.{temporality}";
        var isDelta = temporality == MetricTemporality.Delta;
        await StoreAsync(_writer, metrics:
        [
            Histogram(name, temporality, -5_000, 10, [10, 0, 0]),
            Histogram(name, temporality, 5_000, isDelta ? 100 : 110, isDelta ? [0, 100, 0] : [10, 100, 0]),
            Histogram(name, temporality, 65_000, isDelta ? 10 : 120, isDelta ? [10, 0, 0] : [20, 100, 0]),
        ]);

        var (first, second) = await TwoBucketsAsync(name);

        Assert.Equal((100, 15d, 19.5), (first.Count, first.P50, first.P95));
        Assert.Equal((10, 5d), (second.Count, second.P50));
        Assert.Equal(100d / 60, first.Rate);
        Assert.Equal(2, first.Value);
        Assert.Equal(isDelta ? 9d : null, first.Max);
    }

    [Theory]
    [InlineData(MetricTemporality.Delta)]
    [InlineData(MetricTemporality.Cumulative)]
    public async Task GetAsync_ExponentialHistogram_GivesQuantiles(MetricTemporality temporality)
    {
        var name = $"exponential.{temporality}";
        var isDelta = temporality == MetricTemporality.Delta;
        await StoreAsync(_writer, metrics:
        [
            Exponential(name, temporality, -5_000, 4, 4, [4]),
            // From 8 to 16, and beside it what was there before.
            Exponential(name, temporality, 5_000, isDelta ? 10 : 14, 3, isDelta ? [10] : [10, 4]),
        ]);

        var (first, second) = await TwoBucketsAsync(name);

        Assert.Equal((10, 12d), (first.Count, first.P50));
        Assert.Equal((0, null), (second.Count, second.P50));
    }

    [Fact]
    public async Task GetAsync_Summary_GivesRateAndAverage()
    {
        await StoreAsync(_writer, metrics:
        [
            Change(Point("summary", 0, -1_000), kind: MetricKind.Summary, count: 10, sum: 100), Change(Point("summary", 0, 1_000), kind: MetricKind.Summary, count: 70, sum: 220),
        ]);

        var (first, _) = await TwoBucketsAsync("summary");

        Assert.Equal((60, 1d, 2d), (first.Count, first.Rate, first.Value));
    }

    private async Task<(MetricBucket First, MetricBucket Second)> TwoBucketsAsync(string name)
    {
        var result = await _reader.GetAsync(new MetricQuery(Minutes, name, Buckets: 2), default);
        var series = Assert.Single(result!.Series);
        Assert.Equal([Start, Start + (60 * Second)], series.Buckets.Select(bucket => bucket.StartUnixNanoseconds));
        return (series.Buckets[0], series.Buckets[1]);
    }

    private static MetricRow Sum(
        string name, double value, long milliseconds, MetricTemporality temporality = MetricTemporality.Cumulative, string route = "/orders") =>
        Change(Point(name, value, milliseconds, route: route), kind: MetricKind.Sum, temporality: temporality, monotonic: true, started: -60_000);

    private static MetricRow Histogram(string name, MetricTemporality temporality, long milliseconds, long count, ulong[] counts) => Change(
        Point(name, 0, milliseconds), kind: MetricKind.Histogram, temporality: temporality, started: -60_000, count: count, sum: 2 * count, counts: counts,
        max: temporality == MetricTemporality.Delta ? 9 : 1_000);

    private static MetricRow Exponential(string name, MetricTemporality temporality, long milliseconds, long count, int offset, ulong[] counts) => Change(
        Point(name, 0, milliseconds), kind: MetricKind.ExponentialHistogram, temporality: temporality, started: -60_000, count: count, offset: offset, positive: counts);

    private static MetricRow Change(
        MetricRow row, MetricKind? kind = null, MetricTemporality? temporality = null, bool? monotonic = null, uint flags = 0, long started = -60_000,
        long count = 0, double? sum = null, double? max = null, ulong[]? counts = null, int offset = 0, ulong[]? positive = null) => new()
        {
            Name = row.Name,
            Kind = kind ?? row.Kind,
            Temporality = temporality ?? row.Temporality,
            IsMonotonic = monotonic ?? row.IsMonotonic,
            TimeUnixNanoseconds = row.TimeUnixNanoseconds,
            StartUnixNanoseconds = Start + (started * Millisecond),
            Flags = flags,
            Number = row.Number,
            Count = (ulong)count,
            Sum = sum,
            Max = max,
            BucketCounts = counts ?? [],
            ExplicitBounds = counts is null ? [] : [10, 20],
            PositiveOffset = offset,
            PositiveCounts = positive ?? [],
            Resource = row.Resource,
            Attributes = row.Attributes,
            ReceivedUnixNanoseconds = row.ReceivedUnixNanoseconds,
        };
}
