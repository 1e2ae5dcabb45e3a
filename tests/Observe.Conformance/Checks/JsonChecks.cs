using System.Globalization;

namespace Observe.Conformance.Checks;

/// <summary>OTLP/JSON's own rules: hex ids, integer enums, lowerCamelCase, 64-bit integers as text or number.</summary>
internal static class JsonChecks
{
    private const string TraceId = "5b8efff798038103d269b633813fc60c";
    private const string SpanId = "eee19b7ec3c1b174";

    public static IEnumerable<Check> Of(ConformanceOptions options)
    {
        if (options.Http is null || !options.Signals.Contains(Signal.Traces))
        {
            yield break;
        }
        foreach (var (name, json) in Taken())
        {
            yield return Check.Spec($"json.{name}", target => SuccessChecks.FullAsync(target, OtlpRequest.OfJson(Signal.Traces, json)));
        }
        foreach (var (name, json) in Refused())
        {
            yield return Check.Beyond($"json.{name}-refused", async target => Expect.Refused(
                await target.SendAsync(OtlpRequest.OfJson(Signal.Traces, json)), 400));
        }
        yield return Check.Beyond("json.base64-id-costs-its-span", async target => Expect.Rejected(
            await target.SendAsync(OtlpRequest.OfJson(Signal.Traces, Request(Span(traceId: "W47/95gDgQPSabYzgT/GDA==") + "," + Span()))), 1));
        yield return Check.Beyond("json.snake-case-is-unknown", async target => Expect.Rejected(
            await target.SendAsync(OtlpRequest.OfJson(Signal.Traces, Request(Span().Replace("\"traceId\"", "\"trace_id\"", StringComparison.Ordinal)))), 1));
        yield return Check.Beyond("json.invalid-utf8-told", async target =>
        {
            var reply = await target.SendAsync(new OtlpRequest(Transport.HttpJson, Signal.Traces, Broken(Request(Span(name: "\"broken@\"")))));
            return Expect.That(reply, reply.HttpStatus == 400 || reply.Partial is { Message.Length: > 0 }, "a refusal, or a warning");
        });
    }

    private static IEnumerable<(string Name, string Json)> Taken()
    {
        yield return ("hex-ids-lower-case", Request(Span()));
        yield return ("hex-ids-upper-case", Request(Span(TraceId.ToUpperInvariant(), SpanId.ToUpperInvariant())));
        yield return ("hex-ids-mixed-case", Request(Span("5b8efff798038103D269B633813FC60C")));
        yield return ("times-as-numbers", Request(Span(time: Now)));
        yield return ("times-as-text", Request(Span(time: $"\"{Now}\"")));
        yield return ("enum-as-integer", Request(Span(more: "\"kind\":3,\"status\":{\"code\":2,\"message\":\"m\"}")));
        yield return ("enum-unknown-integer", Request(Span(more: "\"kind\":99")));
        yield return ("int64-as-text", Request(WithValue("{\"intValue\":\"-9223372036854775808\"}")));
        yield return ("int64-as-number", Request(WithValue("{\"intValue\":9223372036854775807}")));
        yield return ("double-as-number", Request(WithValue("{\"doubleValue\":1.5e-7}")));
        yield return ("double-as-integer", Request(WithValue("{\"doubleValue\":3}")));
        yield return ("double-as-text", Request(WithValue("{\"doubleValue\":\"1.5\"}")));
        yield return ("double-nan", Request(WithValue("{\"doubleValue\":\"NaN\"}")));
        yield return ("double-infinity", Request(WithValue("{\"doubleValue\":\"Infinity\"}")));
        yield return ("double-minus-infinity", Request(WithValue("{\"doubleValue\":\"-Infinity\"}")));
        yield return ("bytes-as-base64", Request(WithValue("{\"bytesValue\":\"AQIDBA==\"}")));
        yield return ("value-empty", Request(WithValue("{}")));
        yield return ("null-counts-as-absent", Request(Span(more: "\"events\":null,\"status\":null,\"traceState\":null")));
        yield return ("empty-parent-id", Request(Span(more: "\"parentSpanId\":\"\"")));
        yield return ("unknown-field-in-span", Request(Span(more: "\"newInSpan\":{\"a\":[1,{\"b\":null}]}")));
        yield return ("unknown-field-in-value", Request(WithValue("{\"newValue\":{\"x\":1},\"stringValue\":\"s\"}")));
        yield return ("unknown-field-in-attribute", Request(Span(more: "\"attributes\":[{\"key\":\"k\",\"new\":true,\"value\":{\"boolValue\":true}}]")));
        yield return ("fields-in-any-order", "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + Span() + "],\"scope\":{\"name\":\"s\"}}],\"resource\":{\"attributes\":[]}}]}");
        yield return ("white-space", Request(Span()).Replace(",", " ,\r\n\t", StringComparison.Ordinal));
        yield return ("escapes", Request(Span(name: "\"a\\u0000\\n\\\"\\\\\\/\\ud83d\\ude00\\u202e\"")));
        yield return ("repeated-field-last-counts", Request(Span(more: "\"kind\":1,\"kind\":2")));
        yield return ("events-and-links", Request(Span(more: $"\"events\":[{{\"timeUnixNano\":\"{Now}\",\"name\":\"e\",\"attributes\":[]}}],"
            + $"\"links\":[{{\"traceId\":\"{TraceId}\",\"spanId\":\"{SpanId}\"}}]")));
        yield return ("dropped-counts-and-flags", Request(Span(more: "\"droppedAttributesCount\":1,\"droppedEventsCount\":2,\"droppedLinksCount\":3,\"flags\":257")));
        yield return ("schema-urls", Request(Span()).Replace("\"scopeSpans\"", "\"schemaUrl\":\"https://opentelemetry.io/schemas/1.40.0\",\"scopeSpans\"", StringComparison.Ordinal));
    }

    private static IEnumerable<(string Name, string Json)> Refused()
    {
        yield return ("enum-name", Request(Span(more: "\"kind\":\"SPAN_KIND_SERVER\"")));
        yield return ("status-name", Request(Span(more: "\"status\":{\"code\":\"STATUS_CODE_OK\"}")));
        yield return ("number-as-name", Request(Span(name: "5")));
        yield return ("half-a-surrogate-pair", Request(Span(name: "\"\\ud800\"")));
        yield return ("negative-time", Request(Span(time: "-1")));
        yield return ("time-beyond-64-bits", Request(Span(time: "\"18446744073709551616\"")));
        yield return ("fraction-as-integer", Request(WithValue("{\"intValue\":1.5}")));
        yield return ("integer-beyond-64-bits", Request(WithValue("{\"intValue\":\"9223372036854775808\"}")));
        yield return ("text-as-boolean", Request(WithValue("{\"boolValue\":\"true\"}")));
        yield return ("bytes-not-base64", Request(WithValue("{\"bytesValue\":\"*\"}")));
        yield return ("object-as-list", Request(Span(more: "\"attributes\":{}")));
    }

    private static string Now => SomeTelemetry.Now.ToString(CultureInfo.InvariantCulture);

    private static string Request(string spans) => "{\"resourceSpans\":[{\"resource\":{},\"scopeSpans\":[{\"spans\":[" + spans + "]}]}]}";

    private static string Span(string traceId = TraceId, string spanId = SpanId, string? time = null, string name = "\"json\"", string more = "") =>
        $"{{\"traceId\":\"{traceId}\",\"spanId\":\"{spanId}\",\"name\":{name},\"startTimeUnixNano\":{time ?? Now},\"endTimeUnixNano\":{time ?? Now}"
        + $"{(more.Length > 0 ? "," : "")}{more}}}";

    private static string WithValue(string value) => Span(more: $"\"attributes\":[{{\"key\":\"k\",\"value\":{value}}}]");

    private static byte[] Broken(string json)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(json);
        bytes[Array.IndexOf(bytes, (byte)'@')] = 0xff;
        return bytes;
    }
}
