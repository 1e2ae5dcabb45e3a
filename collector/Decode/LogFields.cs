namespace Observe.Collector.Decode;

/// <summary>The fields of a log record that stand alone, in place.</summary>
internal ref struct LogFields
{
    public ReadOnlySpan<byte> TraceId;
    public ReadOnlySpan<byte> SpanId;
    public ReadOnlySpan<byte> SeverityText;
    public ReadOnlySpan<byte> EventName;

    /// <summary>The message of its AnyValue.</summary>
    public ReadOnlySpan<byte> Body;

    public ulong Time;
    public ulong Observed;
    public uint Flags;
    public uint DroppedAttributes;
    public int Severity;

    public static LogFields Read(ReadOnlySpan<byte> record)
    {
        var fields = default(LogFields);
        var reader = new WireReader(record);
        while (reader.TryTag(out var tag))
        {
            switch (tag)
            {
                case 0x09:
                    fields.Time = reader.Fixed64();
                    break;
                case 0x10:
                    fields.Severity = (int)reader.Varint();
                    break;
                case 0x1a:
                    fields.SeverityText = reader.Bytes();
                    break;
                case 0x2a:
                    fields.Body = reader.Bytes();
                    break;
                case 0x38:
                    fields.DroppedAttributes = (uint)reader.Varint();
                    break;
                case 0x45:
                    fields.Flags = reader.Fixed32();
                    break;
                case 0x4a:
                    fields.TraceId = reader.Bytes();
                    break;
                case 0x52:
                    fields.SpanId = reader.Bytes();
                    break;
                case 0x59:
                    fields.Observed = reader.Fixed64();
                    break;
                case 0x62:
                    fields.EventName = reader.Bytes();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return fields;
    }
}
