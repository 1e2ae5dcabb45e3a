using System.Security.Cryptography;
using Observe.Conformance.Wire;

namespace Observe.Conformance;

/// <summary>Export requests with sensible defaults. Field numbers are those of opentelemetry-proto.</summary>
internal static class SomeTelemetry
{
    private const ulong Millisecond = 1_000_000;

    public static ulong Now => (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * Millisecond;

    /// <summary>A request of the signal with so many records.</summary>
    public static OtlpMessage Request(Signal signal, int records = 1) =>
        RequestOf(signal, Enumerable.Range(0, records).Select(_ => Record(signal)));

    /// <summary>A record of the signal with this attribute.</summary>
    public static OtlpMessage RequestWith(Signal signal, OtlpMessage attributeValue) =>
        RequestOf(signal, [Record(signal, Pair("conformance.value", attributeValue))]);

    public static OtlpMessage RequestOf(Signal signal, params IEnumerable<OtlpMessage> records)
    {
        var scoped = new OtlpMessage()
            .Message(1, "scope", new OtlpMessage().Text(1, "name", "conformance").Text(2, "version", "1.0"))
            .Messages(2, signal == Signal.Traces ? "spans" : signal == Signal.Logs ? "logRecords" : "metrics", records);
        return Enveloped(signal, scoped);
    }

    /// <summary>Resource and scope around what a scope holds.</summary>
    public static OtlpMessage Enveloped(Signal signal, params IEnumerable<OtlpMessage> scoped)
    {
        var of = signal == Signal.Traces ? "Spans" : signal == Signal.Logs ? "Logs" : "Metrics";
        var resource = new OtlpMessage().Messages(1, "attributes", Pair("service.name", Text("conformance")));
        return new OtlpMessage().Messages(1, "resource" + of, new OtlpMessage().Message(1, "resource", resource).Messages(2, "scope" + of, scoped));
    }

    public static OtlpMessage Record(Signal signal, params OtlpMessage[] attributes) =>
        signal == Signal.Traces ? Span(attributes: attributes)
        : signal == Signal.Logs ? Log(attributes: attributes)
        : Metric(new OtlpMessage().Messages(1, "dataPoints", NumberPoint(attributes)), 5, "gauge");

    public static OtlpMessage Span(
        byte[]? traceId = null, byte[]? spanId = null, ulong? start = null, ulong? end = null, OtlpMessage[]? attributes = null)
    {
        var time = start ?? Now;
        return new OtlpMessage()
            .Id(1, "traceId", traceId ?? Bytes(16))
            .Id(2, "spanId", spanId ?? Bytes(8))
            .Text(5, "name", "conformance")
            .Small(6, "kind", 2)
            .Fixed64(7, "startTimeUnixNano", time)
            .Fixed64(8, "endTimeUnixNano", end ?? unchecked(time + Millisecond))
            .Messages(9, "attributes", attributes ?? []);
    }

    public static OtlpMessage Log(
        byte[]? traceId = null, byte[]? spanId = null, ulong? time = null, OtlpMessage? body = null, OtlpMessage[]? attributes = null)
    {
        var log = new OtlpMessage()
            .Fixed64(1, "timeUnixNano", time ?? Now)
            .Small(2, "severityNumber", 9)
            .Message(5, "body", body ?? Text("conformance"))
            .Messages(6, "attributes", attributes ?? [])
            .Fixed64(11, "observedTimeUnixNano", Now);
        return traceId is null && spanId is null ? log : log.Id(9, "traceId", traceId ?? Bytes(16)).Id(10, "spanId", spanId ?? Bytes(8));
    }

    public static OtlpMessage Metric(OtlpMessage data, int number, string kind) => new OtlpMessage()
        .Text(1, "name", "conformance.value").Text(3, "unit", "1").Message(number, kind, data);

    public static OtlpMessage NumberPoint(params OtlpMessage[] attributes) => new OtlpMessage()
        .Fixed64(2, "startTimeUnixNano", Now - Millisecond).Fixed64(3, "timeUnixNano", Now).Double(4, "asDouble", 0.5).Messages(7, "attributes", attributes);

    public static OtlpMessage Pair(string key, OtlpMessage value) => new OtlpMessage().Text(1, "key", key).Message(2, "value", value);

    public static OtlpMessage Text(string text) => new OtlpMessage().Text(1, "stringValue", text);

    public static byte[] Bytes(int length)
    {
        var bytes = RandomNumberGenerator.GetBytes(length);
        bytes[0] |= 1;
        return bytes;
    }
}
