using Observe.Functions.Simulation;
using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Server.Api;

/// <summary>
/// First the proof: <c>now</c>, <c>then</c>, the curves and the container are there only when <c>fit.fits</c>. Otherwise <c>refusal</c> says why not.
/// Both sides come out of the model. Times of the <c>Nanos</c> fields are nanoseconds, rates from 0 to 1.
/// </summary>
public sealed record WhatIfBody(
    WhatIfHistoryBody History, WhatIfRefusalBody? Refusal, WhatIfFitBody? Fit, WhatIfPlanBody? Now, WhatIfPlanBody? Then,
    IReadOnlyList<WhatIfPointBody>? ByProvisioned, IReadOnlyList<WhatIfPointBody>? ByKeepAlive, WhatIfContainerBody? Container)
{
    public static WhatIfBody Of(WhatIfResult result) => new(
        WhatIfHistoryBody.Of(result),
        result.Refusal is { } refusal ? new WhatIfRefusalBody(ApiNames.Of(refusal.Kind), refusal.Text) : null,
        result.Fit is { } fit ? WhatIfFitBody.Of(fit) : null,
        result.Figures is { } figures ? WhatIfPlanBody.Of(figures.Now) : null,
        result.Figures is { } other ? WhatIfPlanBody.Of(other.Then) : null,
        result.Figures?.ByProvisioned.Select(WhatIfPointBody.Of).ToList(),
        result.Figures?.ByKeepAlive.Select(WhatIfPointBody.Of).ToList(),
        result.Figures is { } last ? WhatIfContainerBody.Of(last.Container) : null);
}

/// <summary>Of <c>invocations</c> in the asked range the newest <c>replayed</c> are counted, from <c>from</c> on.</summary>
public sealed record WhatIfHistoryBody(string From, string To, long Invocations, long Replayed)
{
    public static WhatIfHistoryBody Of(WhatIfResult result) => new(
        UnixTime.ToRfc3339(result.Window.FromUnixNanoseconds), UnixTime.ToRfc3339(result.Window.ToUnixNanoseconds), result.Started, result.Replayed);
}

/// <summary><c>kind</c> is noInvocations, sampled or noFit.</summary>
public sealed record WhatIfRefusalBody(string Kind, string Text);

/// <summary>
/// <c>keepAliveOrigin</c>: default, given or estimated; an estimate is made of the older half of the cold starts and proven on the newer one, from
/// <c>from</c> on. <c>agreement</c> is the part of the cold starts that model and history have at the same times.
/// </summary>
public sealed record WhatIfFitBody(
    bool Fits, string KeepAlive, string KeepAliveOrigin, string? KeepAliveShortest, string? KeepAliveLongest, string From, string To,
    FitFigureBody ColdStarts, FitFigureBody PeakConcurrency, double ObservedColdRate, double ModelColdRate, double Agreement, int Runs, long Arrivals)
{
    public static WhatIfFitBody Of(ModelFit fit) => new(
        fit.Fits, DurationText.Format(fit.Settings.KeepAlive), ApiNames.Of(fit.KeepAliveOrigin),
        fit.Estimate is { } shortest ? DurationText.Format(shortest.Shortest) : null,
        fit.Estimate is { } longest ? DurationText.Format(longest.Longest) : null,
        UnixTime.ToRfc3339(fit.Window.FromUnixNanoseconds), UnixTime.ToRfc3339(fit.Window.ToUnixNanoseconds),
        FitFigureBody.Of(fit.ColdStarts), FitFigureBody.Of(fit.PeakConcurrency), fit.ColdStarts.ObservedRate, fit.ColdStarts.ModelRate,
        fit.Agreement, fit.Runs, fit.Arrivals);
}

/// <summary><c>offBy</c> is a part of the observed figure; null when that is 0 and the model's is not.</summary>
public sealed record FitFigureBody(double Observed, double Model, double Spread, double? OffBy, bool Within)
{
    public static FitFigureBody Of(FitFigure figure) => new(
        figure.Observed, figure.Model, figure.Spread, double.IsFinite(figure.OffBy) ? figure.OffBy : null, figure.IsWithin);
}

/// <summary>
/// One setting: what the function would do in the window, and cost in a month like it. <c>coldElsewhere</c> are the cold starts of requests that meet none as
/// things are: why something may take longer.
/// </summary>
public sealed record WhatIfPlanBody(
    string KeepAlive, int Provisioned, int? ConcurrencyLimit, int RequestsPerInstance, long Invocations, long Throttled, int ColdStarts, double ColdRate,
    int ColdElsewhere, long WaitNanos, QuantilesBody Waits, QuantilesBody Durations, int PeakConcurrency, int PeakEnvironments, double IdleEnvironmentSeconds,
    double IdleGibibyteSeconds, CostBody MonthlyCost, decimal ProvisionedUsd)
{
    private const double NanosecondsPerSecond = 1e9;

    public static WhatIfPlanBody Of(SimulatedPlan plan) => new(
        DurationText.Format(plan.Settings.KeepAlive), plan.Settings.Provisioned, plan.Settings.ConcurrencyLimit, plan.Settings.RequestsPerInstance,
        plan.Result.Served, plan.Result.Throttled, plan.Result.ColdStarts, plan.Result.ColdRate, plan.ColdElsewhere, plan.Result.WaitNanoseconds,
        QuantilesBody.Of(plan.Result.Waits), QuantilesBody.Of(plan.Result.Durations), plan.Result.PeakConcurrency, plan.Result.PeakEnvironments,
        (plan.Result.OnDemand.IdleNanoseconds + plan.Result.Provisioned.IdleNanoseconds) / NanosecondsPerSecond, plan.IdleGibibyteSeconds,
        CostBody.Of(plan.MonthlyCost)!, plan.MonthlyCost.ReadyUsd);
}

/// <summary>Nanoseconds.</summary>
public sealed record QuantilesBody(long P50, long P95, long P99)
{
    public static QuantilesBody Of(Quantiles quantiles) => new(quantiles.P50, quantiles.P95, quantiles.P99);
}

/// <summary>One point of a curve.</summary>
public sealed record WhatIfPointBody(string KeepAlive, int Provisioned, double ColdRate, int ColdStarts, long WaitNanos, decimal MonthlyUsd)
{
    public static WhatIfPointBody Of(SimulatedPlan plan) => new(
        DurationText.Format(plan.Settings.KeepAlive), plan.Settings.Provisioned, plan.Result.ColdRate, plan.Result.ColdStarts,
        plan.Result.WaitNanoseconds, plan.MonthlyCost.TotalUsd);
}

/// <summary><c>feasible</c>: so many serve the peak. What is null is not known: see the notes.</summary>
public sealed record WhatIfContainerBody(
    string Plan, decimal Vcpus, long MemoryBytes, int RequestsPerInstance, long Instances, bool Feasible, decimal? MonthlyUsd,
    decimal InvocationsPerMonth, decimal? BreakEvenInvocationsPerMonth, IReadOnlyList<string> Notes)
{
    public static WhatIfContainerBody Of(ContainerAlternative container) => new(
        container.Plan, container.Vcpus, container.MemoryBytes, container.RequestsPerInstance, container.Instances, container.IsFeasible,
        container.MonthlyUsd, container.InvocationsPerMonth, container.BreakEven?.InvocationsPerMonth,
        [.. (container.BreakEven?.Notes ?? []).Select(note => note.Text)]);
}
