using Observe.Functions.Normalisation;
using Observe.Storage;
using Observe.Storage.Write;

namespace Observe.Collector.Decode;

/// <summary>Log records to rows. A record with a bad id is kept, without the link to a trace.</summary>
internal sealed class LogDecoder(DecodeSession session)
{
    private const uint AttributesTag = 0x32;
    private const int MaxSeverity = 24;

    private readonly LambdaRecordDecoder _lambda = new(session);

    private static readonly byte[] StartedEvent = System.Text.Encoding.UTF8.GetBytes(InvocationNormaliser.StartedEvent);

    /// <param name="scopeLogs">The message of one ScopeLogs.</param>
    public void Decode(ReadOnlySpan<byte> scopeLogs, DecodedResource resource)
    {
        var scope = session.Scope(scopeLogs);
        _lambda.Begin(resource);
        var reader = new WireReader(scopeLogs);
        while (reader.TryTag(out var tag))
        {
            if (tag == 0x12)
            {
                Record(reader.Bytes(), resource, scope);
            }
            else
            {
                reader.Skip(tag);
            }
        }
    }

    private void Record(ReadOnlySpan<byte> record, DecodedResource resource, StoredScope scope)
    {
        session.Received++;
        var fields = LogFields.Read(record);
        var time = Time(in fields);
        if (EventTime.Refusal(time, session.Window) is { } reason)
        {
            session.Refuse(reason);
            return;
        }
        var block = session.Logs.Of((long)time);
        session.Use(resource, (long)time);
        block.EventTime.Append(time);
        block.Observed.Append(EventTime.Clamp(fields.Observed));
        block.Span.AppendId(fields.SpanId);
        block.Flags.Append(fields.Flags);
        block.SeverityNumber.Append(fields.Severity is > 0 and <= MaxSeverity ? (byte)fields.Severity : (byte)0);
        block.SeverityText.Append(session.Text.Clean(fields.SeverityText));
        block.EventName.Append(session.Text.Clean(fields.EventName));
        block.Resource.Append(resource.Stored);
        block.Scope.Append(scope);
        var traits = session.Attributes.AppendAll(block.Attributes, record, AttributesTag, ref fields.DroppedAttributes);
        block.Trace.AppendId(fields.TraceId.IsEmpty && (traits & KeyTraits.XRayTrace) != 0 ? LogTrace.Read(Attributes(record)) : fields.TraceId);
        if (Body(fields.Body, block))
        {
            AttributeWriter.Warn(block.Attributes, "The body was longer than 64 KiB and was cut."u8);
        }
        block.DroppedAttributes.Append(fields.DroppedAttributes);
        block.Received.Append(session.Window.ReceivedUnixNanoseconds);
        block.EndRow();
        if (fields.EventName.SequenceEqual(StartedEvent))
        {
            StartRecord(record, in fields, (long)time, resource);
        }
        else if (LambdaRecordDecoder.MayBe(in fields, traits, resource))
        {
            _lambda.Read(in fields, (long)time, Attributes(record));
        }
    }

    private AttributeLookup Attributes(ReadOnlySpan<byte> record)
    {
        uint dropped = 0;
        return TelemetryAttributes.Lookup(session.Strings.Read(record, AttributesTag, ref dropped));
    }

    private ulong Time(in LogFields fields)
    {
        if (fields.Time != 0)
        {
            return fields.Time;
        }
        return fields.Observed != 0 ? fields.Observed : (ulong)session.Window.ReceivedUnixNanoseconds;
    }

    /// <returns>True when the body was cut.</returns>
    private bool Body(ReadOnlySpan<byte> body, LogBlock block)
    {
        var value = WireValue.Read(body);
        var cut = false;
        var isJson = false;
        switch (value.Kind)
        {
            case WireValueKind.Empty:
                block.Body.Append([]);
                break;
            case WireValueKind.Text:
                block.Body.Append(session.Text.Clean(value.Bytes, KeyTraits.Scanned, out cut));
                break;
            default:
                var json = session.Json.Value(value, KeyTraits.Scanned);
                cut = json.Length > DecodeLimits.MaxValueBytes;
                isJson = !cut;
                block.Body.Append(TextRepair.Cut(json));
                break;
        }
        block.BodyIsJson.Append(isJson ? (byte)1 : (byte)0);
        return cut;
    }

    private void StartRecord(ReadOnlySpan<byte> record, in LogFields fields, long time, DecodedResource resource)
    {
        var piece = InvocationNormaliser.FromStartRecord(
            Attributes(record),
            resource.Lookup,
            time,
            Hex(fields.TraceId, Storage.TraceId.ByteLength),
            Hex(fields.SpanId, Storage.SpanId.ByteLength));
        if (piece is not null)
        {
            session.Add(piece);
        }
    }

    private static string Hex(ReadOnlySpan<byte> id, int length) =>
        id.Length == length && id.ContainsAnyExcept((byte)0) ? Convert.ToHexStringLower(id) : "";
}
