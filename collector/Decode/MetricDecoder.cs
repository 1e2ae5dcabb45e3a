using Observe.Storage.Write;

namespace Observe.Collector.Decode;

/// <summary>
/// Metrics to rows, one a data point. A bad point is refused alone; a metric without data, or of a kind that is not known,
/// has none.
/// </summary>
internal sealed class MetricDecoder(DecodeSession session)
{
    private const uint MetadataTag = 0x62;

    private readonly PointItems _items = new(session);

    /// <param name="scopeMetrics">The message of one ScopeMetrics.</param>
    public void Decode(ReadOnlySpan<byte> scopeMetrics, DecodedResource resource)
    {
        var scope = session.Scope(scopeMetrics);
        var reader = new WireReader(scopeMetrics);
        while (reader.TryTag(out var tag))
        {
            if (tag == 0x12)
            {
                Metric(reader.Bytes(), resource, scope);
            }
            else
            {
                reader.Skip(tag);
            }
        }
    }

    private void Metric(ReadOnlySpan<byte> metric, DecodedResource resource, StoredScope scope)
    {
        var fields = MetricFields.Read(metric);
        if (fields.Kind == 0)
        {
            return;
        }
        MetricBlock? named = null;
        var texts = default(Texts);
        var reader = new WireReader(fields.Data);
        while (reader.TryTag(out var tag))
        {
            if (tag != 0x0a)
            {
                reader.Skip(tag);
                continue;
            }
            session.Received++;
            var message = reader.Bytes();
            var point = PointFields.Read(fields.Kind, message);
            if (EventTime.Refusal(point.Time, session.Window) is { } reason)
            {
                session.Refuse(reason);
                continue;
            }
            var block = session.Metrics.Of((long)point.Time);
            session.Use(resource, (long)point.Time);
            // Points of a metric are mostly of one day: its texts are looked up once.
            if (!ReferenceEquals(block, named))
            {
                named = block;
                texts = Learn(block, metric, in fields);
            }
            block.Name.AppendIndex(texts.Name);
            block.Unit.AppendIndex(texts.Unit);
            block.Description.AppendIndex(texts.Description);
            block.Metadata.AppendIndex(texts.Metadata);
            block.Kind.Append((byte)fields.Kind);
            block.Temporality.Append((byte)fields.Temporality);
            block.IsMonotonic.Append(fields.IsMonotonic ? (byte)1 : (byte)0);
            block.Resource.Append(resource.Stored);
            block.Scope.Append(scope);
            Point(message, fields.Kind, in point, block);
        }
    }

    private void Point(ReadOnlySpan<byte> message, MetricKind kind, in PointFields point, MetricBlock block)
    {
        block.EventTime.Append(point.Time);
        block.Start.Append(EventTime.Clamp(point.Start));
        block.Flags.Append(point.Flags);
        block.Number.Append(point.ValueType, point.ValueBits);
        block.Count.Append(point.Count);
        block.Sum.Append(point.Sum);
        block.Min.Append(point.Min);
        block.Max.Append(point.Max);
        block.Scale.Append(point.Scale);
        block.ZeroCount.Append(point.ZeroCount);
        block.ZeroThreshold.Append(point.ZeroThreshold);
        block.PositiveOffset.Append(PointItems.Buckets(point.Positive, block.PositiveCounts, out var positive));
        block.NegativeOffset.Append(PointItems.Buckets(point.Negative, block.NegativeCounts, out var negative));
        var items = new MetricItems { Positive = positive, Negative = negative };
        uint dropped = 0;
        _items.Append(message, kind, block, ref items, ref dropped);
        session.Attributes.AppendAll(block.Attributes, message, PointTags.Of(kind).Attributes, ref dropped);
        block.DroppedAttributes.Append(dropped);
        block.Received.Append(session.Window.ReceivedUnixNanoseconds);
        block.EndRow(in items);
    }

    private Texts Learn(MetricBlock block, ReadOnlySpan<byte> metric, in MetricFields fields)
    {
        uint dropped = 0;
        return new Texts(
            block.Name.Dictionary.GetOrAdd(session.Text.Clean(fields.Name)),
            block.Unit.Dictionary.GetOrAdd(session.Text.Clean(fields.Unit)),
            block.Description.Dictionary.GetOrAdd(session.Text.Clean(fields.Description)),
            block.Metadata.Dictionary.GetOrAdd(session.Json.Attributes(metric, MetadataTag, ref dropped)));
    }

    /// <summary>Places in the dictionaries of a block.</summary>
    private readonly record struct Texts(int Name, int Unit, int Description, int Metadata);
}
