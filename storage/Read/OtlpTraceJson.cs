using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Observe.Storage.Write;

namespace Observe.Storage.Read;

/// <summary>
/// A stored trace as OTLP/JSON, the body of an export request: equal to what came in up to the order of its parts. What is not stored is not there:
/// the schema URL of a scope, the flags of a link, and how many attributes a resource or a scope had lost.
/// </summary>
public static class OtlpTraceJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1_056, SkipValidation = true };

    public static byte[] Write(TraceResult trace)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("resourceSpans");
            foreach (var resource in trace.Spans.GroupBy(span => (span.ResourceSchemaUrl, Attributes: OtlpJson.Write(span.Resource))))
            {
                WriteResource(json, trace.TraceId, [.. resource]);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteResource(Utf8JsonWriter json, TraceId traceId, IReadOnlyList<SpanRecord> spans)
    {
        json.WriteStartObject();
        json.WriteStartObject("resource");
        WriteAttributes(json, spans[0].Resource);
        json.WriteEndObject();
        WriteText(json, "schemaUrl", spans[0].ResourceSchemaUrl);
        json.WriteStartArray("scopeSpans");
        foreach (var scope in spans.GroupBy(span => (span.ScopeName, span.ScopeVersion, Attributes: OtlpJson.Write(span.ScopeAttributes))))
        {
            json.WriteStartObject();
            json.WriteStartObject("scope");
            WriteText(json, "name", scope.Key.ScopeName);
            WriteText(json, "version", scope.Key.ScopeVersion);
            WriteAttributes(json, scope.First().ScopeAttributes);
            json.WriteEndObject();
            json.WriteStartArray("spans");
            foreach (var span in scope)
            {
                WriteSpan(json, traceId, span);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSpan(Utf8JsonWriter json, TraceId traceId, SpanRecord span)
    {
        json.WriteStartObject();
        json.WriteString("traceId", traceId.ToString());
        json.WriteString("spanId", span.SpanId.ToString());
        WriteText(json, "parentSpanId", span.ParentSpanId.IsEmpty ? "" : span.ParentSpanId.ToString());
        WriteText(json, "traceState", span.TraceState);
        WriteCount(json, "flags", span.Flags);
        WriteText(json, "name", span.Name);
        WriteCount(json, "kind", (uint)span.Kind);
        WriteTime(json, "startTimeUnixNano", span.StartUnixNanoseconds);
        WriteTime(json, "endTimeUnixNano", span.EndUnixNanoseconds);
        WriteAttributes(json, span.Attributes);
        WriteCount(json, "droppedAttributesCount", span.DroppedAttributes);
        WriteEvents(json, span.Events);
        WriteCount(json, "droppedEventsCount", span.DroppedEvents);
        WriteLinks(json, span.Links);
        WriteCount(json, "droppedLinksCount", span.DroppedLinks);
        json.WriteStartObject("status");
        WriteText(json, "message", span.StatusMessage);
        WriteCount(json, "code", (uint)span.Status);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteEvents(Utf8JsonWriter json, IReadOnlyList<SpanEvent> events)
    {
        json.WriteStartArray("events");
        foreach (var item in events)
        {
            json.WriteStartObject();
            WriteTime(json, "timeUnixNano", item.TimeUnixNanoseconds);
            WriteText(json, "name", item.Name);
            WriteAttributes(json, item.Attributes);
            WriteCount(json, "droppedAttributesCount", item.DroppedAttributes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteLinks(Utf8JsonWriter json, IReadOnlyList<SpanLink> links)
    {
        json.WriteStartArray("links");
        foreach (var link in links)
        {
            json.WriteStartObject();
            json.WriteString("traceId", link.TraceId.ToString());
            json.WriteString("spanId", link.SpanId.ToString());
            WriteText(json, "traceState", link.TraceState);
            WriteAttributes(json, link.Attributes);
            WriteCount(json, "droppedAttributesCount", link.DroppedAttributes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteAttributes(Utf8JsonWriter json, IReadOnlyList<TelemetryAttribute> attributes)
    {
        json.WritePropertyName("attributes");
        OtlpJson.WriteTo(json, attributes);
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        if (text.Length > 0)
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteCount(Utf8JsonWriter json, string name, uint count)
    {
        if (count > 0)
        {
            json.WriteNumber(name, count);
        }
    }

    private static void WriteTime(Utf8JsonWriter json, string name, long unixNanoseconds) =>
        json.WriteString(name, unixNanoseconds.ToString(CultureInfo.InvariantCulture));
}
