using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>How a function did in a range, and in each bucket of it. The thresholds are here and nowhere else.</summary>
public static class FunctionHealth
{
    public const double FailingErrorRate = 0.02;
    public const double DegradedErrorRate = 0.005;

    /// <summary>A bucket is slow when its p95 is this many times the function's usual one (the median of its buckets).</summary>
    public const double SlowFactor = 2;

    /// <summary>The last part of the range in which slow buckets make the whole function slow.</summary>
    private const double RecentShare = 0.25;

    public static HealthStatus Of(FunctionSummary function)
    {
        if (function.Invocations == 0)
        {
            return HealthStatus.Silent;
        }
        if (function.ErrorRate >= FailingErrorRate)
        {
            return HealthStatus.Error;
        }
        return function.ErrorRate >= DegradedErrorRate || function.Timeouts > 0 || function.Lost > 0 || IsSlowLately(function)
            ? HealthStatus.Warning
            : HealthStatus.Ok;
    }

    /// <summary>One status a bucket: the worst that happened in it.</summary>
    public static IReadOnlyList<HealthStatus> OfBuckets(FunctionSummary function)
    {
        var usual = UsualP95(function);
        return [.. function.Series.Select(bucket => OfBucket(bucket, usual))];
    }

    /// <summary>The start of the first bucket with an error or a timeout; null when there is none.</summary>
    public static long? FirstFailure(FunctionSummary function) =>
        function.Series.FirstOrDefault(bucket => bucket.Errors > 0 || bucket.Timeouts > 0)?.StartUnixNanoseconds;

    private static HealthStatus OfBucket(FunctionBucket bucket, double usual) => bucket switch
    {
        { Timeouts: > 0 } => HealthStatus.Timeout,
        { Errors: > 0 } => HealthStatus.Error,
        { ColdStarts: > 0 } => HealthStatus.Cold,
        _ when usual > 0 && bucket.P95 > usual * SlowFactor => HealthStatus.Warning,
        { Invocations: > 0 } => HealthStatus.Ok,
        _ => HealthStatus.Silent,
    };

    private static bool IsSlowLately(FunctionSummary function)
    {
        var usual = UsualP95(function);
        var recent = function.Series.Skip((int)(function.Series.Count * (1 - RecentShare))).Where(bucket => bucket.P95 > 0).ToList();
        return recent.Count > 0 && recent.Count(bucket => bucket.P95 > usual * SlowFactor) * 2 > recent.Count;
    }

    private static double UsualP95(FunctionSummary function)
    {
        var known = function.Series.Select(bucket => bucket.P95).Where(p95 => p95 > 0).Order().ToList();
        return known.Count == 0 ? 0 : known[known.Count / 2];
    }
}
