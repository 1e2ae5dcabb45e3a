using Observe.Collector.Decode;
using Observe.Collector.Proto.Common;
using Observe.Collector.Proto.Logs;
using Observe.Functions.Invocations;
using Observe.Functions.Normalisation;
using Observe.Storage;
using Observe.Testing.Rows;
using LogRecord = Observe.Collector.Proto.Logs.LogRecord;

namespace Observe.Collector.Tests.Reference;

/// <summary>Log records to rows. A record with a bad id is kept, without the link to a trace.</summary>
internal static class ReferenceLogDecoder
{
    private const int MaxSeverity = 24;

    public static ReferenceResult Decode(ExportLogsServiceRequest request, TimeWindow window)
    {
        var logs = new List<LogRow>();
        var invocations = new List<InvocationPiece>();
        var refused = new RefusalTally();
        long received = 0;
        foreach (var group in request.ResourceLogs)
        {
            var resource = ReferenceResourceDecoder.Decode(group.Resource, group.SchemaUrl);
            var resourceLookup = ReferenceAttributeDecoder.Lookup(resource.Attributes);
            foreach (var scope in group.ScopeLogs)
            {
                var scopeAttributes = ReferenceAttributeDecoder.Decode(scope.Scope?.Attributes);
                received += scope.LogRecords.Count;
                foreach (var record in scope.LogRecords)
                {
                    var time = Time(record, window);
                    if (EventTime.Refusal(time, window) is { } reason)
                    {
                        refused.Add(reason);
                        continue;
                    }
                    var row = Row(record, (long)time, resource, scope.Scope, scopeAttributes, window);
                    logs.Add(row);
                    if (StartPiece(row, resourceLookup) is { } piece)
                    {
                        invocations.Add(piece);
                    }
                }
            }
        }
        return new ReferenceResult(new TelemetryRows([], logs, invocations), received, refused.Counts, null);
    }

    private static ulong Time(LogRecord record, TimeWindow window)
    {
        if (record.TimeUnixNano != 0)
        {
            return record.TimeUnixNano;
        }
        return record.ObservedTimeUnixNano != 0 ? record.ObservedTimeUnixNano : (ulong)window.ReceivedUnixNanoseconds;
    }

    private static LogRow Row(
        LogRecord record,
        long time,
        ResourceRow resource,
        InstrumentationScope? scope,
        IReadOnlyList<TelemetryAttribute> scopeAttributes,
        TimeWindow window)
    {
        var dropped = record.DroppedAttributesCount;
        var attributes = ReferenceAttributeDecoder.Decode(record.Attributes, ref dropped);
        if (AnyValueText.IsTooDeep(record.Body))
        {
            throw ReferenceAttributeDecoder.TooDeep();
        }
        var body = Body(record.Body, out var isJson, out var cut);
        Ids.TryTraceId(record.TraceId, out var traceId);
        Ids.TrySpanId(record.SpanId, out var spanId);
        return new LogRow
        {
            TimeUnixNanoseconds = time,
            ObservedUnixNanoseconds = EventTime.Clamp(record.ObservedTimeUnixNano),
            TraceId = traceId,
            SpanId = spanId,
            Flags = record.Flags,
            SeverityNumber = record.SeverityNumber is > 0 and <= MaxSeverity ? (byte)record.SeverityNumber : (byte)0,
            SeverityText = AnyValueText.Cut(record.SeverityText, out _),
            EventName = AnyValueText.Cut(record.EventName, out _),
            Body = body,
            BodyIsJson = isJson,
            Resource = resource,
            ScopeName = AnyValueText.Cut(scope?.Name ?? "", out _),
            ScopeVersion = AnyValueText.Cut(scope?.Version ?? "", out _),
            ScopeAttributes = scopeAttributes,
            Attributes = cut ? [.. attributes, Warnings.BodyCut] : attributes,
            DroppedAttributes = dropped,
            ReceivedUnixNanoseconds = window.ReceivedUnixNanoseconds,
        };
    }

    private static string Body(AnyValue? body, out bool isJson, out bool cut)
    {
        isJson = false;
        cut = false;
        switch (body?.ValueCase ?? AnyValue.ValueOneofCase.None)
        {
            case AnyValue.ValueOneofCase.None:
                return "";
            case AnyValue.ValueOneofCase.StringValue:
                return AnyValueText.Cut(body!.StringValue, out cut);
            default:
                var text = AnyValueText.Cut(AnyValueText.Json(body), out cut);
                isJson = !cut;
                return text;
        }
    }

    private static InvocationPiece? StartPiece(LogRow row, AttributeLookup resource) =>
        row.EventName != InvocationNormaliser.StartedEvent
            ? null
            : InvocationNormaliser.FromStartRecord(
                ReferenceAttributeDecoder.Lookup(row.Attributes),
                resource,
                row.TimeUnixNanoseconds,
                row.TraceId.IsEmpty ? "" : row.TraceId.ToString(),
                row.SpanId.IsEmpty ? "" : row.SpanId.ToString());
}
