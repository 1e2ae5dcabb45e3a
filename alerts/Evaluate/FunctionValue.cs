using Observe.Storage.Config;
using Observe.Storage.Read;

namespace Observe.Alerts.Evaluate;

/// <summary>What a type of rule sees in the figures of the functions that have one name.</summary>
public static class FunctionValue
{
    private const double NanosecondsPerSecond = 1e9;

    /// <param name="same">At least one: the functions of that name, of several regions, accounts or environments.</param>
    public static double Of(AlertRuleType type, IReadOnlyCollection<FunctionSummary> same) => type.Name switch
    {
        AlertRule.ErrorRate => Share(same, function => function.Errors),
        "cold_start_rate" => Share(same, function => function.ColdStarts),
        "deaths" => same.Sum(function => function.Deaths),
        "timeouts" => same.Sum(function => function.Timeouts),
        "lost" => same.Sum(function => function.Lost),
        "throttle_rate" => Share(same, function => function.Throttles),
        "throttles" => same.Sum(function => function.Throttles),
        // Quantiles of several cannot be put together: the worst of them speaks.
        "duration_p50" => same.Max(function => function.P50) / NanosecondsPerSecond,
        "duration_p95" => same.Max(function => function.P95) / NanosecondsPerSecond,
        "duration_p99" => same.Max(function => function.P99) / NanosecondsPerSecond,
        "concurrency" => same.Max(function => function.PeakConcurrency),
        "invocations" => same.Sum(function => function.Invocations),
        "cost" => (double)same.Sum(function => function.Cost?.TotalUsd ?? 0),
        "silence" => same.Sum(function => function.Invocations) == 0 ? 1 : 0,
        _ => throw new ArgumentException($"{type.Name} is not read from the figures of functions.", nameof(type)),
    };

    private static double Share(IReadOnlyCollection<FunctionSummary> same, Func<FunctionSummary, long> part)
    {
        var all = same.Sum(function => function.Invocations);
        return all == 0 ? 0 : (double)same.Sum(part) / all;
    }
}
