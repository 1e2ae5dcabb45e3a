using System.Text.Json;
using Observe.Collector.Proto.Metrics;

namespace Observe.Collector.Tests.Reference;

/// <summary>The metrics of OTLP/JSON into the messages of OTLP/protobuf, as <see cref="OtlpJsonReader"/> does it.</summary>
internal static class OtlpMetricJsonReader
{
    public static ExportMetricsServiceRequest Read(ReadOnlyMemory<byte> body)
    {
        using var document = OtlpJsonReader.Parse(body);
        var request = new ExportMetricsServiceRequest();
        foreach (var field in JsonField.Of(document.RootElement, "request"))
        {
            if (field.Name == "resourceMetrics")
            {
                field.Fill(request.ResourceMetrics, ReadResourceMetrics);
            }
        }
        return request;
    }

    private static ResourceMetrics ReadResourceMetrics(JsonElement element)
    {
        var result = new ResourceMetrics();
        foreach (var field in JsonField.Of(element, "resourceMetrics"))
        {
            switch (field.Name)
            {
                case "resource": result.Resource = OtlpJsonReader.ReadResource(field.Value); break;
                case "scopeMetrics": field.Fill(result.ScopeMetrics, ReadScopeMetrics); break;
                case "schemaUrl": result.SchemaUrl = field.Text(); break;
            }
        }
        return result;
    }

    private static ScopeMetrics ReadScopeMetrics(JsonElement element)
    {
        var result = new ScopeMetrics();
        foreach (var field in JsonField.Of(element, "scopeMetrics"))
        {
            switch (field.Name)
            {
                case "scope": result.Scope = OtlpJsonReader.ReadScope(field.Value); break;
                case "metrics": field.Fill(result.Metrics, ReadMetric); break;
                case "schemaUrl": result.SchemaUrl = field.Text(); break;
            }
        }
        return result;
    }

    private static Metric ReadMetric(JsonElement element)
    {
        var metric = new Metric();
        foreach (var field in JsonField.Of(element, "metrics"))
        {
            switch (field.Name)
            {
                case "name": metric.Name = field.Text(); break;
                case "description": metric.Description = field.Text(); break;
                case "unit": metric.Unit = field.Text(); break;
                case "gauge": metric.Gauge = ReadGauge(field.Value); break;
                case "sum": metric.Sum = ReadSum(field.Value); break;
                case "histogram": metric.Histogram = ReadHistogram(field.Value); break;
                case "exponentialHistogram": metric.ExponentialHistogram = ReadExponential(field.Value); break;
                case "summary": metric.Summary = ReadSummary(field.Value); break;
                case "metadata": field.Fill(metric.Metadata, OtlpJsonReader.ReadKeyValue); break;
            }
        }
        return metric;
    }

    private static Gauge ReadGauge(JsonElement element)
    {
        var gauge = new Gauge();
        foreach (var field in JsonField.Of(element, "gauge"))
        {
            if (field.Name == "dataPoints")
            {
                field.Fill(gauge.DataPoints, ReadNumberPoint);
            }
        }
        return gauge;
    }

    private static Sum ReadSum(JsonElement element)
    {
        var sum = new Sum();
        foreach (var field in JsonField.Of(element, "sum"))
        {
            switch (field.Name)
            {
                case "dataPoints": field.Fill(sum.DataPoints, ReadNumberPoint); break;
                case "aggregationTemporality": sum.AggregationTemporality = (AggregationTemporality)field.EnumNumber(); break;
                case "isMonotonic": sum.IsMonotonic = field.Boolean(); break;
            }
        }
        return sum;
    }

    private static Histogram ReadHistogram(JsonElement element)
    {
        var histogram = new Histogram();
        foreach (var field in JsonField.Of(element, "histogram"))
        {
            switch (field.Name)
            {
                case "dataPoints": field.Fill(histogram.DataPoints, ReadHistogramPoint); break;
                case "aggregationTemporality": histogram.AggregationTemporality = (AggregationTemporality)field.EnumNumber(); break;
            }
        }
        return histogram;
    }

    private static ExponentialHistogram ReadExponential(JsonElement element)
    {
        var histogram = new ExponentialHistogram();
        foreach (var field in JsonField.Of(element, "exponentialHistogram"))
        {
            switch (field.Name)
            {
                case "dataPoints": field.Fill(histogram.DataPoints, ReadExponentialPoint); break;
                case "aggregationTemporality": histogram.AggregationTemporality = (AggregationTemporality)field.EnumNumber(); break;
            }
        }
        return histogram;
    }

    private static Summary ReadSummary(JsonElement element)
    {
        var summary = new Summary();
        foreach (var field in JsonField.Of(element, "summary"))
        {
            if (field.Name == "dataPoints")
            {
                field.Fill(summary.DataPoints, ReadSummaryPoint);
            }
        }
        return summary;
    }

    private static NumberDataPoint ReadNumberPoint(JsonElement element)
    {
        var point = new NumberDataPoint();
        foreach (var field in JsonField.Of(element, "dataPoints"))
        {
            switch (field.Name)
            {
                case "startTimeUnixNano": point.StartTimeUnixNano = field.UnsignedInteger(); break;
                case "timeUnixNano": point.TimeUnixNano = field.UnsignedInteger(); break;
                case "asDouble": point.AsDouble = field.Double(); break;
                case "asInt": point.AsInt = field.SignedInteger(); break;
                case "exemplars": field.Fill(point.Exemplars, ReadExemplar); break;
                case "attributes": field.Fill(point.Attributes, OtlpJsonReader.ReadKeyValue); break;
                case "flags": point.Flags = field.UnsignedShort(); break;
            }
        }
        return point;
    }

    private static HistogramDataPoint ReadHistogramPoint(JsonElement element)
    {
        var point = new HistogramDataPoint();
        foreach (var field in JsonField.Of(element, "dataPoints"))
        {
            switch (field.Name)
            {
                case "startTimeUnixNano": point.StartTimeUnixNano = field.UnsignedInteger(); break;
                case "timeUnixNano": point.TimeUnixNano = field.UnsignedInteger(); break;
                case "count": point.Count = field.UnsignedInteger(); break;
                case "sum": point.Sum = field.Double(); break;
                case "bucketCounts": field.Fill(point.BucketCounts, item => new JsonField("bucketCounts", item).UnsignedInteger()); break;
                case "explicitBounds": field.Fill(point.ExplicitBounds, item => new JsonField("explicitBounds", item).Double()); break;
                case "exemplars": field.Fill(point.Exemplars, ReadExemplar); break;
                case "attributes": field.Fill(point.Attributes, OtlpJsonReader.ReadKeyValue); break;
                case "flags": point.Flags = field.UnsignedShort(); break;
                case "min": point.Min = field.Double(); break;
                case "max": point.Max = field.Double(); break;
            }
        }
        return point;
    }

    private static ExponentialHistogramDataPoint ReadExponentialPoint(JsonElement element)
    {
        var point = new ExponentialHistogramDataPoint();
        foreach (var field in JsonField.Of(element, "dataPoints"))
        {
            switch (field.Name)
            {
                case "startTimeUnixNano": point.StartTimeUnixNano = field.UnsignedInteger(); break;
                case "timeUnixNano": point.TimeUnixNano = field.UnsignedInteger(); break;
                case "count": point.Count = field.UnsignedInteger(); break;
                case "sum": point.Sum = field.Double(); break;
                case "scale": point.Scale = (int)field.SignedInteger(); break;
                case "zeroCount": point.ZeroCount = field.UnsignedInteger(); break;
                case "zeroThreshold": point.ZeroThreshold = field.Double(); break;
                case "positive": point.Positive = ReadBuckets(field.Value); break;
                case "negative": point.Negative = ReadBuckets(field.Value); break;
                case "exemplars": field.Fill(point.Exemplars, ReadExemplar); break;
                case "attributes": field.Fill(point.Attributes, OtlpJsonReader.ReadKeyValue); break;
                case "flags": point.Flags = field.UnsignedShort(); break;
                case "min": point.Min = field.Double(); break;
                case "max": point.Max = field.Double(); break;
            }
        }
        return point;
    }

    private static ExponentialHistogramDataPoint.Types.Buckets ReadBuckets(JsonElement element)
    {
        var buckets = new ExponentialHistogramDataPoint.Types.Buckets();
        foreach (var field in JsonField.Of(element, "buckets"))
        {
            switch (field.Name)
            {
                case "offset": buckets.Offset = (int)field.SignedInteger(); break;
                case "bucketCounts": field.Fill(buckets.BucketCounts, item => new JsonField("bucketCounts", item).UnsignedInteger()); break;
            }
        }
        return buckets;
    }

    private static SummaryDataPoint ReadSummaryPoint(JsonElement element)
    {
        var point = new SummaryDataPoint();
        foreach (var field in JsonField.Of(element, "dataPoints"))
        {
            switch (field.Name)
            {
                case "startTimeUnixNano": point.StartTimeUnixNano = field.UnsignedInteger(); break;
                case "timeUnixNano": point.TimeUnixNano = field.UnsignedInteger(); break;
                case "count": point.Count = field.UnsignedInteger(); break;
                case "sum": point.Sum = field.Double(); break;
                case "quantileValues": field.Fill(point.QuantileValues, ReadQuantile); break;
                case "attributes": field.Fill(point.Attributes, OtlpJsonReader.ReadKeyValue); break;
                case "flags": point.Flags = field.UnsignedShort(); break;
            }
        }
        return point;
    }

    private static SummaryDataPoint.Types.ValueAtQuantile ReadQuantile(JsonElement element)
    {
        var quantile = new SummaryDataPoint.Types.ValueAtQuantile();
        foreach (var field in JsonField.Of(element, "quantileValues"))
        {
            switch (field.Name)
            {
                case "quantile": quantile.Quantile = field.Double(); break;
                case "value": quantile.Value = field.Double(); break;
            }
        }
        return quantile;
    }

    private static Exemplar ReadExemplar(JsonElement element)
    {
        var exemplar = new Exemplar();
        foreach (var field in JsonField.Of(element, "exemplars"))
        {
            switch (field.Name)
            {
                case "timeUnixNano": exemplar.TimeUnixNano = field.UnsignedInteger(); break;
                case "asDouble": exemplar.AsDouble = field.Double(); break;
                case "asInt": exemplar.AsInt = field.SignedInteger(); break;
                case "spanId": exemplar.SpanId = field.HexBytes(); break;
                case "traceId": exemplar.TraceId = field.HexBytes(); break;
                case "filteredAttributes": field.Fill(exemplar.FilteredAttributes, OtlpJsonReader.ReadKeyValue); break;
            }
        }
        return exemplar;
    }
}
