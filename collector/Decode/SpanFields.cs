namespace Observe.Collector.Decode;

/// <summary>The fields of a span that stand alone, in place; what repeats is walked again when it is written.</summary>
internal ref struct SpanFields
{
    public ReadOnlySpan<byte> TraceId;
    public ReadOnlySpan<byte> SpanId;
    public ReadOnlySpan<byte> ParentSpanId;
    public ReadOnlySpan<byte> TraceState;
    public ReadOnlySpan<byte> Name;
    public ReadOnlySpan<byte> StatusMessage;
    public ulong Start;
    public ulong End;
    public uint Flags;
    public uint DroppedAttributes;
    public uint DroppedEvents;
    public uint DroppedLinks;
    public int Kind;
    public int Status;

    public static SpanFields Read(ReadOnlySpan<byte> span)
    {
        var fields = default(SpanFields);
        var reader = new WireReader(span);
        while (reader.TryTag(out var tag))
        {
            switch (tag)
            {
                case 0x4a or 0x5a or 0x6a:
                    reader.Bytes();
                    break;
                case 0x0a:
                    fields.TraceId = reader.Bytes();
                    break;
                case 0x12:
                    fields.SpanId = reader.Bytes();
                    break;
                case 0x1a:
                    fields.TraceState = reader.Bytes();
                    break;
                case 0x22:
                    fields.ParentSpanId = reader.Bytes();
                    break;
                case 0x2a:
                    fields.Name = reader.Bytes();
                    break;
                case 0x30:
                    fields.Kind = (int)reader.Varint();
                    break;
                case 0x39:
                    fields.Start = reader.Fixed64();
                    break;
                case 0x41:
                    fields.End = reader.Fixed64();
                    break;
                case 0x50:
                    fields.DroppedAttributes = (uint)reader.Varint();
                    break;
                case 0x60:
                    fields.DroppedEvents = (uint)reader.Varint();
                    break;
                case 0x70:
                    fields.DroppedLinks = (uint)reader.Varint();
                    break;
                case 0x7a:
                    ReadStatus(reader.Bytes(), ref fields);
                    break;
                case 0x85:
                    fields.Flags = reader.Fixed32();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return fields;
    }

    private static void ReadStatus(ReadOnlySpan<byte> status, ref SpanFields fields)
    {
        var reader = new WireReader(status);
        while (reader.TryTag(out var tag))
        {
            switch (tag)
            {
                case 0x12:
                    fields.StatusMessage = reader.Bytes();
                    break;
                case 0x18:
                    fields.Status = (int)reader.Varint();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
    }
}
