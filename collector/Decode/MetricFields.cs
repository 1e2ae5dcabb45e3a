using Observe.Storage.Write;

namespace Observe.Collector.Decode;

/// <summary>The fields of a metric, in place: what all its data points share.</summary>
internal ref struct MetricFields
{
    public ReadOnlySpan<byte> Name;
    public ReadOnlySpan<byte> Description;
    public ReadOnlySpan<byte> Unit;

    /// <summary>The message of the gauge, sum, histogram, ...; of several the last counts.</summary>
    public ReadOnlySpan<byte> Data;

    /// <summary>0 for a metric without data, or of a kind that is not known.</summary>
    public MetricKind Kind;

    public MetricTemporality Temporality;
    public bool IsMonotonic;

    public static MetricFields Read(ReadOnlySpan<byte> metric)
    {
        var fields = default(MetricFields);
        var reader = new WireReader(metric);
        while (reader.TryTag(out var tag))
        {
            switch (tag)
            {
                case 0x0a:
                    fields.Name = reader.Bytes();
                    break;
                case 0x12:
                    fields.Description = reader.Bytes();
                    break;
                case 0x1a:
                    fields.Unit = reader.Bytes();
                    break;
                default:
                    if (KindOf(tag) is var kind and not 0)
                    {
                        fields.Kind = kind;
                        fields.Data = reader.Bytes();
                    }
                    else
                    {
                        reader.Skip(tag);
                    }
                    break;
            }
        }
        ReadData(ref fields);
        return fields;
    }

    private static MetricKind KindOf(uint tag) => tag switch
    {
        0x2a => MetricKind.Gauge,
        0x3a => MetricKind.Sum,
        0x4a => MetricKind.Histogram,
        0x52 => MetricKind.ExponentialHistogram,
        0x5a => MetricKind.Summary,
        _ => 0,
    };

    /// <summary>The data points are walked when they are written.</summary>
    private static void ReadData(ref MetricFields fields)
    {
        if (fields.Kind is MetricKind.Gauge or MetricKind.Summary)
        {
            return;
        }
        var reader = new WireReader(fields.Data);
        while (reader.TryTag(out var tag))
        {
            switch (tag)
            {
                case 0x10:
                    fields.Temporality = (int)reader.Varint() is >= 0 and <= (int)MetricTemporality.Cumulative and var temporality
                        ? (MetricTemporality)temporality
                        : MetricTemporality.Unspecified;
                    break;
                case 0x18 when fields.Kind == MetricKind.Sum:
                    fields.IsMonotonic = reader.Varint() != 0;
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
    }
}
