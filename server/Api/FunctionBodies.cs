using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.Server.Api;

/// <summary>One function over a range. <c>advice</c>: what of it is worth a look, the weightiest first.</summary>
public sealed record FunctionDetailBody(
    string Id, string Name, string Provider, string Account, string Region, string Environment, string Platform, string Architecture,
    string Trigger, long MemoryBytes, long TimeoutNanos, string LastStart, FiguresBody Total, IReadOnlyList<PeriodBody> Series,
    IReadOnlyList<VersionBody> Versions, IReadOnlyList<AdviceBody> Advice, ScannedBody Scanned)
{
    public static FunctionDetailBody Of(FunctionFacts facts, FunctionDetail detail, IReadOnlyList<AdvisedFinding> advice) => new(
        facts.Identity.Id, facts.Identity.Name, facts.Identity.Provider, facts.Identity.Account, facts.Identity.Region, facts.Identity.Environment,
        facts.Platform, facts.Architecture, facts.Trigger, facts.MemoryBytes, facts.TimeoutNanoseconds,
        UnixTime.ToRfc3339(facts.LastStartUnixNanoseconds), FiguresBody.Of(detail.Total), [.. detail.Series.Select(PeriodBody.Of)],
        [.. detail.Versions.Select(VersionBody.Of)], [.. advice.Select(AdviceBody.Of)],
        ScannedBody.Of(detail.Scanned));
}

/// <summary>
/// A finding. <c>value</c> and <c>against</c>, what it is held against (0 where that is nothing), are numbers, shares from 0 to 1, nanoseconds, bytes or
/// US dollars, as the kind says in docs/advice.md. <c>version</c>: the one that it is about; empty for the function as a whole. <c>peer</c>: the service,
/// database or queue that it is about, <c>attribute</c>: the attribute; empty where it is about none. <c>traceIds</c>: some that show it. <c>dismissal</c> is null unless somebody dismissed it.
/// </summary>
public sealed record AdviceBody(
    string Kind, double Value, double Against, string Version, string Peer, string Attribute, IReadOnlyList<string> TraceIds,
    DismissalBody? Dismissal)
{
    public static AdviceBody Of(AdvisedFinding item) => new(
        ApiNames.Of(item.Finding.Kind), item.Finding.Value, item.Finding.Against, item.Finding.Subject, item.Finding.Peer, item.Finding.Attribute,
        item.Finding.TraceIds, item.Dismissal is { } dismissal ? DismissalBody.Of(dismissal) : null);
}

/// <summary>
/// What a group of invocations did. Durations are nanoseconds, rates 0 to 1; <c>weight</c> is how many they stand for when telemetry is sampled.
/// Invocations by how their instance came to be (<c>initClasses</c>) and how they ended (<c>outcomes</c>): names without any are left out.
/// </summary>
public sealed record FiguresBody(
    long Invocations, double Weight, long Errors, double ErrorRate, long ColdStarts, double ColdRate, long HiddenStarts,
    IReadOnlyDictionary<string, long> InitClasses, IReadOnlyDictionary<string, long> Outcomes, long P50, long P95, long P99,
    long InitWaitedNanos, long InitP50, long InitP95, CostBody? Cost)
{
    public static FiguresBody Of(FunctionFigures figures) => new(
        figures.Invocations, figures.Weight, figures.Errors, figures.ErrorRate, figures.ColdStarts, figures.ColdRate, figures.HiddenStarts,
        ApiNames.Counts<InitClass>(figures.Of), ApiNames.Counts<InvocationOutcome>(figures.Of), figures.P50, figures.P95, figures.P99,
        figures.InitWaited, figures.InitP50, figures.InitP95, CostBody.Of(figures.Cost));
}

public sealed record PeriodBody(string Start, long DurationNanos, FiguresBody Figures)
{
    public static PeriodBody Of(FunctionPeriod period) =>
        new(UnixTime.ToRfc3339(period.StartUnixNanoseconds), period.Nanoseconds, FiguresBody.Of(period.Figures));
}

public sealed record VersionBody(string Version, string FirstStart, FiguresBody Figures)
{
    public static VersionBody Of(VersionFigures version) =>
        new(version.Version, UnixTime.ToRfc3339(version.FirstStartUnixNanoseconds), FiguresBody.Of(version.Figures));
}

/// <summary>Cold starts over a range, and how long callers waited with and without one, in all and on each route that had some.</summary>
public sealed record ColdStartsBody(
    FiguresBody Total, IReadOnlyList<PeriodBody> Series, IReadOnlyList<VersionBody> Versions, IReadOnlyList<MemoryBody> Sizes, WaitsBody Waits, RoutesBody Routes,
    ScannedBody Scanned)
{
    public static ColdStartsBody Of(FunctionDetail detail, WaitResult waits, RouteResult routes) => new(
        FiguresBody.Of(detail.Total), [.. detail.Series.Select(PeriodBody.Of)], [.. detail.Versions.Select(VersionBody.Of)],
        [.. detail.Sizes.Select(MemoryBody.Of)], WaitsBody.Of(waits), RoutesBody.Of(routes), ScannedBody.Of(detail.Scanned));
}

/// <summary>What a function did with so much memory, 0 for what telemetry does not say. Its figures have no cost.</summary>
public sealed record MemoryBody(long MemoryBytes, FiguresBody Figures)
{
    public static MemoryBody Of(MemoryFigures size) => new(size.MemoryBytes, FiguresBody.Of(size.Figures));
}

/// <summary>Samples of one size: the newest invocations with a cold start, and without one.</summary>
public sealed record RoutesBody(IReadOnlyList<RouteWaitsBody> Routes, ScannedBody Scanned)
{
    public static RoutesBody Of(RouteResult result) => new([.. result.Routes.Select(RouteWaitsBody.Of)], ScannedBody.Of(result.Scanned));
}

/// <summary>
/// What callers of one route waited. <c>name</c> is that of the span where there is no <c>route</c>, and both are empty where the span is not stored; what the warm
/// waited is null without any.
/// </summary>
public sealed record RouteWaitsBody(
    string Method, string Route, string Name, int Warm, long? WarmP50, long? WarmP95, int Cold, long ColdP50, long ColdP95, long? AddedNanos)
{
    public static RouteWaitsBody Of(RouteWaits route) => new(
        route.Method, route.IsRoute ? route.Name : "", route.IsRoute ? "" : route.Name, route.Warm, route.Warm == 0 ? null : route.WarmP50,
        route.Warm == 0 ? null : route.WarmP95, route.Cold, route.ColdP50, route.ColdP95, route.Added);
}

/// <summary>
/// How long callers waited: the duration, and the initialisation before it where they waited for that too. <c>newestOnly</c>: the range has more
/// invocations than were looked at.
/// </summary>
public sealed record WaitsBody(
    long? WarmP50, long? ColdP50, long? P99, long? WarmP99, bool NewestOnly, IReadOnlyList<WaitBucketBody> Buckets, ScannedBody Scanned)
{
    public static WaitsBody Of(WaitResult waits) => new(
        (long?)waits.WarmP50, (long?)waits.ColdP50, (long?)waits.P99, (long?)waits.WarmP99, waits.IsNewestOnly,
        [.. waits.Warm.Select((warm, index) => new WaitBucketBody((long)waits.Bounds[index], (long)waits.Bounds[index + 1], warm, waits.Cold[index]))],
        ScannedBody.Of(waits.Scanned));
}

/// <summary>Waits from one length, up to another that is not part of it.</summary>
public sealed record WaitBucketBody(long FromNanos, long ToNanos, long Warm, long Cold);

/// <summary>
/// How many ran at once. <c>peak</c> is null, and so are the peaks of the series, when telemetry is sampled: no peak can be told from samples.
/// <c>atLeastNanos</c>: for each number from 1 to the peak the time with at least so many; null for a range that is too long for it.
/// </summary>
public sealed record ConcurrencyBody(
    int? Peak, string? PeakAt, double Average, IReadOnlyList<ConcurrencyCellBody> Series, IReadOnlyList<long>? AtLeastNanos, bool Sampled,
    ScannedBody Scanned)
{
    public static ConcurrencyBody Of(ConcurrencyResult result, bool isSampled) => new(
        isSampled ? null : result.Peak,
        isSampled || result.PeakUnixNanoseconds is not { } at ? null : UnixTime.ToRfc3339(at),
        result.Average,
        [.. result.Cells.Select(cell => new ConcurrencyCellBody(UnixTime.ToRfc3339(cell.StartUnixNanoseconds), isSampled ? null : cell.Peak, cell.Average))],
        isSampled || (result.AtLeast.Count == 0 && result.Peak > 0) ? null : result.AtLeast,
        isSampled, ScannedBody.Of(result.Scanned));
}

public sealed record ConcurrencyCellBody(string Start, int? Peak, double Average);

/// <summary>What one function cost over a range, at list prices.</summary>
public sealed record FunctionCostBody(
    CostBody? Total, IReadOnlyList<CostPeriodBody> Series, IReadOnlyList<CostVersionBody> Versions, ScannedBody Scanned)
{
    public static FunctionCostBody Of(FunctionDetail detail) => new(
        CostBody.Of(detail.Total.Cost),
        [
            .. detail.Series.Select(period => new CostPeriodBody(
                UnixTime.ToRfc3339(period.StartUnixNanoseconds), period.Nanoseconds, period.Figures.Invocations, CostBody.Of(period.Figures.Cost))),
        ],
        [.. detail.Versions.Select(item => new CostVersionBody(item.Version, item.Figures.Invocations, CostBody.Of(item.Figures.Cost)))],
        ScannedBody.Of(detail.Scanned));
}

public sealed record CostPeriodBody(string Start, long DurationNanos, long Invocations, CostBody? Cost);

public sealed record CostVersionBody(string Version, long Invocations, CostBody? Cost);

/// <summary>One invocation; what is not known is null or empty. <c>initNanos</c> is the initialisation of its instance, when it was the first there.</summary>
public sealed record InvocationBody(
    string Start, string? End, long? DurationNanos, string InvocationId, string? TraceId, string? SpanId, string Instance, string Version,
    string Trigger, string InitClass, long InitNanos, string Outcome, string Cause, long? MemoryUsedBytes, CostBody? Cost)
{
    public static InvocationBody Of(InvocationSummary item) => new(
        UnixTime.ToRfc3339(item.StartUnixNanoseconds),
        item.EndUnixNanoseconds == 0 ? null : UnixTime.ToRfc3339(item.EndUnixNanoseconds),
        item.DurationNanoseconds, item.InvocationId,
        item.TraceId.IsEmpty ? null : item.TraceId.ToString(), item.SpanId.IsEmpty ? null : item.SpanId.ToString(),
        item.Instance, item.Version, item.Trigger, ApiNames.Of(item.InitClass), item.InitNanoseconds, ApiNames.Of(item.Outcome), item.Cause,
        item.MemoryUsedBytes == 0 ? null : item.MemoryUsedBytes, CostBody.Of(item.Cost));
}
