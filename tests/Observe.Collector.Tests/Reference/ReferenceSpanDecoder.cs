using Observe.Collector.Decode;
using Observe.Collector.Proto.Common;
using Observe.Collector.Proto.Trace;
using Observe.Functions.Cost;
using Observe.Functions.Invocations;
using Observe.Functions.Normalisation;
using Observe.Storage;
using Observe.Storage.Write;
using Observe.Testing.Rows;
using SpanKind = Observe.Storage.Write.SpanKind;

namespace Observe.Collector.Tests.Reference;

/// <summary>Spans to rows. A bad span is refused alone; its neighbours are kept.</summary>
internal static class ReferenceSpanDecoder
{
    private const uint HasIsRemote = 0x100;
    private const uint IsRemote = 0x200;

    public static ReferenceResult Decode(ExportTraceServiceRequest request, TimeWindow window)
    {
        var spans = new List<SpanRow>();
        var invocations = new List<InvocationPiece>();
        var refused = new RefusalTally();
        long received = 0;
        foreach (var group in request.ResourceSpans)
        {
            var resource = ReferenceResourceDecoder.Decode(group.Resource, group.SchemaUrl);
            var resourceLookup = ReferenceAttributeDecoder.Lookup(resource.Attributes);
            foreach (var scope in group.ScopeSpans)
            {
                var scopeAttributes = ReferenceAttributeDecoder.Decode(scope.Scope?.Attributes);
                received += scope.Spans.Count;
                foreach (var span in scope.Spans)
                {
                    if (Refusal(span, window) is { } reason)
                    {
                        refused.Add(reason);
                        continue;
                    }
                    var row = Row(span, resource, scope.Scope, scopeAttributes, window);
                    spans.Add(row);
                    if (InvocationNormaliser.FromSpan(Facts(row, resourceLookup)) is { } piece)
                    {
                        invocations.Add(PriceBook.BuiltIn.Bill(piece));
                    }
                }
            }
        }
        return new ReferenceResult(new TelemetryRows(spans, [], invocations), received, refused.Counts, null);
    }

    private static RefusalReason? Refusal(Span span, TimeWindow window)
    {
        if (!Ids.TryTraceId(span.TraceId, out _))
        {
            return RefusalReason.TraceId;
        }
        if (!Ids.TrySpanId(span.SpanId, out _))
        {
            return RefusalReason.SpanId;
        }
        return EventTime.Refusal(span.StartTimeUnixNano, window);
    }

    private static SpanRow Row(
        Span span,
        ResourceRow resource,
        InstrumentationScope? scope,
        IReadOnlyList<TelemetryAttribute> scopeAttributes,
        TimeWindow window)
    {
        var dropped = span.DroppedAttributesCount;
        var attributes = ReferenceAttributeDecoder.Decode(span.Attributes, ref dropped);
        if (span.EndTimeUnixNano < span.StartTimeUnixNano)
        {
            attributes = [.. attributes, Warnings.EndBeforeStart];
        }
        Ids.TryTraceId(span.TraceId, out var traceId);
        Ids.TrySpanId(span.SpanId, out var spanId);
        Ids.TrySpanId(span.ParentSpanId, out var parentId);
        return new SpanRow
        {
            TraceId = traceId,
            SpanId = spanId,
            ParentSpanId = parentId,
            TraceState = AnyValueText.Cut(span.TraceState, out _),
            Flags = span.Flags,
            Name = AnyValueText.Cut(span.Name, out _),
            Kind = (int)span.Kind is >= 0 and <= 5 ? (SpanKind)span.Kind : SpanKind.Unspecified,
            StartUnixNanoseconds = (long)span.StartTimeUnixNano,
            DurationNanoseconds = EventTime.Duration(span.StartTimeUnixNano, span.EndTimeUnixNano),
            Status = (int?)span.Status?.Code is { } code and >= 0 and <= 2 ? (SpanStatus)code : SpanStatus.Unset,
            StatusMessage = AnyValueText.Cut(span.Status?.Message ?? "", out _),
            Resource = resource,
            ScopeName = AnyValueText.Cut(scope?.Name ?? "", out _),
            ScopeVersion = AnyValueText.Cut(scope?.Version ?? "", out _),
            ScopeAttributes = scopeAttributes,
            Attributes = attributes,
            Events = [.. span.Events.Select(Event)],
            Links = [.. span.Links.Select(Link)],
            DroppedAttributes = dropped,
            DroppedEvents = span.DroppedEventsCount,
            DroppedLinks = span.DroppedLinksCount,
            ReceivedUnixNanoseconds = window.ReceivedUnixNanoseconds,
        };
    }

    private static SpanEvent Event(Span.Types.Event source)
    {
        var dropped = source.DroppedAttributesCount;
        var attributes = ReferenceAttributeDecoder.Decode(source.Attributes, ref dropped);
        return new SpanEvent(EventTime.Clamp(source.TimeUnixNano), AnyValueText.Cut(source.Name, out _), attributes, dropped);
    }

    private static SpanLink Link(Span.Types.Link source)
    {
        var dropped = source.DroppedAttributesCount;
        var attributes = ReferenceAttributeDecoder.Decode(source.Attributes, ref dropped);
        Ids.TryTraceId(source.TraceId, out var traceId);
        Ids.TrySpanId(source.SpanId, out var spanId);
        return new SpanLink(traceId, spanId, AnyValueText.Cut(source.TraceState, out _), attributes, dropped);
    }

    private static SpanFacts Facts(SpanRow row, AttributeLookup resource) => new()
    {
        Attribute = ReferenceAttributeDecoder.Lookup(row.Attributes),
        Resource = resource,
        Name = row.Name,
        IsEntryKind = row.Kind is SpanKind.Server or SpanKind.Consumer,
        IsInternalKind = row.Kind is SpanKind.Internal,
        HasLocalParent = !row.ParentSpanId.IsEmpty && (row.Flags & HasIsRemote) != 0 && (row.Flags & IsRemote) == 0,
        TraceId = row.TraceId.ToString(),
        SpanId = row.SpanId.ToString(),
        TraceState = row.TraceState,
        StartUnixNanoseconds = row.StartUnixNanoseconds,
        EndUnixNanoseconds = row.StartUnixNanoseconds + row.DurationNanoseconds,
        IsError = row.Status == SpanStatus.Error,
        ExceptionTypes = row.Status == SpanStatus.Error ? ExceptionTypes(row) : [],
    };

    private static List<string> ExceptionTypes(SpanRow row) =>
    [
        .. row.Events
            .Where(item => item.Name == "exception")
            .Select(item => ReferenceAttributeDecoder.Lookup(item.Attributes)("exception.type"))
            .OfType<string>(),
    ];
}
