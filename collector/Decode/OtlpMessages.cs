using Kind = Observe.Collector.Decode.JsonFieldKind;

namespace Observe.Collector.Decode;

/// <summary>
/// The messages of OTLP with their JSON names and numbers
/// (https://github.com/open-telemetry/opentelemetry-proto, common, resource, trace, logs and metrics v1).
/// </summary>
internal static class OtlpMessages
{
    public static JsonMessage Traces { get; } = new JsonMessage().WithMany("resourceSpans", 1, () => ResourceSpans!);

    public static JsonMessage Logs { get; } = new JsonMessage().WithMany("resourceLogs", 1, () => ResourceLogs!);

    public static JsonMessage Metrics { get; } = new JsonMessage().WithMany("resourceMetrics", 1, () => ResourceMetrics!);

    private static readonly JsonMessage AnyValue = new JsonMessage()
        .With("stringValue", 1, Kind.Text)
        .With("boolValue", 2, Kind.Boolean)
        .With("intValue", 3, Kind.Int64)
        .With("doubleValue", 4, Kind.Double)
        .With("arrayValue", 5, () => ArrayValue!)
        .With("kvlistValue", 6, () => KeyValueList!)
        .With("bytesValue", 7, Kind.Base64);

    private static readonly JsonMessage ArrayValue = new JsonMessage().WithMany("values", 1, () => AnyValue);

    private static readonly JsonMessage KeyValueList = new JsonMessage().WithMany("values", 1, () => KeyValue!);

    private static readonly JsonMessage KeyValue = new JsonMessage().With("key", 1, Kind.Text).With("value", 2, () => AnyValue);

    private static readonly JsonMessage Resource = new JsonMessage()
        .WithMany("attributes", 1, () => KeyValue)
        .With("droppedAttributesCount", 2, Kind.UInt32);

    private static readonly JsonMessage Scope = new JsonMessage()
        .With("name", 1, Kind.Text)
        .With("version", 2, Kind.Text)
        .WithMany("attributes", 3, () => KeyValue)
        .With("droppedAttributesCount", 4, Kind.UInt32);

    private static readonly JsonMessage Event = new JsonMessage()
        .With("timeUnixNano", 1, Kind.Fixed64)
        .With("name", 2, Kind.Text)
        .WithMany("attributes", 3, () => KeyValue)
        .With("droppedAttributesCount", 4, Kind.UInt32);

    private static readonly JsonMessage Link = new JsonMessage()
        .With("traceId", 1, Kind.Hex)
        .With("spanId", 2, Kind.Hex)
        .With("traceState", 3, Kind.Text)
        .WithMany("attributes", 4, () => KeyValue)
        .With("droppedAttributesCount", 5, Kind.UInt32)
        .With("flags", 6, Kind.Fixed32);

    private static readonly JsonMessage Status = new JsonMessage().With("message", 2, Kind.Text).With("code", 3, Kind.Enum);

    private static readonly JsonMessage Span = new JsonMessage()
        .With("traceId", 1, Kind.Hex)
        .With("spanId", 2, Kind.Hex)
        .With("traceState", 3, Kind.Text)
        .With("parentSpanId", 4, Kind.Hex)
        .With("name", 5, Kind.Text)
        .With("kind", 6, Kind.Enum)
        .With("startTimeUnixNano", 7, Kind.Fixed64)
        .With("endTimeUnixNano", 8, Kind.Fixed64)
        .WithMany("attributes", 9, () => KeyValue)
        .With("droppedAttributesCount", 10, Kind.UInt32)
        .WithMany("events", 11, () => Event)
        .With("droppedEventsCount", 12, Kind.UInt32)
        .WithMany("links", 13, () => Link)
        .With("droppedLinksCount", 14, Kind.UInt32)
        .With("status", 15, () => Status)
        .With("flags", 16, Kind.Fixed32);

    private static readonly JsonMessage LogRecord = new JsonMessage()
        .With("timeUnixNano", 1, Kind.Fixed64)
        .With("severityNumber", 2, Kind.Enum)
        .With("severityText", 3, Kind.Text)
        .With("body", 5, () => AnyValue)
        .WithMany("attributes", 6, () => KeyValue)
        .With("droppedAttributesCount", 7, Kind.UInt32)
        .With("flags", 8, Kind.Fixed32)
        .With("traceId", 9, Kind.Hex)
        .With("spanId", 10, Kind.Hex)
        .With("observedTimeUnixNano", 11, Kind.Fixed64)
        .With("eventName", 12, Kind.Text);

    private static readonly JsonMessage Exemplar = new JsonMessage()
        .With("timeUnixNano", 2, Kind.Fixed64)
        .With("asDouble", 3, Kind.Double)
        .With("spanId", 4, Kind.Hex)
        .With("traceId", 5, Kind.Hex)
        .With("asInt", 6, Kind.SFixed64)
        .WithMany("filteredAttributes", 7, () => KeyValue);

    private static readonly JsonMessage NumberPoint = new JsonMessage()
        .With("startTimeUnixNano", 2, Kind.Fixed64)
        .With("timeUnixNano", 3, Kind.Fixed64)
        .With("asDouble", 4, Kind.Double)
        .WithMany("exemplars", 5, () => Exemplar)
        .With("asInt", 6, Kind.SFixed64)
        .WithMany("attributes", 7, () => KeyValue)
        .With("flags", 8, Kind.UInt32);

    private static readonly JsonMessage HistogramPoint = new JsonMessage()
        .With("startTimeUnixNano", 2, Kind.Fixed64)
        .With("timeUnixNano", 3, Kind.Fixed64)
        .With("count", 4, Kind.Fixed64)
        .With("sum", 5, Kind.Double)
        .WithMany("bucketCounts", 6, Kind.Fixed64)
        .WithMany("explicitBounds", 7, Kind.Double)
        .WithMany("exemplars", 8, () => Exemplar)
        .WithMany("attributes", 9, () => KeyValue)
        .With("flags", 10, Kind.UInt32)
        .With("min", 11, Kind.Double)
        .With("max", 12, Kind.Double);

    private static readonly JsonMessage Buckets = new JsonMessage().With("offset", 1, Kind.SInt32).WithMany("bucketCounts", 2, Kind.UInt64);

    private static readonly JsonMessage ExponentialPoint = new JsonMessage()
        .WithMany("attributes", 1, () => KeyValue)
        .With("startTimeUnixNano", 2, Kind.Fixed64)
        .With("timeUnixNano", 3, Kind.Fixed64)
        .With("count", 4, Kind.Fixed64)
        .With("sum", 5, Kind.Double)
        .With("scale", 6, Kind.SInt32)
        .With("zeroCount", 7, Kind.Fixed64)
        .With("positive", 8, () => Buckets)
        .With("negative", 9, () => Buckets)
        .With("flags", 10, Kind.UInt32)
        .WithMany("exemplars", 11, () => Exemplar)
        .With("min", 12, Kind.Double)
        .With("max", 13, Kind.Double)
        .With("zeroThreshold", 14, Kind.Double);

    private static readonly JsonMessage Quantile = new JsonMessage().With("quantile", 1, Kind.Double).With("value", 2, Kind.Double);

    private static readonly JsonMessage SummaryPoint = new JsonMessage()
        .With("startTimeUnixNano", 2, Kind.Fixed64)
        .With("timeUnixNano", 3, Kind.Fixed64)
        .With("count", 4, Kind.Fixed64)
        .With("sum", 5, Kind.Double)
        .WithMany("quantileValues", 6, () => Quantile)
        .WithMany("attributes", 7, () => KeyValue)
        .With("flags", 8, Kind.UInt32);

    private static readonly JsonMessage Gauge = new JsonMessage().WithMany("dataPoints", 1, () => NumberPoint);

    private static readonly JsonMessage Sum = new JsonMessage()
        .WithMany("dataPoints", 1, () => NumberPoint)
        .With("aggregationTemporality", 2, Kind.Enum)
        .With("isMonotonic", 3, Kind.Boolean);

    private static readonly JsonMessage Histogram = new JsonMessage()
        .WithMany("dataPoints", 1, () => HistogramPoint)
        .With("aggregationTemporality", 2, Kind.Enum);

    private static readonly JsonMessage Exponential = new JsonMessage()
        .WithMany("dataPoints", 1, () => ExponentialPoint)
        .With("aggregationTemporality", 2, Kind.Enum);

    private static readonly JsonMessage Summary = new JsonMessage().WithMany("dataPoints", 1, () => SummaryPoint);

    private static readonly JsonMessage Metric = new JsonMessage()
        .With("name", 1, Kind.Text)
        .With("description", 2, Kind.Text)
        .With("unit", 3, Kind.Text)
        .With("gauge", 5, () => Gauge)
        .With("sum", 7, () => Sum)
        .With("histogram", 9, () => Histogram)
        .With("exponentialHistogram", 10, () => Exponential)
        .With("summary", 11, () => Summary)
        .WithMany("metadata", 12, () => KeyValue);

    private static readonly JsonMessage ResourceSpans = Group("scopeSpans", "spans", () => Span);
    private static readonly JsonMessage ResourceLogs = Group("scopeLogs", "logRecords", () => LogRecord);
    private static readonly JsonMessage ResourceMetrics = Group("scopeMetrics", "metrics", () => Metric);

    private static JsonMessage Group(string scopes, string records, Func<JsonMessage> record)
    {
        var scope = new JsonMessage().With("scope", 1, () => Scope).WithMany(records, 2, record).With("schemaUrl", 3, Kind.Text);
        return new JsonMessage().With("resource", 1, () => Resource).WithMany(scopes, 2, () => scope).With("schemaUrl", 3, Kind.Text);
    }
}
