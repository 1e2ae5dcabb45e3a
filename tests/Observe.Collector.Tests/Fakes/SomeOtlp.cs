using Google.Protobuf;
using Observe.Collector.Proto.Common;
using Observe.Collector.Proto.Logs;
using Observe.Collector.Proto.Metrics;
using Observe.Collector.Proto.Resource;
using Observe.Collector.Proto.Trace;

namespace Observe.Collector.Tests.Fakes;

/// <summary>OTLP messages with sensible defaults; a test names only what it is about.</summary>
internal static class SomeOtlp
{
    public const ulong Second = 1_000_000_000;

    public static ulong Now { get; } = (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;

    public static ExportTraceServiceRequest Traces(params Span[] spans) => new()
    {
        ResourceSpans =
        {
            new ResourceSpans
            {
                Resource = Resource(),
                ScopeSpans = { new ScopeSpans { Scope = new InstrumentationScope { Name = "test", Version = "1.0" }, Spans = { spans } } },
            },
        },
    };

    public static ExportLogsServiceRequest Logs(params LogRecord[] records) => new()
    {
        ResourceLogs = { new ResourceLogs { Resource = Resource(), ScopeLogs = { new ScopeLogs { LogRecords = { records } } } } },
    };

    public static ExportMetricsServiceRequest Metrics(params Metric[] metrics) => new()
    {
        ResourceMetrics = { new ResourceMetrics { Resource = Resource(), ScopeMetrics = { new ScopeMetrics { Metrics = { metrics } } } } },
    };

    public static Metric Gauge(params NumberDataPoint[] points) => new() { Name = "queue.length", Unit = "1", Gauge = new Gauge { DataPoints = { points } } };

    public static NumberDataPoint Point(Action<NumberDataPoint>? change = null)
    {
        var point = new NumberDataPoint { TimeUnixNano = Now, AsDouble = 1.5 };
        change?.Invoke(point);
        return point;
    }

    /// <summary>A metric of each kind, with a data point each.</summary>
    public static IReadOnlyList<Metric> EachKind() =>
    [
        Gauge(Point()),
        new Metric { Name = "requests", Sum = new Sum { AggregationTemporality = AggregationTemporality.Delta, DataPoints = { Point(point => point.AsInt = 4) } } },
        new Metric { Name = "latency", Histogram = new Histogram { DataPoints = { new HistogramDataPoint { TimeUnixNano = Now, Count = 3, BucketCounts = { 1, 2 }, ExplicitBounds = { 5 } } } } },
        new Metric
        {
            Name = "size",
            ExponentialHistogram = new ExponentialHistogram
            {
                DataPoints = { new ExponentialHistogramDataPoint { TimeUnixNano = Now, Count = 3, Positive = new() { Offset = -2, BucketCounts = { 3 } } } },
            },
        },
        new Metric { Name = "gc", Summary = new Summary { DataPoints = { new SummaryDataPoint { TimeUnixNano = Now, Count = 3, QuantileValues = { new SummaryDataPoint.Types.ValueAtQuantile { Quantile = .5, Value = 2 } } } } } },
    ];

    public static Span Span(Action<Span>? change = null)
    {
        var span = new Span
        {
            TraceId = Bytes(16),
            SpanId = Bytes(8),
            Name = "GET /orders",
            Kind = Observe.Collector.Proto.Trace.Span.Types.SpanKind.Server,
            StartTimeUnixNano = Now,
            EndTimeUnixNano = Now + Second,
        };
        change?.Invoke(span);
        return span;
    }

    public static LogRecord Log(Action<LogRecord>? change = null)
    {
        var record = new LogRecord { TimeUnixNano = Now, SeverityNumber = 9, Body = Text("hello") };
        change?.Invoke(record);
        return record;
    }

    public static Resource Resource() => new() { Attributes = { Pair("service.name", Text("checkout")) } };

    public static KeyValue Pair(string key, AnyValue value) => new() { Key = key, Value = value };

    public static AnyValue Text(string text) => new() { StringValue = text };

    /// <summary>Arrays in each other.</summary>
    public static AnyValue NestedArrays(int depth)
    {
        var value = Text("bottom");
        for (var i = 0; i < depth; i++)
        {
            value = new AnyValue { ArrayValue = new ArrayValue { Values = { value } } };
        }
        return value;
    }

    /// <summary>Key-value lists in each other.</summary>
    public static AnyValue NestedLists(int depth)
    {
        var value = Text("bottom");
        for (var i = 0; i < depth; i++)
        {
            value = new AnyValue { KvlistValue = new KeyValueList { Values = { Pair("k", value) } } };
        }
        return value;
    }

    public static ByteString Bytes(int length)
    {
        var bytes = new byte[length];
        Random.Shared.NextBytes(bytes);
        bytes[0] |= 1;
        return ByteString.CopyFrom(bytes);
    }
}
