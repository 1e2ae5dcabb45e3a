using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Shaping;

namespace Observe.Server.Api;

/// <summary>
/// Two traces, <c>a</c> and <c>b</c>, laid over each other. A difference is what <c>b</c> has more, in nanoseconds; it is null where a span is in one only.
/// </summary>
/// <param name="Cut">True when a trace has more spans than were compared.</param>
/// <param name="RowsLeftOut">Rows beyond those that an answer takes.</param>
public sealed record TraceComparisonBody(
    ComparedTraceBody A, ComparedTraceBody B, int InBoth, int OnlyInA, int OnlyInB, bool Cut,
    IReadOnlyList<OperationDifferenceBody> Operations, IReadOnlyList<ComparedRowBody> Rows, int RowsLeftOut)
{
    private const int MostRows = 10_000;

    /// <summary>Neither is without spans.</summary>
    public static TraceComparisonBody Of(TraceResult a, TraceResult b)
    {
        var (ofA, ofB) = (WaterfallBuilder.Build(a.Spans)!, WaterfallBuilder.Build(b.Spans)!);
        var comparison = TraceComparison.Of(ofA, ofB);
        return new(
            ComparedTraceBody.Of(a, ofA), ComparedTraceBody.Of(b, ofB), comparison.InBoth, comparison.OnlyInA, comparison.OnlyInB, comparison.IsCut,
            [.. comparison.Operations.Select(OperationDifferenceBody.Of)],
            [.. comparison.Rows.Take(MostRows).Select(ComparedRowBody.Of)],
            Math.Max(0, comparison.Rows.Count - MostRows));
    }
}

/// <param name="DurationNanos">Of the root span.</param>
/// <param name="ColdService">The first service that started cold; null when none did.</param>
public sealed record ComparedTraceBody(
    string TraceId, string Service, string Name, string Start, long DurationNanos, int SpanCount, string? ColdService, bool Truncated)
{
    public static ComparedTraceBody Of(TraceResult trace, Waterfall waterfall) => new(
        trace.TraceId.ToString(), waterfall.Root.Span.Service, waterfall.Root.Span.Name, UnixTime.ToRfc3339(waterfall.StartUnixNanoseconds),
        waterfall.Root.Span.DurationNanoseconds, waterfall.Nodes.Count, TraceCounterparts.ColdService(waterfall), trace.Truncated);
}

/// <summary>The spans of one service and name, summed.</summary>
/// <param name="SelfDifferenceNanos">Of the time in which no child ran.</param>
/// <param name="PathDifferenceNanos">Of what the answer waited for; the sum over all operations is the difference of the answers.</param>
public sealed record OperationDifferenceBody(
    string Service, string Name, int SpansA, int SpansB, long SelfNanosA, long SelfNanosB, long SelfDifferenceNanos, long PathDifferenceNanos)
{
    public static OperationDifferenceBody Of(OperationDifference item) => new(
        item.Service, item.Name, item.A?.Count ?? 0, item.B?.Count ?? 0, item.A?.SelfNanoseconds ?? 0, item.B?.SelfNanoseconds ?? 0, item.Self, item.Path);
}

/// <summary>One span in both traces, or in one: the other's members are null.</summary>
/// <param name="OffsetNanosA">From the start of its trace.</param>
public sealed record ComparedRowBody(
    int Depth, string Service, string Name, string? SpanA, string? SpanB, long? OffsetNanosA, long? OffsetNanosB,
    long? DurationNanosA, long? DurationNanosB, long? DifferenceNanos)
{
    public static ComparedRowBody Of(ComparedRow row) => new(
        row.Depth, row.Any.Span.Service, row.Any.Span.Name, row.A?.Span.SpanId.ToString(), row.B?.Span.SpanId.ToString(),
        row.A?.OffsetNanoseconds, row.B?.OffsetNanoseconds, row.A?.Span.DurationNanoseconds, row.B?.Span.DurationNanoseconds, row.Difference);
}

/// <summary>The trace whose root took closest to the median of the newest traces of its operation that were looked at.</summary>
public sealed record TypicalTraceBody(string TraceId, string Start, long DurationNanos, long MedianNanos, int TracesLookedAt)
{
    public static TypicalTraceBody Of(TypicalTrace trace) => new(
        trace.TraceId.ToString(), UnixTime.ToRfc3339(trace.StartUnixNanoseconds), trace.DurationNanoseconds, trace.MedianNanoseconds, trace.Of);
}
