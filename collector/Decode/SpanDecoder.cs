using Observe.Storage.Write;

namespace Observe.Collector.Decode;

/// <summary>Spans to rows. A bad span is refused alone; its neighbours are kept.</summary>
internal sealed class SpanDecoder(DecodeSession session)
{
    private const uint AttributesTag = 0x4a;
    private const uint EventsTag = 0x5a;
    private const uint LinksTag = 0x6a;
    private const uint EventAttributesTag = 0x1a;
    private const uint LinkAttributesTag = 0x22;

    private readonly SpanInvocation _invocation = new(session);

    /// <param name="scopeSpans">The message of one ScopeSpans.</param>
    public void Decode(ReadOnlySpan<byte> scopeSpans, DecodedResource resource)
    {
        var scope = session.Scope(scopeSpans);
        var reader = new WireReader(scopeSpans);
        while (reader.TryTag(out var tag))
        {
            if (tag == 0x12)
            {
                Span(reader.Bytes(), resource, scope);
            }
            else
            {
                reader.Skip(tag);
            }
        }
    }

    private void Span(ReadOnlySpan<byte> span, DecodedResource resource, StoredScope scope)
    {
        session.Received++;
        var fields = SpanFields.Read(span);
        if (Refusal(in fields, session.Window) is { } reason)
        {
            session.Refuse(reason);
            return;
        }
        var block = session.Spans.Of((long)fields.Start);
        session.Use(resource, (long)fields.Start);
        var duration = EventTime.Duration(fields.Start, fields.End);
        block.Trace.AppendId(fields.TraceId);
        block.Span.AppendId(fields.SpanId);
        block.Parent.AppendId(fields.ParentSpanId);
        block.TraceState.Append(session.Text.Clean(fields.TraceState));
        block.Flags.Append(fields.Flags);
        block.Name.Append(session.Text.Clean(fields.Name));
        block.Kind.Append(fields.Kind is > 0 and <= (int)SpanKind.Consumer ? (byte)fields.Kind : (byte)0);
        block.Start.Append(fields.Start);
        block.Duration.Append(duration);
        block.Status.Append(fields.Status is 1 or 2 ? (byte)fields.Status : (byte)0);
        block.StatusMessage.Append(session.Text.Clean(fields.StatusMessage));
        block.Resource.Append(resource.Stored);
        block.Scope.Append(scope);
        var traits = Repeated(span, block, ref fields, out var events, out var links);
        if (fields.End < fields.Start)
        {
            AttributeWriter.Warn(block.Attributes, "The end was before the start; the duration is stored as 0."u8);
        }
        block.DroppedAttributes.Append(fields.DroppedAttributes);
        block.DroppedEvents.Append(fields.DroppedEvents);
        block.DroppedLinks.Append(fields.DroppedLinks);
        block.Received.Append(session.Window.ReceivedUnixNanoseconds);
        block.EndRow(events, links);
        if (SpanInvocation.MayBe(in fields, (traits & KeyTraits.Invocation) != 0, resource)
            && _invocation.Read(span, in fields, duration, resource) is { } piece)
        {
            session.Add(piece);
        }
    }

    private static RefusalReason? Refusal(in SpanFields fields, TimeWindow window)
    {
        if (!IsId(fields.TraceId, Storage.TraceId.ByteLength))
        {
            return RefusalReason.TraceId;
        }
        return IsId(fields.SpanId, Storage.SpanId.ByteLength) ? EventTime.Refusal(fields.Start, window) : RefusalReason.SpanId;
    }

    private static bool IsId(ReadOnlySpan<byte> id, int length) => id.Length == length && id.ContainsAnyExcept((byte)0);

    private KeyTraits Repeated(ReadOnlySpan<byte> span, SpanBlock block, ref SpanFields fields, out int events, out int links)
    {
        var traits = KeyTraits.None;
        var attributes = 0;
        events = 0;
        links = 0;
        var reader = new WireReader(span);
        while (reader.TryTag(out var tag))
        {
            switch (tag)
            {
                case AttributesTag when attributes == DecodeLimits.MaxAttributes:
                    reader.Bytes();
                    fields.DroppedAttributes = ValueJson.Increment(fields.DroppedAttributes);
                    break;
                case AttributesTag:
                    traits |= session.Attributes.Append(block.Attributes, reader.Bytes(), ref fields.DroppedAttributes);
                    attributes++;
                    break;
                case EventsTag:
                    Event(reader.Bytes(), block);
                    events++;
                    break;
                case LinksTag:
                    Link(reader.Bytes(), block);
                    links++;
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return traits;
    }

    private void Event(ReadOnlySpan<byte> message, SpanBlock block)
    {
        ulong time = 0;
        uint dropped = 0;
        var name = ReadOnlySpan<byte>.Empty;
        var reader = new WireReader(message);
        while (reader.TryTag(out var tag))
        {
            switch (tag)
            {
                case 0x09:
                    time = reader.Fixed64();
                    break;
                case 0x12:
                    name = reader.Bytes();
                    break;
                case 0x20:
                    dropped = (uint)reader.Varint();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        block.EventTimes.Append(EventTime.Clamp(time));
        block.EventNames.Append(session.Text.Clean(name));
        block.EventAttributes.Append(session.Json.Attributes(message, EventAttributesTag, ref dropped));
        block.EventDropped.Append(dropped);
    }

    private void Link(ReadOnlySpan<byte> message, SpanBlock block)
    {
        uint dropped = 0;
        var traceId = ReadOnlySpan<byte>.Empty;
        var spanId = ReadOnlySpan<byte>.Empty;
        var traceState = ReadOnlySpan<byte>.Empty;
        var reader = new WireReader(message);
        while (reader.TryTag(out var tag))
        {
            switch (tag)
            {
                case 0x0a:
                    traceId = reader.Bytes();
                    break;
                case 0x12:
                    spanId = reader.Bytes();
                    break;
                case 0x1a:
                    traceState = reader.Bytes();
                    break;
                case 0x28:
                    dropped = (uint)reader.Varint();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        block.LinkTraces.AppendId(traceId);
        block.LinkSpans.AppendId(spanId);
        block.LinkTraceStates.Append(session.Text.Clean(traceState));
        block.LinkAttributes.Append(session.Json.Attributes(message, LinkAttributesTag, ref dropped));
        block.LinkDropped.Append(dropped);
    }
}
