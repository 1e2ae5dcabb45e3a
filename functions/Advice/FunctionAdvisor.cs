namespace Observe.Functions.Advice;

/// <summary>
/// Looks for what makes serverless functions work badly. Thresholds are those of common practice: cold starts over 1 %, durations over 95 % of the
/// timeout, throttles over 10 % (Datadog, "Serverless warnings"); a death of any kind is worth a look.
/// </summary>
public static class FunctionAdvisor
{
    public const double UsualColdRate = 0.01;
    public const double UsualThrottleRate = 0.10;
    public const double NearTimeout = 0.95;

    /// <summary>A version counts as slower or worse than the one before it from here on, times.</summary>
    public const double NotablyMore = 1.5;

    /// <summary>Over fewer invocations a rate says little: one cold start of twenty is 5 %.</summary>
    public const long Enough = 100;

    /// <summary>Fewer events than these may be chance, whatever their share.</summary>
    private const long EnoughEvents = 5;

    /// <summary>The heaviest first; each kind at most once.</summary>
    public static IReadOnlyList<Finding> Of(ObservedFunction function) =>
        [.. Findings(function).OfType<Finding>().OrderBy(finding => finding.Kind)];

    private static IEnumerable<Finding?> Findings(ObservedFunction function)
    {
        yield return Any(FindingKind.OutOfMemory, function.OutOfMemory);
        yield return Any(FindingKind.Crashed, function.Crashes);
        yield return Any(FindingKind.TimedOut, function.Timeouts);
        yield return Any(FindingKind.Lost, function.Lost);
        yield return Share(FindingKind.Throttled, function.Throttled, function.Invocations, UsualThrottleRate);
        yield return Share(FindingKind.ColdStartsFelt, function.ColdStarts, function.Invocations, UsualColdRate);
        yield return function.Timeout > 0 && function.P99 >= function.Timeout * NearTimeout
            ? new Finding(FindingKind.RunsNearTimeout, function.P99, function.Timeout)
            : null;
        if (function.Versions is [var newest, var former, ..] && newest.Version.Length > 0)
        {
            yield return MoreErrors(newest, former);
            yield return SlowerStart(newest, former);
        }
    }

    private static Finding? Any(FindingKind kind, long count) => count > 0 ? new Finding(kind, count) : null;

    private static Finding? Share(FindingKind kind, long count, long total, double usual)
    {
        var rate = total == 0 ? 0 : (double)count / total;
        return total >= Enough && count >= EnoughEvents && rate > usual ? new Finding(kind, rate, usual) : null;
    }

    private static Finding? MoreErrors(ObservedVersion newest, ObservedVersion former)
    {
        if (newest.Invocations < Enough || former.Invocations < Enough || newest.Errors < EnoughEvents)
        {
            return null;
        }
        var (now, before) = ((double)newest.Errors / newest.Invocations, (double)former.Errors / former.Invocations);
        return now > before * NotablyMore ? new Finding(FindingKind.MoreErrorsSince, now, before, newest.Version) : null;
    }

    private static Finding? SlowerStart(ObservedVersion newest, ObservedVersion former) =>
        newest.ColdStarts >= EnoughEvents && former.ColdStarts >= EnoughEvents && former.InitP50 > 0 && newest.InitP50 > former.InitP50 * NotablyMore
            ? new Finding(FindingKind.SlowerStartSince, newest.InitP50, former.InitP50, newest.Version)
            : null;
}
