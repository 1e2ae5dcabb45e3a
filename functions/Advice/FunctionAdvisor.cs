namespace Observe.Functions.Advice;

/// <summary>
/// Looks for what makes serverless functions work badly. Thresholds are those of common practice: cold starts over 1 %, durations over 95 % of the
/// timeout, throttles over 10 % (Datadog, "Serverless warnings"); a death of any kind is worth a look. The others are ours: docs/advice.md has them.
/// </summary>
public static class FunctionAdvisor
{
    public const double UsualColdRate = 0.01;
    public const double UsualThrottleRate = 0.10;
    public const double NearTimeout = 0.95;

    /// <summary>A queue delivers at least once, so a few come again; from here on it is no accident.</summary>
    public const double UsualRepeats = 0.01;

    /// <summary>Of the invocations that were looked at, or of the messages: what is seldom may have its reason.</summary>
    public const double Seldom = 0.1;

    /// <summary>A function behind itself once may be a design; it is no loop up to here.</summary>
    public const int UsualDepth = 2;

    /// <summary>Nanoseconds that callers put up with.</summary>
    public const long LongWait = 3_000_000_000;

    /// <summary>Bytes: nothing is saved below, where the smallest instances are.</summary>
    public const long SmallMemory = 128 << 20;

    /// <summary>Less than this part of the memory is used.</summary>
    public const double LittleMemory = 0.5;

    /// <summary>A version counts as slower or worse than the one before it from here on, and a function as dearer than containers, times.</summary>
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
        yield return Share(FindingKind.RepeatedWork, function.Repeats.Count, function.Repeats.Of, UsualRepeats) is { } repeats
            ? repeats with { TraceIds = function.Repeats.TraceIds }
            : null;
        yield return function.Recursion is { Depth: > UsualDepth } recursion
            ? new Finding(FindingKind.Recursion, recursion.Depth, UsualDepth) { TraceIds = recursion.TraceIds }
            : null;
        yield return function.Retries is { Attempts: > 0 } retries
            ? new Finding(FindingKind.LayeredRetries, retries.Attempts, 1) { TraceIds = retries.TraceIds, Peer = retries.Peer }
            : null;
        yield return Any(FindingKind.SecretsInTelemetry, function.Secrets.Spans) is { } secrets
            ? secrets with { TraceIds = function.Secrets.TraceIds, Attribute = function.Secrets.Attribute }
            : null;
        yield return function.Chatter is { Invocations: >= EnoughEvents } chatter && chatter.Invocations > chatter.Of * Seldom
            ? new Finding(FindingKind.CallsInSequence, chatter.Calls, CallsInSequence.UsualCalls) { TraceIds = chatter.TraceIds, Peer = chatter.Peer }
            : null;
        yield return Share(FindingKind.ContextMissing, function.Context.Count, function.Context.Of, Seldom) is { } missing
            ? missing with { TraceIds = function.Context.TraceIds, Peer = function.Context.Destination }
            : null;
        yield return function.Timeout > 0 && function.P99 >= function.Timeout * NearTimeout
            ? new Finding(FindingKind.RunsNearTimeout, function.P99, function.Timeout)
            : null;
        yield return function is { IsSynchronous: true, Invocations: >= Enough, P50: > LongWait }
            ? new Finding(FindingKind.LongSynchronous, function.P50, LongWait)
            : null;
        yield return function.Memory is { Bytes: > SmallMemory, Measured: >= Enough, MostUsedBytes: > 0 } memory && memory.MostUsedBytes < memory.Bytes * LittleMemory
            ? new Finding(FindingKind.MemoryFarFromUsed, memory.MostUsedBytes, memory.Bytes)
            : null;
        yield return function.Monthly is { } month && month.FunctionUsd > month.ContainersUsd * (decimal)NotablyMore
            ? new Finding(FindingKind.CheaperOnContainer, (double)month.FunctionUsd, (double)month.ContainersUsd)
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
