using System.Text;
using Observe.Functions.Invocations;
using Observe.Functions.Normalisation;
using Observe.Storage;
using Observe.Storage.Write;

namespace Observe.Collector.Decode;

/// <summary>Makes the invocation piece of a span that looks like one.</summary>
internal sealed class SpanInvocation(DecodeSession session)
{
    private const uint AttributesTag = 0x4a;
    private const uint EventsTag = 0x5a;
    private const uint EventAttributesTag = 0x1a;
    private const uint HasIsRemote = 0x100;
    private const uint IsRemote = 0x200;

    private static readonly byte[][] InnerNames = [.. InvocationNormaliser.InnerNames.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Whether it is worth a closer look: most spans are not.</summary>
    /// <param name="hasFunctionAttribute">It has an attribute <c>faas.*</c>.</param>
    public static bool MayBe(in SpanFields fields, bool hasFunctionAttribute, DecodedResource resource)
    {
        switch ((SpanKind)fields.Kind)
        {
            case SpanKind.Server or SpanKind.Consumer:
                return resource.IsFunction || hasFunctionAttribute;
            case SpanKind.Internal when hasFunctionAttribute:
                foreach (var name in InnerNames)
                {
                    if (fields.Name.StartsWith(name))
                    {
                        return true;
                    }
                }
                return false;
            default:
                return false;
        }
    }

    public InvocationPiece? Read(ReadOnlySpan<byte> span, in SpanFields fields, long duration, DecodedResource resource)
    {
        uint dropped = 0;
        var isError = fields.Status == (int)SpanStatus.Error;
        return InvocationNormaliser.FromSpan(new SpanFacts
        {
            Attribute = TelemetryAttributes.Lookup(session.Strings.Read(span, AttributesTag, ref dropped)),
            Resource = resource.Lookup,
            // Only its beginning is looked at, and it is kept nowhere: there is nothing to clean.
            Name = (SpanKind)fields.Kind is SpanKind.Internal ? Encoding.UTF8.GetString(fields.Name) : "",
            IsEntryKind = (SpanKind)fields.Kind is SpanKind.Server or SpanKind.Consumer,
            IsInternalKind = (SpanKind)fields.Kind is SpanKind.Internal,
            HasLocalParent = fields.ParentSpanId.Length == Storage.SpanId.ByteLength
                && fields.ParentSpanId.ContainsAnyExcept((byte)0)
                && (fields.Flags & (HasIsRemote | IsRemote)) == HasIsRemote,
            TraceId = Convert.ToHexStringLower(fields.TraceId),
            SpanId = Convert.ToHexStringLower(fields.SpanId),
            TraceState = Encoding.UTF8.GetString(session.Text.Clean(fields.TraceState)),
            StartUnixNanoseconds = (long)fields.Start,
            EndUnixNanoseconds = (long)fields.Start + duration,
            IsError = isError,
            ExceptionTypes = isError ? ExceptionTypes(span) : [],
        });
    }

    private List<string> ExceptionTypes(ReadOnlySpan<byte> span)
    {
        var types = new List<string>();
        var reader = new WireReader(span);
        while (reader.TryTag(out var tag))
        {
            if (tag == EventsTag)
            {
                AddType(reader.Bytes(), types);
            }
            else
            {
                reader.Skip(tag);
            }
        }
        return types;
    }

    private void AddType(ReadOnlySpan<byte> message, List<string> types)
    {
        var isException = false;
        var reader = new WireReader(message);
        while (reader.TryTag(out var tag))
        {
            if (tag == 0x12)
            {
                isException = reader.Bytes().SequenceEqual("exception"u8);
            }
            else
            {
                reader.Skip(tag);
            }
        }
        uint dropped = 0;
        if (isException
            && TelemetryAttributes.Lookup(session.Strings.Read(message, EventAttributesTag, ref dropped))("exception.type") is { } type)
        {
            types.Add(type);
        }
    }
}
