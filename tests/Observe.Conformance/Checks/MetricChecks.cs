using Observe.Conformance.Wire;

namespace Observe.Conformance.Checks;

/// <summary>Every kind of metric.</summary>
internal static class MetricChecks
{
    public static IEnumerable<Check> Of(ConformanceOptions options)
    {
        if (!options.Signals.Contains(Signal.Metrics))
        {
            yield break;
        }
        foreach (var transport in options.Transports)
        {
            foreach (var (kind, metric) in Kinds())
            {
                yield return Check.Spec($"metrics.{SuccessChecks.NameOf(transport)}.{kind}", target => SuccessChecks.FullAsync(
                    target, OtlpRequest.Of(transport, Signal.Metrics, SomeTelemetry.RequestOf(Signal.Metrics, metric))));
            }
        }
    }

    private static IEnumerable<(string Kind, OtlpMessage Metric)> Kinds()
    {
        yield return ("gauge-double", SomeTelemetry.Metric(Points(SomeTelemetry.NumberPoint()), 5, "gauge"));
        yield return ("gauge-integer", SomeTelemetry.Metric(Points(Timed(2, 3).Signed64(6, "asInt", -5)), 5, "gauge"));
        yield return ("sum-delta", SomeTelemetry.Metric(Points(SomeTelemetry.NumberPoint()).Small(2, "aggregationTemporality", 1).Bool(3, "isMonotonic", true), 7, "sum"));
        yield return ("sum-cumulative", SomeTelemetry.Metric(Points(SomeTelemetry.NumberPoint()).Small(2, "aggregationTemporality", 2), 7, "sum"));
        yield return ("histogram", SomeTelemetry.Metric(
            Points(Timed(2, 3).Fixed64(4, "count", 3).Double(5, "sum", 4.5).Packed64(6, "bucketCounts", false, 1, 2).Packed64(7, "explicitBounds", true, 1.5)
                .Double(11, "min", 1).Double(12, "max", 2)).Small(2, "aggregationTemporality", 1), 9, "histogram"));
        yield return ("exponential-histogram", SomeTelemetry.Metric(
            Points(Timed(2, 3).Fixed64(4, "count", 4).Double(5, "sum", 4.5).ZigZag(6, "scale", -1).Fixed64(7, "zeroCount", 1)
                .Message(8, "positive", new OtlpMessage().ZigZag(1, "offset", -2).PackedVarints(2, "bucketCounts", 1, 2))).Small(2, "aggregationTemporality", 1),
            10, "exponentialHistogram"));
        yield return ("summary", SomeTelemetry.Metric(
            Points(Timed(2, 3).Fixed64(4, "count", 2).Double(5, "sum", 3)
                .Messages(6, "quantileValues", new OtlpMessage().Double(1, "quantile", 0.5).Double(2, "value", 1.5))), 11, "summary"));
        yield return ("no-recorded-value", SomeTelemetry.Metric(Points(Timed(2, 3).Small(8, "flags", 1)), 5, "gauge"));
        yield return ("without-data", new OtlpMessage().Text(1, "name", "conformance.nothing"));
    }

    private static OtlpMessage Points(params OtlpMessage[] points) => new OtlpMessage().Messages(1, "dataPoints", points);

    private static OtlpMessage Timed(int start, int time) => new OtlpMessage()
        .Fixed64(start, "startTimeUnixNano", SomeTelemetry.Now - 1_000_000).Fixed64(time, "timeUnixNano", SomeTelemetry.Now);
}
