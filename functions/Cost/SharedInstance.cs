namespace Observe.Functions.Cost;

/// <summary>
/// When an instance had a request, <c>[start, end)</c> in unix nanoseconds. One that ends before it starts has no length.
/// </summary>
public readonly record struct BusyInterval(long StartUnixNanoseconds, long EndUnixNanoseconds);

/// <summary>
/// The time of one instance that serves several requests at once: billed once however many there are, and shared between them.
/// </summary>
public static class SharedInstance
{
    /// <summary>The periods without a pause, in order; an interval that begins where another ends goes on with its period.</summary>
    public static IReadOnlyList<BusyInterval> Union(IEnumerable<BusyInterval> intervals)
    {
        var periods = new List<BusyInterval>();
        foreach (var (start, end) in intervals.OrderBy(interval => interval.StartUnixNanoseconds))
        {
            var to = Math.Max(start, end);
            if (periods.Count > 0 && start <= periods[^1].EndUnixNanoseconds)
            {
                periods[^1] = periods[^1] with { EndUnixNanoseconds = Math.Max(periods[^1].EndUnixNanoseconds, to) };
            }
            else
            {
                periods.Add(new BusyInterval(start, to));
            }
        }
        return periods;
    }

    /// <summary>
    /// Nanoseconds on the bill of one instance: each busy period is rounded by the plan's rule. A period that begins in
    /// what the rounding of the last one added goes on with that one: no moment is billed twice.
    /// </summary>
    public static decimal BilledNanoseconds(IEnumerable<BusyInterval> intervals, BillingRule rule)
    {
        var (billed, from, until) = (0m, 0L, decimal.MinValue);
        foreach (var (start, end) in Union(intervals))
        {
            if (start >= until)
            {
                from = start;
                until = start;
            }
            var extended = Math.Max(until, from + (decimal)rule.Round(end - from));
            billed += extended - until;
            until = extended;
        }
        return billed;
    }

    /// <summary>
    /// Nanoseconds of the busy time that each request is answerable for, in the order of the intervals: of every moment an
    /// equal part of those that ran in it, 1/c(t). They add up to the length of the union.
    /// </summary>
    public static decimal[] Shares(IReadOnlyList<BusyInterval> intervals)
    {
        var running = intervals.Where(interval => interval.EndUnixNanoseconds > interval.StartUnixNanoseconds).ToList();
        long[] starts = [.. running.Select(interval => interval.StartUnixNanoseconds).Order()];
        long[] ends = [.. running.Select(interval => interval.EndUnixNanoseconds).Order()];
        long[] times = [.. starts.Concat(ends).Distinct().Order()];
        // What one request gathers that runs from the first moment until each of the times.
        var gathered = new decimal[times.Length];
        var (started, ended) = (0, 0);
        for (var i = 0; i + 1 < times.Length; i++)
        {
            started = CountUpTo(starts, started, times[i]);
            ended = CountUpTo(ends, ended, times[i]);
            var concurrency = started - ended;
            gathered[i + 1] = gathered[i] + (concurrency == 0 ? 0 : ((decimal)times[i + 1] - times[i]) / concurrency);
        }
        return [.. intervals.Select(interval => interval.EndUnixNanoseconds > interval.StartUnixNanoseconds
            ? At(interval.EndUnixNanoseconds) - At(interval.StartUnixNanoseconds)
            : 0)];

        decimal At(long time) => gathered[Array.BinarySearch(times, time)];
    }

    private static int CountUpTo(long[] sorted, int from, long time)
    {
        while (from < sorted.Length && sorted[from] <= time)
        {
            from++;
        }
        return from;
    }
}
