using System.Text.Json;
using System.Text.Unicode;
using Observe.Collector.Decode;
using Observe.Collector.Proto.Common;
using Observe.Collector.Proto.Logs;
using Observe.Collector.Proto.Resource;
using Observe.Collector.Proto.Trace;

namespace Observe.Collector.Tests.Reference;

/// <summary>
/// OTLP/JSON into the messages of OTLP/protobuf. Not protobuf's own JSON mapping: ids are hex, enums are numbers only
/// (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding). Unknown fields are ignored; of repeated ones the last counts.
/// </summary>
internal static class OtlpJsonReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = DecodeLimits.JsonDepth };

    public static ExportTraceServiceRequest ReadTraces(ReadOnlyMemory<byte> body)
    {
        using var document = Parse(body);
        var request = new ExportTraceServiceRequest();
        foreach (var field in JsonField.Of(document.RootElement, "request"))
        {
            if (field.Name == "resourceSpans")
            {
                field.Fill(request.ResourceSpans, ReadResourceSpans);
            }
        }
        return request;
    }

    public static ExportLogsServiceRequest ReadLogs(ReadOnlyMemory<byte> body)
    {
        using var document = Parse(body);
        var request = new ExportLogsServiceRequest();
        foreach (var field in JsonField.Of(document.RootElement, "request"))
        {
            if (field.Name == "resourceLogs")
            {
                field.Fill(request.ResourceLogs, ReadResourceLogs);
            }
        }
        return request;
    }

    public static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span))
        {
            throw new OtlpFormatException("The body is not valid UTF-8.");
        }
        return JsonDocument.Parse(body, Options);
    }

    private static ResourceSpans ReadResourceSpans(JsonElement element)
    {
        var result = new ResourceSpans();
        foreach (var field in JsonField.Of(element, "resourceSpans"))
        {
            switch (field.Name)
            {
                case "resource": result.Resource = ReadResource(field.Value); break;
                case "scopeSpans": field.Fill(result.ScopeSpans, ReadScopeSpans); break;
                case "schemaUrl": result.SchemaUrl = field.Text(); break;
            }
        }
        return result;
    }

    private static ScopeSpans ReadScopeSpans(JsonElement element)
    {
        var result = new ScopeSpans();
        foreach (var field in JsonField.Of(element, "scopeSpans"))
        {
            switch (field.Name)
            {
                case "scope": result.Scope = ReadScope(field.Value); break;
                case "spans": field.Fill(result.Spans, ReadSpan); break;
                case "schemaUrl": result.SchemaUrl = field.Text(); break;
            }
        }
        return result;
    }

    private static Span ReadSpan(JsonElement element)
    {
        var span = new Span();
        foreach (var field in JsonField.Of(element, "spans"))
        {
            switch (field.Name)
            {
                case "traceId": span.TraceId = field.HexBytes(); break;
                case "spanId": span.SpanId = field.HexBytes(); break;
                case "parentSpanId": span.ParentSpanId = field.HexBytes(); break;
                case "traceState": span.TraceState = field.Text(); break;
                case "name": span.Name = field.Text(); break;
                case "kind": span.Kind = (Span.Types.SpanKind)field.EnumNumber(); break;
                case "startTimeUnixNano": span.StartTimeUnixNano = field.UnsignedInteger(); break;
                case "endTimeUnixNano": span.EndTimeUnixNano = field.UnsignedInteger(); break;
                case "attributes": field.Fill(span.Attributes, ReadKeyValue); break;
                case "droppedAttributesCount": span.DroppedAttributesCount = field.UnsignedShort(); break;
                case "events": field.Fill(span.Events, ReadEvent); break;
                case "droppedEventsCount": span.DroppedEventsCount = field.UnsignedShort(); break;
                case "links": field.Fill(span.Links, ReadLink); break;
                case "droppedLinksCount": span.DroppedLinksCount = field.UnsignedShort(); break;
                case "status": span.Status = ReadStatus(field.Value); break;
                case "flags": span.Flags = field.UnsignedShort(); break;
            }
        }
        return span;
    }

    private static Status ReadStatus(JsonElement element)
    {
        var status = new Status();
        foreach (var field in JsonField.Of(element, "status"))
        {
            switch (field.Name)
            {
                case "message": status.Message = field.Text(); break;
                case "code": status.Code = (Status.Types.StatusCode)field.EnumNumber(); break;
            }
        }
        return status;
    }

    private static Span.Types.Event ReadEvent(JsonElement element)
    {
        var result = new Span.Types.Event();
        foreach (var field in JsonField.Of(element, "events"))
        {
            switch (field.Name)
            {
                case "timeUnixNano": result.TimeUnixNano = field.UnsignedInteger(); break;
                case "name": result.Name = field.Text(); break;
                case "attributes": field.Fill(result.Attributes, ReadKeyValue); break;
                case "droppedAttributesCount": result.DroppedAttributesCount = field.UnsignedShort(); break;
            }
        }
        return result;
    }

    private static Span.Types.Link ReadLink(JsonElement element)
    {
        var link = new Span.Types.Link();
        foreach (var field in JsonField.Of(element, "links"))
        {
            switch (field.Name)
            {
                case "traceId": link.TraceId = field.HexBytes(); break;
                case "spanId": link.SpanId = field.HexBytes(); break;
                case "traceState": link.TraceState = field.Text(); break;
                case "attributes": field.Fill(link.Attributes, ReadKeyValue); break;
                case "droppedAttributesCount": link.DroppedAttributesCount = field.UnsignedShort(); break;
                case "flags": link.Flags = field.UnsignedShort(); break;
            }
        }
        return link;
    }

    private static ResourceLogs ReadResourceLogs(JsonElement element)
    {
        var result = new ResourceLogs();
        foreach (var field in JsonField.Of(element, "resourceLogs"))
        {
            switch (field.Name)
            {
                case "resource": result.Resource = ReadResource(field.Value); break;
                case "scopeLogs": field.Fill(result.ScopeLogs, ReadScopeLogs); break;
                case "schemaUrl": result.SchemaUrl = field.Text(); break;
            }
        }
        return result;
    }

    private static ScopeLogs ReadScopeLogs(JsonElement element)
    {
        var result = new ScopeLogs();
        foreach (var field in JsonField.Of(element, "scopeLogs"))
        {
            switch (field.Name)
            {
                case "scope": result.Scope = ReadScope(field.Value); break;
                case "logRecords": field.Fill(result.LogRecords, ReadLogRecord); break;
                case "schemaUrl": result.SchemaUrl = field.Text(); break;
            }
        }
        return result;
    }

    private static LogRecord ReadLogRecord(JsonElement element)
    {
        var record = new LogRecord();
        foreach (var field in JsonField.Of(element, "logRecords"))
        {
            switch (field.Name)
            {
                case "timeUnixNano": record.TimeUnixNano = field.UnsignedInteger(); break;
                case "observedTimeUnixNano": record.ObservedTimeUnixNano = field.UnsignedInteger(); break;
                case "severityNumber": record.SeverityNumber = field.EnumNumber(); break;
                case "severityText": record.SeverityText = field.Text(); break;
                case "body": record.Body = ReadAnyValue(field.Value); break;
                case "attributes": field.Fill(record.Attributes, ReadKeyValue); break;
                case "droppedAttributesCount": record.DroppedAttributesCount = field.UnsignedShort(); break;
                case "flags": record.Flags = field.UnsignedShort(); break;
                case "traceId": record.TraceId = field.HexBytes(); break;
                case "spanId": record.SpanId = field.HexBytes(); break;
                case "eventName": record.EventName = field.Text(); break;
            }
        }
        return record;
    }

    public static Resource ReadResource(JsonElement element)
    {
        var resource = new Resource();
        foreach (var field in JsonField.Of(element, "resource"))
        {
            switch (field.Name)
            {
                case "attributes": field.Fill(resource.Attributes, ReadKeyValue); break;
                case "droppedAttributesCount": resource.DroppedAttributesCount = field.UnsignedShort(); break;
            }
        }
        return resource;
    }

    public static InstrumentationScope ReadScope(JsonElement element)
    {
        var scope = new InstrumentationScope();
        foreach (var field in JsonField.Of(element, "scope"))
        {
            switch (field.Name)
            {
                case "name": scope.Name = field.Text(); break;
                case "version": scope.Version = field.Text(); break;
                case "attributes": field.Fill(scope.Attributes, ReadKeyValue); break;
                case "droppedAttributesCount": scope.DroppedAttributesCount = field.UnsignedShort(); break;
            }
        }
        return scope;
    }

    public static KeyValue ReadKeyValue(JsonElement element)
    {
        var pair = new KeyValue();
        foreach (var field in JsonField.Of(element, "attributes"))
        {
            switch (field.Name)
            {
                case "key": pair.Key = field.Text(); break;
                case "value": pair.Value = ReadAnyValue(field.Value); break;
            }
        }
        return pair;
    }

    private static AnyValue ReadAnyValue(JsonElement element)
    {
        var value = new AnyValue();
        foreach (var field in JsonField.Of(element, "value"))
        {
            switch (field.Name)
            {
                case "stringValue": value.StringValue = field.Text(); break;
                case "boolValue": value.BoolValue = field.Boolean(); break;
                case "intValue": value.IntValue = field.SignedInteger(); break;
                case "doubleValue": value.DoubleValue = field.Double(); break;
                case "bytesValue": value.BytesValue = field.Base64Bytes(); break;
                case "arrayValue": value.ArrayValue = ReadArray(field.Value); break;
                case "kvlistValue": value.KvlistValue = ReadList(field.Value); break;
            }
        }
        return value;
    }

    private static ArrayValue ReadArray(JsonElement element)
    {
        var array = new ArrayValue();
        foreach (var field in JsonField.Of(element, "arrayValue"))
        {
            if (field.Name == "values")
            {
                field.Fill(array.Values, ReadAnyValue);
            }
        }
        return array;
    }

    private static KeyValueList ReadList(JsonElement element)
    {
        var list = new KeyValueList();
        foreach (var field in JsonField.Of(element, "kvlistValue"))
        {
            if (field.Name == "values")
            {
                field.Fill(list.Values, ReadKeyValue);
            }
        }
        return list;
    }
}
