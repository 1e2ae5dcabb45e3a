using System.Text.Json;
using Observe.Storage.Engine;
using Observe.Storage.Write;
using Observe.Testing.Rows;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Write;

/// <summary>Data points of each kind on the engine and back.</summary>
public class MetricBlockTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private static readonly MetricExemplar[] Exemplars =
    [
        new(Start + 1, MetricNumber.Of(12.5), new TraceId(7, 8), new SpanId(9), [new("user", AttributeValue.Of("ada"))]),
        new(Start + 2, MetricNumber.Of(long.MaxValue), default, default, []),
        new(Start + 3, default, default, default, []),
    ];

    private readonly TelemetryWriter _writer = fixture.Writer;

    public static TheoryData<MetricKind> Kinds { get; } = new(Enum.GetValues<MetricKind>());

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task InsertAsync_PointsOfAKind_ComeBackEqual(MetricKind kind)
    {
        MetricRow[] rows = [.. Rows(kind)];

        await StoreAsync(_writer, metrics: rows);

        var read = await ReadAsync(kind);
        Assert.Equal(rows.Select(Text), read);
    }

    [Fact]
    public async Task Series_SameAttributesInAnotherOrder_AreOne()
    {
        TelemetryAttribute first = new("a", AttributeValue.Of("1"));
        TelemetryAttribute second = new("b", AttributeValue.Of("2"));

        await StoreAsync(_writer, metrics:
        [
            Row(MetricKind.Gauge, "series", attributes: [first, second]),
            Row(MetricKind.Gauge, "series", attributes: [second, first]),
            Row(MetricKind.Gauge, "series", attributes: [first]),
            Row(MetricKind.Sum, "series", attributes: [first]),
        ]);

        var series = await fixture.Database.QueryAsync(
            "SELECT uniqExact(series) FROM metrics WHERE name = 'series'", null, row => Convert.ToInt32(row.GetValue(0)), default);
        Assert.Equal([3], series);
    }

    private static IEnumerable<MetricRow> Rows(MetricKind kind) => kind switch
    {
        MetricKind.Gauge =>
        [
            Row(kind, number: MetricNumber.Of(double.NaN)),
            Row(kind, number: MetricNumber.Of(long.MinValue + 1)),
            Row(kind, number: default, flags: 1),
        ],
        MetricKind.Sum => [Row(kind, number: MetricNumber.Of(5L), temporality: MetricTemporality.Cumulative, isMonotonic: true)],
        MetricKind.Histogram => [Row(kind, histogram: true), Row(kind)],
        MetricKind.ExponentialHistogram => [Row(kind, exponential: true), Row(kind)],
        _ => [Row(kind, quantiles: [(0, 1), (.5, double.PositiveInfinity)])],
    };

    private static MetricRow Row(
        MetricKind kind, string? name = null, MetricNumber number = default, uint flags = 0, MetricTemporality temporality = default, bool isMonotonic = false,
        bool histogram = false, bool exponential = false, (double, double)[]? quantiles = null, TelemetryAttribute[]? attributes = null) => new()
        {
            Name = name ?? kind.ToString(),
            Kind = kind,
            Unit = "ms",
            Description = "What it is.",
            Metadata = [new("source", AttributeValue.Of("test"))],
            Temporality = temporality,
            IsMonotonic = isMonotonic,
            TimeUnixNanoseconds = Start,
            StartUnixNanoseconds = Start - Second,
            Flags = flags,
            Number = number,
            Count = ulong.MaxValue,
            Sum = histogram ? -1.5 : null,
            Min = exponential ? double.NegativeInfinity : null,
            Max = exponential ? 0 : null,
            BucketCounts = histogram ? [1, ulong.MaxValue] : [],
            ExplicitBounds = histogram ? [.5] : [],
            Scale = exponential ? -10 : 0,
            ZeroCount = exponential ? 3ul : 0,
            ZeroThreshold = exponential ? 1e-9 : 0,
            PositiveOffset = exponential ? int.MinValue : 0,
            PositiveCounts = exponential ? [0, 5] : [],
            NegativeOffset = exponential ? int.MaxValue : 0,
            NegativeCounts = exponential ? [8] : [],
            Quantiles = quantiles ?? [],
            Exemplars = histogram || kind == MetricKind.Sum ? Exemplars : [],
            Resource = Resource(),
            ScopeName = "scope",
            Attributes = attributes ?? [],
            DroppedAttributes = 2,
            ReceivedUnixNanoseconds = Start + Second,
        };

    /// <summary>The row as the query below gives it: numbers and arrays as ClickHouse writes them, in one line.</summary>
    private static string Text(MetricRow row) => JsonSerializer.Serialize(new object[]
    {
        row.Unit, row.Description, row.Metadata.Single().Value.Text, (byte)row.Temporality, row.IsMonotonic, row.TimeUnixNanoseconds, row.StartUnixNanoseconds,
        row.Flags, (byte)row.Number.Type, row.Number.Type == MetricValueType.Double ? Bits(BitConverter.UInt64BitsToDouble(row.Number.Bits)) : 0,
        row.Number.Type == MetricValueType.Integer ? (long)row.Number.Bits : 0, row.Count, Optional(row.Sum), Optional(row.Min), Optional(row.Max),
        row.BucketCounts, row.ExplicitBounds.Select(Bits), row.Scale, row.ZeroCount, Bits(row.ZeroThreshold), row.PositiveOffset, row.PositiveCounts,
        row.NegativeOffset, row.NegativeCounts, row.Quantiles.Select(item => Bits(item.Quantile)), row.Quantiles.Select(item => Bits(item.Value)),
        row.Exemplars.Select(item => item.TimeUnixNanoseconds), row.Exemplars.Select(item => (int)item.Number.Type),
        row.Exemplars.Select(item => item.Number.Type == MetricValueType.Double ? (long)item.Number.Bits : 0),
        row.Exemplars.Select(item => item.Number.Type == MetricValueType.Integer ? (long)item.Number.Bits : 0),
        row.Exemplars.Select(item => item.TraceId.ToString()), row.Exemplars.Select(item => item.SpanId.ToString()),
        row.Exemplars.Select(item => OtlpJson.Write(item.Attributes)), row.Resource.Service, row.ScopeName, row.DroppedAttributes,
    });

    private static long[] Optional(double? value) => [value.HasValue ? 1 : 0, Bits(value ?? 0)];

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);

    private async Task<IReadOnlyList<string>> ReadAsync(MetricKind kind)
    {
        // A double is compared by its bits; of an integer the nearest double stands beside it.
        var parameters = new SqlParameters();
        var rows = await fixture.Database.QueryAsync(
            "SELECT unit, description, JSONExtractString(metadata, 1, 'value', 'stringValue'), temporality, is_monotonic, toUnixTimestamp64Nano(time), "
            + "toUnixTimestamp64Nano(start_time), flags, value_type, if(value_type = 1, reinterpretAsInt64(value), 0), value_int, count, "
            + "[toInt64(has_sum), reinterpretAsInt64(sum)], [toInt64(has_min), reinterpretAsInt64(min)], [toInt64(has_max), reinterpretAsInt64(max)], "
            + "bucket_counts, arrayMap(x -> reinterpretAsInt64(x), explicit_bounds), scale, zero_count, reinterpretAsInt64(zero_threshold), positive_offset, "
            + "positive_counts, negative_offset, negative_counts, arrayMap(x -> reinterpretAsInt64(x), quantiles), arrayMap(x -> reinterpretAsInt64(x), quantile_values), "
            + "arrayMap(x -> toUnixTimestamp64Nano(x), exemplar_times), arrayMap(x -> toInt32(x), exemplar_value_types), "
            + "arrayMap((x, t) -> if(t = 1, reinterpretAsInt64(x), 0), exemplar_values, exemplar_value_types), exemplar_ints, "
            + "arrayMap(x -> lower(hex(x)), exemplar_trace_ids), arrayMap(x -> lower(hex(x)), exemplar_span_ids), exemplar_attributes, service, scope_name, "
            + "dropped_attributes FROM metrics "
            + $"WHERE name = {parameters.Add("String", kind.ToString())} ORDER BY value_type != 1, value_type = 0, length(bucket_counts) = 0, length(positive_counts) = 0",
            parameters, row => JsonSerializer.Serialize(Enumerable.Range(0, row.FieldCount).Select(row.GetValue)), default);
        return rows;
    }
}
