using Google.Protobuf.Collections;
using Observe.Collector.Decode;
using Observe.Collector.Proto.Metrics;
using Observe.Storage.Write;
using Observe.Testing.Rows;

namespace Observe.Collector.Tests.Reference;

/// <summary>Metrics to rows, one a data point. A bad point is refused alone.</summary>
internal static class ReferenceMetricDecoder
{
    public static ReferenceResult Decode(ExportMetricsServiceRequest request, TimeWindow window)
    {
        var rows = new List<MetricRow>();
        var refused = new RefusalTally();
        long received = 0;
        foreach (var group in request.ResourceMetrics)
        {
            var resource = ReferenceResourceDecoder.Decode(group.Resource, group.SchemaUrl);
            foreach (var scope in group.ScopeMetrics)
            {
                var scopeAttributes = ReferenceAttributeDecoder.Decode(scope.Scope?.Attributes);
                foreach (var metric in scope.Metrics)
                {
                    foreach (var point in Points(metric))
                    {
                        received++;
                        if (EventTime.Refusal(point.Time, window) is { } reason)
                        {
                            refused.Add(reason);
                            continue;
                        }
                        rows.Add(Row(metric, point, resource, scope, scopeAttributes, window));
                    }
                }
            }
        }
        return new ReferenceResult(new TelemetryRows([], [], []) { Metrics = rows }, received, refused.Counts, null);
    }

    private static IEnumerable<Point> Points(Metric metric) => metric.DataCase switch
    {
        Metric.DataOneofCase.Gauge => metric.Gauge.DataPoints.Select(Number),
        Metric.DataOneofCase.Sum => metric.Sum.DataPoints.Select(Number),
        Metric.DataOneofCase.Histogram => metric.Histogram.DataPoints.Select(Histogram),
        Metric.DataOneofCase.ExponentialHistogram => metric.ExponentialHistogram.DataPoints.Select(Exponential),
        Metric.DataOneofCase.Summary => metric.Summary.DataPoints.Select(Summary),
        _ => [],
    };

    private static Point Number(NumberDataPoint point) => new(
        point.StartTimeUnixNano, point.TimeUnixNano, point.Flags, point.Attributes, point.Exemplars)
    {
        Number = point.ValueCase switch
        {
            NumberDataPoint.ValueOneofCase.AsDouble => MetricNumber.Of(point.AsDouble),
            NumberDataPoint.ValueOneofCase.AsInt => MetricNumber.Of(point.AsInt),
            _ => default,
        },
    };

    private static Point Histogram(HistogramDataPoint point) => new(
        point.StartTimeUnixNano, point.TimeUnixNano, point.Flags, point.Attributes, point.Exemplars)
    {
        Count = point.Count,
        Sum = point.HasSum ? point.Sum : null,
        Min = point.HasMin ? point.Min : null,
        Max = point.HasMax ? point.Max : null,
        BucketCounts = [.. point.BucketCounts],
        ExplicitBounds = [.. point.ExplicitBounds],
    };

    private static Point Exponential(ExponentialHistogramDataPoint point) => new(
        point.StartTimeUnixNano, point.TimeUnixNano, point.Flags, point.Attributes, point.Exemplars)
    {
        Count = point.Count,
        Sum = point.HasSum ? point.Sum : null,
        Min = point.HasMin ? point.Min : null,
        Max = point.HasMax ? point.Max : null,
        Scale = point.Scale,
        ZeroCount = point.ZeroCount,
        ZeroThreshold = point.ZeroThreshold,
        Positive = point.Positive,
        Negative = point.Negative,
    };

    private static Point Summary(SummaryDataPoint point) => new(
        point.StartTimeUnixNano, point.TimeUnixNano, point.Flags, point.Attributes, [])
    {
        Count = point.Count,
        Sum = point.Sum,
        Quantiles = [.. point.QuantileValues.Select(item => (item.Quantile, item.Value))],
    };

    private static MetricRow Row(
        Metric metric, Point point, ResourceRow resource, ScopeMetrics scope, IReadOnlyList<Storage.TelemetryAttribute> scopeAttributes, TimeWindow window)
    {
        uint dropped = 0;
        var exemplars = new List<MetricExemplar>();
        foreach (var exemplar in point.Exemplars)
        {
            exemplars.Add(Exemplar(exemplar, ref dropped));
        }
        var (temporality, isMonotonic) = metric.DataCase switch
        {
            Metric.DataOneofCase.Sum => (metric.Sum.AggregationTemporality, metric.Sum.IsMonotonic),
            Metric.DataOneofCase.Histogram => (metric.Histogram.AggregationTemporality, false),
            Metric.DataOneofCase.ExponentialHistogram => (metric.ExponentialHistogram.AggregationTemporality, false),
            _ => (AggregationTemporality.Unspecified, false),
        };
        return new MetricRow
        {
            Name = AnyValueText.Cut(metric.Name, out _),
            Kind = Enum.Parse<MetricKind>(metric.DataCase.ToString()),
            Unit = AnyValueText.Cut(metric.Unit, out _),
            Description = AnyValueText.Cut(metric.Description, out _),
            Metadata = ReferenceAttributeDecoder.Decode(metric.Metadata),
            Temporality = Enum.IsDefined(temporality) ? (MetricTemporality)temporality : MetricTemporality.Unspecified,
            IsMonotonic = isMonotonic,
            TimeUnixNanoseconds = (long)point.Time,
            StartUnixNanoseconds = EventTime.Clamp(point.Start),
            Flags = point.Flags,
            Number = point.Number,
            Count = point.Count,
            Sum = point.Sum,
            Min = point.Min,
            Max = point.Max,
            BucketCounts = point.BucketCounts,
            ExplicitBounds = point.ExplicitBounds,
            Scale = point.Scale,
            ZeroCount = point.ZeroCount,
            ZeroThreshold = point.ZeroThreshold,
            PositiveOffset = point.Positive?.Offset ?? 0,
            PositiveCounts = [.. point.Positive?.BucketCounts ?? []],
            NegativeOffset = point.Negative?.Offset ?? 0,
            NegativeCounts = [.. point.Negative?.BucketCounts ?? []],
            Quantiles = point.Quantiles,
            Exemplars = exemplars,
            Resource = resource,
            ScopeName = AnyValueText.Cut(scope.Scope?.Name ?? "", out _),
            ScopeVersion = AnyValueText.Cut(scope.Scope?.Version ?? "", out _),
            ScopeAttributes = scopeAttributes,
            Attributes = ReferenceAttributeDecoder.Decode(point.Attributes, ref dropped),
            DroppedAttributes = dropped,
            ReceivedUnixNanoseconds = window.ReceivedUnixNanoseconds,
        };
    }

    private static MetricExemplar Exemplar(Exemplar exemplar, ref uint dropped)
    {
        Ids.TryTraceId(exemplar.TraceId, out var traceId);
        Ids.TrySpanId(exemplar.SpanId, out var spanId);
        var number = exemplar.ValueCase switch
        {
            Proto.Metrics.Exemplar.ValueOneofCase.AsDouble => MetricNumber.Of(exemplar.AsDouble),
            Proto.Metrics.Exemplar.ValueOneofCase.AsInt => MetricNumber.Of(exemplar.AsInt),
            _ => default,
        };
        return new MetricExemplar(
            EventTime.Clamp(exemplar.TimeUnixNano), number, traceId, spanId,
            ReferenceAttributeDecoder.Decode(exemplar.FilteredAttributes, ref dropped));
    }

    /// <summary>What any kind of data point may have.</summary>
    private sealed record Point(
        ulong Start, ulong Time, uint Flags, RepeatedField<Proto.Common.KeyValue> Attributes, IReadOnlyList<Exemplar> Exemplars)
    {
        public MetricNumber Number { get; init; }
        public ulong Count { get; init; }
        public double? Sum { get; init; }
        public double? Min { get; init; }
        public double? Max { get; init; }
        public IReadOnlyList<ulong> BucketCounts { get; init; } = [];
        public IReadOnlyList<double> ExplicitBounds { get; init; } = [];
        public int Scale { get; init; }
        public ulong ZeroCount { get; init; }
        public double ZeroThreshold { get; init; }
        public ExponentialHistogramDataPoint.Types.Buckets? Positive { get; init; }
        public ExponentialHistogramDataPoint.Types.Buckets? Negative { get; init; }
        public IReadOnlyList<(double Quantile, double Value)> Quantiles { get; init; } = [];
    }
}
