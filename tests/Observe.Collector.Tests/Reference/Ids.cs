using Google.Protobuf;
using Observe.Storage;

namespace Observe.Collector.Tests.Reference;

/// <summary>Ids as they come on the wire: the right length and not all zero, or not an id.</summary>
internal static class Ids
{
    public static bool TryTraceId(ByteString bytes, out TraceId id)
    {
        id = bytes.Length == TraceId.ByteLength ? TraceId.FromBytes(bytes.Span) : default;
        return !id.IsEmpty;
    }

    public static bool TrySpanId(ByteString bytes, out SpanId id)
    {
        id = bytes.Length == SpanId.ByteLength ? SpanId.FromBytes(bytes.Span) : default;
        return !id.IsEmpty;
    }
}
