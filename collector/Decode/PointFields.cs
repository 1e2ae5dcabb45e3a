using Observe.Storage.Write;

namespace Observe.Collector.Decode;

/// <summary>
/// The fields of a data point that stand alone, in place; those that its kind does not have stay empty. What repeats is
/// walked again when it is written.
/// </summary>
internal ref struct PointFields
{
    public ulong Start;
    public ulong Time;
    public uint Flags;
    public MetricValueType ValueType;
    public ulong ValueBits;
    public ulong Count;
    public double? Sum;
    public double? Min;
    public double? Max;
    public int Scale;
    public ulong ZeroCount;
    public double ZeroThreshold;

    /// <summary>The message of the buckets; of several the last counts.</summary>
    public ReadOnlySpan<byte> Positive;

    public ReadOnlySpan<byte> Negative;

    public static PointFields Read(MetricKind kind, ReadOnlySpan<byte> point)
    {
        var fields = default(PointFields);
        if (kind == MetricKind.Summary)
        {
            // Not optional there: a sum that is not sent is zero.
            fields.Sum = 0;
        }
        var reader = new WireReader(point);
        while (reader.TryTag(out var tag))
        {
            switch (tag)
            {
                case 0x11:
                    fields.Start = reader.Fixed64();
                    break;
                case 0x19:
                    fields.Time = reader.Fixed64();
                    break;
                case 0x21 when !IsNumber(kind):
                    fields.Count = reader.Fixed64();
                    break;
                case 0x29 when !IsNumber(kind):
                    fields.Sum = reader.Double();
                    break;
                default:
                    ReadOwn(kind, tag, ref reader, ref fields);
                    break;
            }
        }
        return fields;
    }

    private static bool IsNumber(MetricKind kind) => kind is MetricKind.Gauge or MetricKind.Sum;

    private static void ReadOwn(MetricKind kind, uint tag, ref WireReader reader, ref PointFields fields)
    {
        switch (kind)
        {
            case MetricKind.Gauge or MetricKind.Sum:
                ReadNumber(tag, ref reader, ref fields);
                break;
            case MetricKind.Histogram:
                ReadHistogram(tag, ref reader, ref fields);
                break;
            case MetricKind.ExponentialHistogram:
                ReadExponential(tag, ref reader, ref fields);
                break;
            case MetricKind.Summary when tag == 0x40:
                fields.Flags = (uint)reader.Varint();
                break;
            default:
                reader.Skip(tag);
                break;
        }
    }

    private static void ReadNumber(uint tag, ref WireReader reader, ref PointFields fields)
    {
        switch (tag)
        {
            case 0x21:
                fields.ValueType = MetricValueType.Double;
                fields.ValueBits = reader.Fixed64();
                break;
            case 0x31:
                fields.ValueType = MetricValueType.Integer;
                fields.ValueBits = reader.Fixed64();
                break;
            case 0x40:
                fields.Flags = (uint)reader.Varint();
                break;
            default:
                reader.Skip(tag);
                break;
        }
    }

    private static void ReadHistogram(uint tag, ref WireReader reader, ref PointFields fields)
    {
        switch (tag)
        {
            case 0x50:
                fields.Flags = (uint)reader.Varint();
                break;
            case 0x59:
                fields.Min = reader.Double();
                break;
            case 0x61:
                fields.Max = reader.Double();
                break;
            default:
                reader.Skip(tag);
                break;
        }
    }

    private static void ReadExponential(uint tag, ref WireReader reader, ref PointFields fields)
    {
        switch (tag)
        {
            case 0x30:
                fields.Scale = reader.ZigZag32();
                break;
            case 0x39:
                fields.ZeroCount = reader.Fixed64();
                break;
            case 0x42:
                fields.Positive = reader.Bytes();
                break;
            case 0x4a:
                fields.Negative = reader.Bytes();
                break;
            case 0x50:
                fields.Flags = (uint)reader.Varint();
                break;
            case 0x61:
                fields.Min = reader.Double();
                break;
            case 0x69:
                fields.Max = reader.Double();
                break;
            case 0x71:
                fields.ZeroThreshold = reader.Double();
                break;
            default:
                reader.Skip(tag);
                break;
        }
    }
}
