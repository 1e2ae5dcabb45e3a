using System.Globalization;
using Observe.Functions.Simulation;

namespace Observe.UI.Shaping;

/// <summary>Answers of the simulator in words.</summary>
public static class WhatIfText
{
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>One figure before and after; <see cref="Kind"/> is the class that says whether it is better.</summary>
    public sealed record Row(string Name, string Now, string Then, string Kind);

    public static IReadOnlyList<Row> Rows(SimulatedPlan now, SimulatedPlan then)
    {
        var (before, after) = (now.Result, then.Result);
        var rows = new List<Row>
        {
            new("Cold, seen by users", Rate(before), Rate(after), Better(before.ColdStarts, after.ColdStarts)),
            new("Users wait on init", Wait(before), Wait(after), Better(before.WaitNanoseconds, after.WaitNanoseconds)),
            new("p99 duration", Duration(before.Durations.P99), Duration(after.Durations.P99), Better(before.Durations.P99, after.Durations.P99)),
            new("Cost a month", Money.Of(now.MonthlyCost), Money.Of(then.MonthlyCost), Better(now.MonthlyCost.TotalUsd, then.MonthlyCost.TotalUsd)),
            new("Kept for nothing", Idle(now), Idle(then), ""),
        };
        if (before.Throttled + after.Throttled > 0)
        {
            rows.Add(new("Throttled", Measure.Count(before.Throttled).ToString(), Measure.Count(after.Throttled).ToString(), Better(before.Throttled, after.Throttled)));
        }
        return rows;
    }

    /// <summary>The price of waiting less, over the same time; empty when nothing is gained.</summary>
    public static string Price(SimulatedPlan now, SimulatedPlan then)
    {
        var saved = (now.Result.WaitNanoseconds - then.Result.WaitNanoseconds) / NanosecondsPerSecond;
        if (saved <= 0 || !now.MonthlyCost.IsComplete || !then.MonthlyCost.IsComplete)
        {
            return "";
        }
        var more = then.MonthlyCost.TotalUsd - now.MonthlyCost.TotalUsd;
        return more <= 0
            ? "Less waiting for no more money."
            : $"Each second of waiting saved costs {Money.Of(more / ((decimal)saved * SimulatedCost.MonthlyFactor(now.Result.Window)))}.";
    }

    /// <summary>Why something takes longer with a setting that should spare time; empty when nothing does.</summary>
    public static string Why(SimulatedPlan now, SimulatedPlan then)
    {
        var (before, after) = (now.Result, then.Result);
        if (then.ColdElsewhere == 0 || (after.Durations.P99 <= before.Durations.P99 && after.WaitNanoseconds <= before.WaitNanoseconds && after.ColdStarts <= before.ColdStarts))
        {
            return "";
        }
        var (requests, wait) = then.ColdElsewhere == 1 ? ("One request", "waits") : ($"{Measure.Count(then.ColdElsewhere)} requests", "wait");
        return $"{requests} {wait} for a start and would not as things are: where fewer instances start at once, fewer are left over for what comes next. "
            + "How long such a start takes depends on its version and its moment.";
    }

    /// <summary>Where the keep-alive comes from that was replayed.</summary>
    public static string KeepAlive(ModelFit fit) => fit.KeepAliveOrigin switch
    {
        KeepAliveOrigin.Estimated when fit.Estimate is { } estimate =>
            $"Keep-alive of {Time(estimate.KeepAlive)}, estimated from the older half ({Time(estimate.Shortest)} to {Time(estimate.Longest)} do as well) and proven on the newer one.",
        KeepAliveOrigin.Given => $"Keep-alive of {Time(fit.Settings.KeepAlive)}, as the options or the question say.",
        _ => $"Keep-alive of {Time(fit.Settings.KeepAlive)}, as is usual with the provider.",
    };

    /// <summary>What was replayed, of what.</summary>
    public static string Replayed(WhatIfResult result) => result.Replayed < result.Started
        ? $"Of {Measure.Count(result.Started)} invocations the newest {Measure.Count(result.Replayed)} were replayed."
        : $"{Measure.Count(result.Replayed)} invocations were replayed.";

    public static string Figure(double value) => value.ToString("#,0.#", CultureInfo.InvariantCulture);

    public static string OffBy(FitFigure figure) => double.IsFinite(figure.OffBy) ? Measure.Percent(figure.OffBy).ToString() : "all";

    public static string Containers(ContainerAlternative container) => string.Create(
        CultureInfo.InvariantCulture,
        $"{container.Instances} of {container.Vcpus:0.###} vCPU and {container.MemoryBytes / (double)(1L << 30):0.##} GiB");

    public static string Time(TimeSpan time) => Measure.Length(time.Ticks * TimeSpan.NanosecondsPerTick);

    private static string Rate(SimulationResult result) => Measure.Percent(result.ColdRate).ToString();

    private static string Wait(SimulationResult result) => Duration(result.WaitNanoseconds);

    private static string Duration(long nanoseconds) => Measure.Duration(nanoseconds).ToString();

    private static string Idle(SimulatedPlan plan) => Duration(plan.Result.OnDemand.IdleNanoseconds + plan.Result.Provisioned.IdleNanoseconds);

    private static string Better<T>(T now, T then)
        where T : IComparable<T> => then.CompareTo(now) switch
        {
            < 0 => "okc",
            > 0 => "err",
            _ => "",
        };
}
