using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.Server.Api;

/// <summary>A trace is complete with one root, every parent present, and ten seconds of silence.</summary>
public static class TraceCompleteness
{
    private const long SilenceNanoseconds = 10 * UnixTime.NanosecondsPerSecond;

    public static bool IsComplete(TraceResult trace, DateTimeOffset now)
    {
        var ids = trace.Spans.Select(span => span.SpanId).ToHashSet();
        return !trace.Truncated
            && trace.Spans.Count(span => span.ParentSpanId.IsEmpty) == 1
            && trace.Spans.All(span => span.ParentSpanId.IsEmpty || ids.Contains(span.ParentSpanId))
            && UnixTime.Nanoseconds(now) - trace.LastReceivedUnixNanoseconds >= SilenceNanoseconds;
    }
}
