namespace Observe.Collector.Decode;

/// <summary>Why a record was refused: a short code for counters, a sentence for the sender.</summary>
public sealed record RefusalReason(string Code, string Sentence)
{
    public static RefusalReason TraceId { get; } = new("trace_id", "the trace id is not 16 bytes or all zero");
    public static RefusalReason SpanId { get; } = new("span_id", "the span id is not 8 bytes or all zero");
    public static RefusalReason TooOld { get; } = new("too_old", "the time is missing or older than the retention");
    public static RefusalReason InFuture { get; } = new("in_future", "the time is more than 24 hours ahead of the collector's clock");
}
