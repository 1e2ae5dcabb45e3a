using Observe.Storage;
using Observe.Storage.Read;
using Observe.Storage.Write;

namespace Observe.Server.Tests.Fakes;

/// <summary>Small valid things to build on.</summary>
public static class Some
{
    /// <summary>2026-11-23T03:07:53.224000001Z</summary>
    public const long Start = 1_795_403_273_224_000_001;

    public static readonly TraceId TraceId = new(0x0af7651916cd43dd, 0x8448eb211c80319c);

    public static Scanned Scanned { get; } = new(new(Start, Start + 1_000), true, TimeSpan.FromMilliseconds(3));

    public static SpanRecord Span(ulong id, ulong parent = 0) => new()
    {
        SpanId = new SpanId(id),
        ParentSpanId = new SpanId(parent),
        Service = "checkout",
        Name = "POST /orders",
        Kind = SpanKind.Server,
        Status = SpanStatus.Error,
        StartUnixNanoseconds = Start,
        DurationNanoseconds = 42,
    };

    public static TraceResult Trace(params SpanRecord[] spans) => new(TraceId, spans, false, Start);
}
