using Observe.Storage.Write;
using Observe.Storage.Write.Columns;

namespace Observe.Collector.Decode;

/// <summary>What repeats in a data point: buckets, bounds, quantiles, exemplars.</summary>
internal sealed class PointItems(DecodeSession session)
{
    private const uint ExemplarAttributesTag = 0x3a;

    /// <param name="dropped">Grows by the attributes of exemplars that were left out or cut.</param>
    public void Append(ReadOnlySpan<byte> point, MetricKind kind, MetricBlock block, ref MetricItems items, ref uint dropped)
    {
        var tags = PointTags.Of(kind);
        var reader = new WireReader(point);
        while (reader.TryTag(out var tag))
        {
            if (tag == tags.Exemplars)
            {
                Exemplar(reader.Bytes(), block, ref dropped);
                items.Exemplars++;
            }
            else if (tag == tags.Buckets)
            {
                items.Buckets += Packed(reader.Bytes(), block.BucketCounts);
            }
            else if (tag == tags.Bounds)
            {
                items.Bounds += Packed(reader.Bytes(), block.ExplicitBounds);
            }
            else if (tag == PointTags.Single(tags.Buckets))
            {
                block.BucketCounts.Append(reader.Fixed64());
                items.Buckets++;
            }
            else if (tag == PointTags.Single(tags.Bounds))
            {
                block.ExplicitBounds.Append(reader.Fixed64());
                items.Bounds++;
            }
            else if (tag == tags.Quantiles)
            {
                Quantile(reader.Bytes(), block);
                items.Quantiles++;
            }
            else
            {
                reader.Skip(tag);
            }
        }
    }

    /// <summary>The buckets of one side of an exponential histogram.</summary>
    /// <param name="buckets">The message; empty when there is none.</param>
    /// <returns>The offset.</returns>
    public static int Buckets(ReadOnlySpan<byte> buckets, FixedColumn counts, out int count)
    {
        var offset = 0;
        count = 0;
        var reader = new WireReader(buckets);
        while (reader.TryTag(out var tag))
        {
            switch (tag)
            {
                case 0x08:
                    offset = reader.ZigZag32();
                    break;
                case 0x10:
                    counts.Append(reader.Varint());
                    count++;
                    break;
                case 0x12:
                    var packed = new WireReader(reader.Bytes());
                    while (!packed.IsAtEnd)
                    {
                        counts.Append(packed.Varint());
                        count++;
                    }
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return offset;
    }

    private static int Packed(ReadOnlySpan<byte> values, FixedColumn column)
    {
        var count = 0;
        for (var reader = new WireReader(values); !reader.IsAtEnd; count++)
        {
            column.Append(reader.Fixed64());
        }
        return count;
    }

    private static void Quantile(ReadOnlySpan<byte> message, MetricBlock block)
    {
        ulong quantile = 0;
        ulong value = 0;
        var reader = new WireReader(message);
        while (reader.TryTag(out var tag))
        {
            switch (tag)
            {
                case 0x09:
                    quantile = reader.Fixed64();
                    break;
                case 0x11:
                    value = reader.Fixed64();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        block.Quantiles.Append(quantile);
        block.QuantileValues.Append(value);
    }

    private void Exemplar(ReadOnlySpan<byte> message, MetricBlock block, ref uint dropped)
    {
        ulong time = 0;
        ulong bits = 0;
        var type = MetricValueType.None;
        var traceId = ReadOnlySpan<byte>.Empty;
        var spanId = ReadOnlySpan<byte>.Empty;
        var reader = new WireReader(message);
        while (reader.TryTag(out var tag))
        {
            switch (tag)
            {
                case 0x11:
                    time = reader.Fixed64();
                    break;
                case 0x19:
                    (type, bits) = (MetricValueType.Double, reader.Fixed64());
                    break;
                case 0x22:
                    spanId = reader.Bytes();
                    break;
                case 0x2a:
                    traceId = reader.Bytes();
                    break;
                case 0x31:
                    (type, bits) = (MetricValueType.Integer, reader.Fixed64());
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        block.ExemplarTimes.Append(EventTime.Clamp(time));
        block.ExemplarNumber.Append(type, bits);
        block.ExemplarTraces.AppendId(traceId);
        block.ExemplarSpans.AppendId(spanId);
        block.ExemplarAttributes.Append(session.Json.Attributes(message, ExemplarAttributesTag, ref dropped));
    }
}
