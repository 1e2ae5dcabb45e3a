using System.Text;
using Observe.Storage;
using Observe.Storage.Write;
using Observe.Storage.Write.Columns;

namespace Observe.Testing.Rows;

/// <summary>Turns row objects into blocks, one for each table and UTC day, the plain way.</summary>
public static class RowBlocks
{
    public static IReadOnlyList<NativeBlock> Encode(TelemetryRows rows)
    {
        var resources = rows.Spans.Select(row => (Day: UnixTime.Day(row.StartUnixNanoseconds), row.Resource))
            .Concat(rows.Logs.Select(row => (Day: UnixTime.Day(row.TimeUnixNanoseconds), row.Resource)))
            .Concat(rows.Metrics.Select(row => (Day: UnixTime.Day(row.TimeUnixNanoseconds), row.Resource)))
            .DistinctBy(dated => (dated.Day, dated.Resource.Fingerprint))
            .ToArray();
        var stored = resources.Select(dated => dated.Resource).DistinctBy(resource => resource.Fingerprint)
            .ToDictionary(resource => resource.Fingerprint, Stored);
        return
        [
            .. Blocks(resources, dated => dated.Day, () => new ResourceBlock(),
                (block, dated) => block.Append(dated.Day, Stored(dated.Resource))),
            .. Blocks(rows.Spans, row => UnixTime.Day(row.StartUnixNanoseconds), () => new SpanBlock(),
                (block, row) => Append(block, row, stored[row.Resource.Fingerprint])),
            .. Blocks(rows.Logs, row => UnixTime.Day(row.TimeUnixNanoseconds), () => new LogBlock(),
                (block, row) => Append(block, row, stored[row.Resource.Fingerprint])),
            .. Blocks(rows.Metrics, row => UnixTime.Day(row.TimeUnixNanoseconds), () => new MetricBlock(),
                (block, row) => Append(block, row, stored[row.Resource.Fingerprint])),
            .. Blocks(rows.Invocations, row => UnixTime.Day(row.StartUnixNanoseconds), () => new InvocationBlock(),
                (block, row) => block.Append(row)),
        ];
    }

    private static IEnumerable<NativeBlock> Blocks<TRow, TBlock>(
        IEnumerable<TRow> rows, Func<TRow, DateOnly> day, Func<TBlock> create, Action<TBlock, TRow> append)
        where TBlock : TableBlock
    {
        foreach (var group in rows.GroupBy(day))
        {
            var block = create();
            foreach (var row in group)
            {
                append(block, row);
            }
            var bytes = new ColumnBuffer();
            block.Seal(bytes);
            yield return new NativeBlock(block.Table, group.Key, block.Rows, bytes.Written.ToArray());
        }
    }

    private static void Append(SpanBlock block, SpanRow row, StoredResource resource)
    {
        block.Trace.AppendId(Bytes(row.TraceId));
        block.Span.AppendId(Bytes(row.SpanId));
        block.Parent.AppendId(Bytes(row.ParentSpanId));
        block.TraceState.Append(Utf8(row.TraceState));
        block.Flags.Append(row.Flags);
        block.Name.Append(Utf8(row.Name));
        block.Kind.Append((byte)row.Kind);
        block.Start.Append(row.StartUnixNanoseconds);
        block.Duration.Append(row.DurationNanoseconds);
        block.Status.Append((byte)row.Status);
        block.StatusMessage.Append(Utf8(row.StatusMessage));
        block.Resource.Append(resource);
        block.Scope.Append(new StoredScope(Utf8(row.ScopeName), Utf8(row.ScopeVersion), Utf8(OtlpJson.Write(row.ScopeAttributes))));
        Append(block.Attributes, row.Attributes);
        foreach (var item in row.Events)
        {
            block.EventTimes.Append(item.TimeUnixNanoseconds);
            block.EventNames.Append(Utf8(item.Name));
            block.EventAttributes.Append(Utf8(OtlpJson.Write(item.Attributes)));
            block.EventDropped.Append(item.DroppedAttributes);
        }
        foreach (var item in row.Links)
        {
            block.LinkTraces.AppendId(Bytes(item.TraceId));
            block.LinkSpans.AppendId(Bytes(item.SpanId));
            block.LinkTraceStates.Append(Utf8(item.TraceState));
            block.LinkAttributes.Append(Utf8(OtlpJson.Write(item.Attributes)));
            block.LinkDropped.Append(item.DroppedAttributes);
        }
        block.DroppedAttributes.Append(row.DroppedAttributes);
        block.DroppedEvents.Append(row.DroppedEvents);
        block.DroppedLinks.Append(row.DroppedLinks);
        block.Received.Append(row.ReceivedUnixNanoseconds);
        block.EndRow(row.Events.Count, row.Links.Count);
    }

    private static void Append(LogBlock block, LogRow row, StoredResource resource)
    {
        block.EventTime.Append(row.TimeUnixNanoseconds);
        block.Observed.Append(row.ObservedUnixNanoseconds);
        block.Trace.AppendId(Bytes(row.TraceId));
        block.Span.AppendId(Bytes(row.SpanId));
        block.Flags.Append(row.Flags);
        block.SeverityNumber.Append(row.SeverityNumber);
        block.SeverityText.Append(Utf8(row.SeverityText));
        block.EventName.Append(Utf8(row.EventName));
        block.Body.Append(Utf8(row.Body));
        block.BodyIsJson.Append(row.BodyIsJson ? (byte)1 : (byte)0);
        block.Resource.Append(resource);
        block.Scope.Append(new StoredScope(Utf8(row.ScopeName), Utf8(row.ScopeVersion), Utf8(OtlpJson.Write(row.ScopeAttributes))));
        Append(block.Attributes, row.Attributes);
        block.DroppedAttributes.Append(row.DroppedAttributes);
        block.Received.Append(row.ReceivedUnixNanoseconds);
        block.EndRow();
    }

    private static void Append(MetricBlock block, MetricRow row, StoredResource resource)
    {
        block.Name.Append(Utf8(row.Name));
        block.Kind.Append((byte)row.Kind);
        block.Unit.Append(Utf8(row.Unit));
        block.Description.Append(Utf8(row.Description));
        block.Metadata.Append(Utf8(OtlpJson.Write(row.Metadata)));
        block.Temporality.Append((byte)row.Temporality);
        block.IsMonotonic.Append(row.IsMonotonic ? (byte)1 : (byte)0);
        block.EventTime.Append(row.TimeUnixNanoseconds);
        block.Start.Append(row.StartUnixNanoseconds);
        block.Flags.Append(row.Flags);
        block.Number.Append(row.Number.Type, row.Number.Bits);
        block.Count.Append(row.Count);
        block.Sum.Append(row.Sum);
        block.Min.Append(row.Min);
        block.Max.Append(row.Max);
        Each(row.BucketCounts, block.BucketCounts.Append);
        Each(row.ExplicitBounds, block.ExplicitBounds.Append);
        block.Scale.Append(row.Scale);
        block.ZeroCount.Append(row.ZeroCount);
        block.ZeroThreshold.Append(row.ZeroThreshold);
        block.PositiveOffset.Append(row.PositiveOffset);
        Each(row.PositiveCounts, block.PositiveCounts.Append);
        block.NegativeOffset.Append(row.NegativeOffset);
        Each(row.NegativeCounts, block.NegativeCounts.Append);
        Each(row.Quantiles, item => block.Quantiles.Append(item.Quantile));
        Each(row.Quantiles, item => block.QuantileValues.Append(item.Value));
        foreach (var item in row.Exemplars)
        {
            block.ExemplarTimes.Append(item.TimeUnixNanoseconds);
            block.ExemplarNumber.Append(item.Number.Type, item.Number.Bits);
            block.ExemplarTraces.AppendId(Bytes(item.TraceId));
            block.ExemplarSpans.AppendId(Bytes(item.SpanId));
            block.ExemplarAttributes.Append(Utf8(OtlpJson.Write(item.Attributes)));
        }
        block.Resource.Append(resource);
        block.Scope.Append(new StoredScope(Utf8(row.ScopeName), Utf8(row.ScopeVersion), Utf8(OtlpJson.Write(row.ScopeAttributes))));
        Append(block.Attributes, row.Attributes);
        block.DroppedAttributes.Append(row.DroppedAttributes);
        block.Received.Append(row.ReceivedUnixNanoseconds);
        block.EndRow(new MetricItems
        {
            Buckets = row.BucketCounts.Count,
            Bounds = row.ExplicitBounds.Count,
            Positive = row.PositiveCounts.Count,
            Negative = row.NegativeCounts.Count,
            Quantiles = row.Quantiles.Count,
            Exemplars = row.Exemplars.Count,
        });
    }

    private static void Each<T>(IReadOnlyList<T> items, Action<T> append)
    {
        foreach (var item in items)
        {
            append(item);
        }
    }

    private static void Append(AttributeColumns columns, IReadOnlyList<TelemetryAttribute> attributes)
    {
        foreach (var (key, value) in attributes)
        {
            switch (value.Kind)
            {
                case AttributeKind.Text:
                    columns.Text.Key(Utf8(key));
                    columns.Text.Values.Append(Utf8(value.Text));
                    break;
                case AttributeKind.Integer:
                    columns.Integer.Key(Utf8(key));
                    columns.Integer.Values.Append(value.Integer);
                    break;
                case AttributeKind.Double:
                    columns.Double.Key(Utf8(key));
                    columns.Double.Values.Append(value.Double);
                    break;
                case AttributeKind.Boolean:
                    columns.Boolean.Key(Utf8(key));
                    columns.Boolean.Values.Append(value.Boolean ? (byte)1 : (byte)0);
                    break;
                default:
                    columns.Json.Key(Utf8(key));
                    columns.Json.Values.Append(Utf8(value.Text));
                    break;
            }
        }
    }

    private static StoredResource Stored(ResourceRow row) => new()
    {
        Fingerprint = row.Fingerprint,
        Service = Utf8(row.Service),
        ServiceVersion = Utf8(row.ServiceVersion),
        Environment = Utf8(row.Environment),
        CloudProvider = Utf8(row.CloudProvider),
        CloudAccount = Utf8(row.CloudAccount),
        CloudRegion = Utf8(row.CloudRegion),
        FaasName = Utf8(row.FaasName),
        FaasVersion = Utf8(row.FaasVersion),
        FaasInstance = Utf8(row.FaasInstance),
        SchemaUrl = Utf8(row.SchemaUrl),
        Attributes = row.Attributes,
    };

    private static byte[] Bytes(TraceId id)
    {
        var bytes = new byte[TraceId.ByteLength];
        id.CopyTo(bytes);
        return bytes;
    }

    private static byte[] Bytes(SpanId id)
    {
        var bytes = new byte[SpanId.ByteLength];
        id.CopyTo(bytes);
        return bytes;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
