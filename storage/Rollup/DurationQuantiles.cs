namespace Observe.Storage.Rollup;

/// <summary>
/// SQL of mergeable quantiles 0.5, 0.95 and 0.99 of durations: each duration is counted in one of 1,024 logarithmic buckets, 32 of which double it,
/// from a microsecond to 73 minutes. Whatever order they are merged in, the answer is the same, and within 1.1 percent of the duration at that place.
/// </summary>
/// <remarks>
/// ClickHouse's quantileTiming counts whole numbers below 1,024 exactly, few of them in two bytes each and many in one array; the numbers of
/// buckets take the place of its milliseconds. A longer duration is counted in a bucket 16 times as wide, a shorter one in the first:
/// docs/adr/0013-logarithmic-buckets.md.
/// </remarks>
internal static class DurationQuantiles
{
    private const string Levels = "(0.5, 0.95, 0.99)";

    /// <summary>A state of some durations.</summary>
    /// <param name="nanoseconds">SQL of a whole number; below zero counts as zero.</param>
    /// <param name="when">SQL of a condition; null for all rows.</param>
    public static string State(string nanoseconds, string? when = null)
    {
        var bucket = $"toUInt16(round(greatest((log2(greatest({nanoseconds}, 1)) - 10) * 32, 0)))";
        return when is null ? $"quantilesTimingState{Levels}({bucket})" : $"quantilesTimingStateIf{Levels}({bucket}, {when})";
    }

    /// <summary>One state of several.</summary>
    public static string Merged(string column) => $"quantilesTimingMergeState{Levels}({column})";

    /// <summary>The three quantiles of merged states, an array of Float64, nanoseconds; not a number when no duration was counted.</summary>
    /// <param name="when">SQL of a condition; null for all rows.</param>
    public static string Of(string column, string? when = null) =>
        Durations(when is null ? $"quantilesTimingMerge{Levels}({column})" : $"quantilesTimingMergeIf{Levels}({column}, {when})");

    /// <summary>The three quantiles of one state, as above.</summary>
    public static string OfOne(string state) => Durations($"finalizeAggregation({state})");

    private static string Durations(string buckets) => $"arrayMap(bucket -> exp2((toFloat64(bucket) / 32) + 10), {buckets})";
}
