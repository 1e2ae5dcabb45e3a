using Observe.Storage.Read;
using Observe.Storage.Write;

namespace Observe.UI.Shaping;

/// <summary>What is to be said of a whole trace before anybody reads its spans.</summary>
public static class TraceFacts
{
    private const string ColdStart = "faas.coldstart";

    public static IEnumerable<TraceFact> Of(TraceResult trace, Waterfall waterfall, bool isArriving)
    {
        yield return Completeness(trace, waterfall, isArriving);
        var cold = waterfall.Nodes.Count(node => IsCold(node.Span));
        if (cold > 0)
        {
            yield return new TraceFact("cold", "cold", cold == 1 ? "cold start" : $"{cold} cold starts", "Invocations on a new instance");
        }
        var errors = waterfall.Nodes.Count(node => node.Span.Status == SpanStatus.Error);
        if (errors > 0)
        {
            yield return new TraceFact("error", "error", errors == 1 ? "1 error" : $"{Measure.Count(errors)} errors", "Spans with the status error");
        }
        if (waterfall.Issues.HasFlag(WaterfallIssues.ClockSkew))
        {
            var most = waterfall.Nodes.Max(node => node.SkewNanoseconds);
            yield return new TraceFact(
                "warn", "warn", $"clock skew {Measure.Duration(most)}, not moved", "Some spans say that they started before their parents");
        }
        if ((waterfall.Issues & (WaterfallIssues.Cycle | WaterfallIssues.DuplicateId)) != 0)
        {
            yield return new TraceFact(
                "warn", "warn", "odd span ids", "Some spans share an id, or are their own ancestors; all are shown, each once");
        }
    }

    /// <summary>Asked of every span of a trace: without an enumerator for each.</summary>
    public static bool IsCold(SpanRecord span)
    {
        for (var index = 0; index < span.Attributes.Count; index++)
        {
            if (span.Attributes[index] is { Key: ColdStart, Value.Boolean: true })
            {
                return true;
            }
        }
        return false;
    }

    private static TraceFact Completeness(TraceResult trace, Waterfall waterfall, bool isArriving)
    {
        if (isArriving)
        {
            return new TraceFact("warn", "clock", "still arriving", "Its newest span came in less than ten seconds ago");
        }
        if (trace.Truncated)
        {
            return new TraceFact(
                "warn", "warn", $"the earliest {waterfall.Nodes.Count:N0} of {trace.SpanCount:N0} spans",
                "It has more spans than one page takes (Observe:Storage:MaxTraceSpans): the views, their sums and what is found are of these only");
        }
        var missing = waterfall.Nodes.Where(node => node.Issues.HasFlag(WaterfallIssues.ParentMissing))
            .Select(node => node.Span.ParentSpanId)
            .Distinct()
            .Count();
        return missing == 0
            ? new TraceFact("ok", "ok-circle", "complete", "Every parent that a span names is here")
            : new TraceFact(
                "warn", "warn", missing == 1 ? "incomplete, 1 parent missing" : $"incomplete, {missing} parents missing",
                "Spans name parents that never arrived");
    }
}

/// <param name="Kind">ok, warn, error or cold.</param>
public sealed record TraceFact(string Kind, string Icon, string Text, string Title);
