using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>All functions together over one range. Percentiles do not add up: the slowest function stands for them.</summary>
public sealed record FunctionTotals(
    long Invocations, long Errors, long ColdStarts, long Timeouts, FunctionSummary? Slowest, IReadOnlyList<FunctionBucket> Series)
{
    public double ErrorRate => Invocations == 0 ? 0 : (double)Errors / Invocations;
    public double ColdRate => Invocations == 0 ? 0 : (double)ColdStarts / Invocations;

    public static FunctionTotals Of(IReadOnlyList<FunctionSummary> functions) => new(
        functions.Sum(f => f.Invocations),
        functions.Sum(f => f.Errors),
        functions.Sum(f => f.ColdStarts),
        functions.Sum(f => f.Timeouts),
        functions.MaxBy(f => f.P95),
        Add([.. functions.Select(f => f.Series)]));

    private static List<FunctionBucket> Add(List<IReadOnlyList<FunctionBucket>> all)
    {
        var length = all.Count == 0 ? 0 : all.Max(series => series.Count);
        return [.. Enumerable.Range(0, length).Select(i => all
            .Where(series => i < series.Count)
            .Select(series => series[i])
            .Aggregate((a, b) => new FunctionBucket(
                a.StartUnixNanoseconds,
                a.Invocations + b.Invocations,
                a.Errors + b.Errors,
                a.ColdStarts + b.ColdStarts,
                a.Timeouts + b.Timeouts,
                Math.Max(a.P95, b.P95))))];
    }
}
