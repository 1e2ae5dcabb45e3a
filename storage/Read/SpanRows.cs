using System.Runtime.InteropServices;
using Observe.Storage.Engine;
using Observe.Storage.Write;

namespace Observe.Storage.Read;

/// <summary>A whole row of the table <c>spans</c> in RowBinary: the columns, and how they are read.</summary>
internal static class SpanRows
{
    /// <summary>In the order in which <see cref="Read"/> takes them.</summary>
    public const string Columns =
        "span_id, parent_span_id, service, name, kind, status, status_message, start_time, duration_ns, trace_state, flags, scope_name, scope_version, scope_attributes, "
        + "dropped_attributes, dropped_events, dropped_links, event_times, event_names, event_attributes, event_dropped, "
        + "link_trace_ids, link_span_ids, link_trace_states, link_attributes, link_dropped, attr_string, attr_int, attr_double, attr_bool, attr_json, "
        + "resource_fingerprint, received_time";

    public const string Format = "FORMAT RowBinary";

    /// <summary>A span of more attributes than this does not leave its buffer to the thread.</summary>
    private const int MostBuffered = 1_024;

    [ThreadStatic]
    private static List<TelemetryAttribute>? _buffer;

    public static StoredSpan Read(RowBinaryReader row)
    {
        // Initialisers run in the order in which they are written.
        var span = new SpanRecord
        {
            SpanId = SpanId.FromBytes(row.Bytes(SpanId.ByteLength)),
            ParentSpanId = SpanId.FromBytes(row.Bytes(SpanId.ByteLength)),
            Service = row.Text(),
            Name = row.Text(),
            Kind = (SpanKind)row.Byte(),
            Status = (SpanStatus)row.Byte(),
            StatusMessage = row.Text(),
            StartUnixNanoseconds = row.Int64(),
            DurationNanoseconds = (long)row.UInt64(),
            TraceState = row.Text(),
            Flags = row.UInt32(),
            ScopeName = row.Text(),
            ScopeVersion = row.Text(),
            ScopeAttributes = OtlpJson.Read(row.Text()),
            DroppedAttributes = row.UInt32(),
            DroppedEvents = row.UInt32(),
            DroppedLinks = row.UInt32(),
            Events = Events(row),
            Links = Links(row),
            Attributes = Attributes(row),
        };
        return new StoredSpan(span, row.UInt64(), row.Int64());
    }

    private static SpanEvent[] Events(RowBinaryReader row)
    {
        var times = Items(row, static row => row.Int64());
        var names = Items(row, static row => row.Text());
        var attributes = Items(row, static row => row.Text());
        var dropped = Items(row, static row => row.UInt32());
        return times.Length == 0 ? [] : [.. times.Select((time, i) => new SpanEvent(time, names[i], OtlpJson.Read(attributes[i]), dropped[i]))];
    }

    private static SpanLink[] Links(RowBinaryReader row)
    {
        var traces = Items(row, static row => TraceId.FromBytes(row.Bytes(TraceId.ByteLength)));
        var spans = Items(row, static row => SpanId.FromBytes(row.Bytes(SpanId.ByteLength)));
        var states = Items(row, static row => row.Text());
        var attributes = Items(row, static row => row.Text());
        var dropped = Items(row, static row => row.UInt32());
        return traces.Length == 0 ? [] : [.. traces.Select((trace, i) => new SpanLink(trace, spans[i], states[i], OtlpJson.Read(attributes[i]), dropped[i]))];
    }

    /// <summary>In order of their keys. Collected in a buffer of the thread first, so that each span costs one array.</summary>
    private static TelemetryAttribute[] Attributes(RowBinaryReader row)
    {
        var attributes = _buffer ??= [];
        attributes.Clear();
        Append(row, attributes, static row => AttributeValue.Of(row.Text()));
        Append(row, attributes, static row => AttributeValue.Of(row.Int64()));
        Append(row, attributes, static row => AttributeValue.Of(row.Double()));
        Append(row, attributes, static row => AttributeValue.Of(row.Boolean()));
        Append(row, attributes, static row => AttributeValue.OfJson(row.Text()));
        CollectionsMarshal.AsSpan(attributes).Sort(static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        TelemetryAttribute[] found = [.. attributes];
        if (attributes.Capacity > MostBuffered)
        {
            _buffer = null;
        }
        return found;
    }

    private static void Append(RowBinaryReader row, List<TelemetryAttribute> attributes, Func<RowBinaryReader, AttributeValue> value)
    {
        for (var left = row.Length(); left > 0; left--)
        {
            attributes.Add(new TelemetryAttribute(row.Text(), value(row)));
        }
    }

    private static T[] Items<T>(RowBinaryReader row, Func<RowBinaryReader, T> item)
    {
        var count = row.Length();
        if (count == 0)
        {
            return [];
        }
        var items = new T[count];
        for (var i = 0; i < count; i++)
        {
            items[i] = item(row);
        }
        return items;
    }
}

/// <param name="Span">Without its resource.</param>
/// <param name="Fingerprint">Of its resource.</param>
internal readonly record struct StoredSpan(SpanRecord Span, ulong Fingerprint, long ReceivedUnixNanoseconds);
