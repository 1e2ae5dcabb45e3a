using Observe.Functions.Kinds;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.Storage.Write;

namespace Observe.Server.Api;

/// <summary>One trace in a list.</summary>
public sealed record TraceSummaryBody(
    string TraceId, string RootService, string RootName, bool RootMissing, string Start, long DurationNanos,
    int SpanCount, int ErrorCount, IReadOnlyList<string> Services, bool Cold, long InitDurationNanos)
{
    public static TraceSummaryBody Of(TraceSummary trace) => new(
        trace.TraceId.ToString(), trace.RootService, trace.RootName, trace.RootMissing,
        UnixTime.ToRfc3339(trace.StartUnixNanoseconds), trace.DurationNanoseconds, trace.SpanCount, trace.ErrorCount,
        [.. trace.Services.Select(service => service.Name)], trace.Cold, trace.InitDurationNanoseconds);
}

/// <summary>A whole trace with its logs.</summary>
/// <param name="SpanCount">All that are stored: more than are here when it is truncated.</param>
public sealed record TraceBody(
    string TraceId, bool Complete, bool Truncated, long SpanCount, IReadOnlyList<string> Services, IReadOnlyList<SpanBody> Spans,
    IReadOnlyList<LogBody> Logs)
{
    public static TraceBody Of(TraceResult trace, IReadOnlyList<LogRecord> logs, DateTimeOffset now)
    {
        var nodes = TraceNodes.Of(trace.Spans);
        return new(
            trace.TraceId.ToString(), TraceCompleteness.IsComplete(trace, now), trace.Truncated, trace.SpanCount,
            [.. trace.Spans.Select(span => span.Service).Distinct()],
            [.. trace.Spans.Select(span => SpanBody.Of(span, nodes[span]))],
            [.. logs.Select(LogBody.Of)]);
    }
}

public sealed record SpanBody(
    string SpanId, string? ParentSpanId, string Service, string Name, string Kind, string Status, string? StatusMessage,
    GraphNodeBody Node, string Start, long DurationNanos, string? TraceState, string? ScopeName, string? ScopeVersion,
    AttributeMap Attributes, AttributeMap Resource, IReadOnlyList<SpanEventBody> Events, IReadOnlyList<SpanLinkBody> Links,
    uint DroppedAttributes, uint DroppedEvents, uint DroppedLinks)
{
    public static SpanBody Of(SpanRecord span, GraphNode node) => new(
        span.SpanId.ToString(), span.ParentSpanId.IsEmpty ? null : span.ParentSpanId.ToString(), span.Service, span.Name,
        KindName(span.Kind), StatusName(span.Status), NullIfEmpty(span.StatusMessage),
        GraphNodeBody.Of(node), UnixTime.ToRfc3339(span.StartUnixNanoseconds), span.DurationNanoseconds, NullIfEmpty(span.TraceState),
        NullIfEmpty(span.ScopeName), NullIfEmpty(span.ScopeVersion), new(span.Attributes), new(span.Resource),
        [.. span.Events.Select(SpanEventBody.Of)], [.. span.Links.Select(SpanLinkBody.Of)],
        span.DroppedAttributes, span.DroppedEvents, span.DroppedLinks);

    private static string KindName(SpanKind kind) => kind.ToString().ToLowerInvariant();

    private static string StatusName(SpanStatus status) => status.ToString().ToLowerInvariant();

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}

/// <summary>What the span ran in, or, if <c>inferred</c>, what it called and what sent no spans of its own.</summary>
/// <param name="Product">As <c>AWS Lambda</c> or <c>SQS</c>; null when nothing says it.</param>
public sealed record GraphNodeBody(string Kind, string Name, string? Product, bool Inferred)
{
    public static GraphNodeBody Of(GraphNode node) =>
        new(ApiNames.Of(node.Kind), node.Name, node.Product.Length == 0 ? null : node.Product, node.Inferred);
}

public sealed record SpanEventBody(string Time, string Name, AttributeMap Attributes)
{
    public static SpanEventBody Of(SpanEvent item) =>
        new(UnixTime.ToRfc3339(item.TimeUnixNanoseconds), item.Name, new(item.Attributes));
}

/// <summary>A span of another trace that links to this one; <c>to</c> is the span that it links to.</summary>
public sealed record LinkingSpanBody(string TraceId, string SpanId, string Service, string Name, string Start, long DurationNanos, bool Failed, string To)
{
    public static LinkingSpanBody Of(LinkingSpan span) => new(
        span.TraceId.ToString(), span.SpanId.ToString(), span.Service, span.Name, UnixTime.ToRfc3339(span.StartUnixNanoseconds),
        span.DurationNanoseconds, span.HasFailed, span.To.ToString());
}

public sealed record SpanLinkBody(string TraceId, string SpanId, AttributeMap Attributes)
{
    public static SpanLinkBody Of(SpanLink link) => new(link.TraceId.ToString(), link.SpanId.ToString(), new(link.Attributes));
}

/// <summary>Durations are nanoseconds.</summary>
public sealed record TraceHistogramBody(IReadOnlyList<TraceBucketBody> Buckets, ScannedBody Scanned);

public sealed record TraceBucketBody(string Start, long Count, long Errors, long P50, long P95, long P99)
{
    public static TraceBucketBody Of(HistogramBucket bucket) => new(
        UnixTime.ToRfc3339(bucket.StartUnixNanoseconds), bucket.Count, bucket.Errors, bucket.P50, bucket.P95, bucket.P99);
}
