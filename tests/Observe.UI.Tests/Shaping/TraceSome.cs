using Observe.Storage;
using Observe.Storage.Read;
using Observe.Storage.Write;

namespace Observe.UI.Tests.Shaping;

/// <summary>Small spans, times in milliseconds after a fixed start.</summary>
internal static class TraceSome
{
    public const long Millisecond = 1_000_000;
    public const long Start = 1_790_000_000_000_000_000;

    public static SpanRecord Span(
        ulong id, ulong parent, long from, long to, string service = "checkout", string name = "work",
        SpanStatus status = SpanStatus.Unset) => new()
        {
            SpanId = new SpanId(id),
            ParentSpanId = new SpanId(parent),
            Service = service,
            Name = name,
            Status = status,
            StartUnixNanoseconds = Start + (from * Millisecond),
            DurationNanoseconds = (to - from) * Millisecond,
        };
}
