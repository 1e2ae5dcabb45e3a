using Observe.Storage.Read;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Functions;

/// <summary>A column that the functions can be sorted by. Rates over too few calls, and costs that are not known, sort last in both directions.</summary>
public sealed record FunctionSort(string Name, string Title, Func<FunctionSummary, double> Key, Func<FunctionSummary, bool>? IsVague = null)
{
    public static FunctionSort Invocations { get; } = new("invocations", "Invocations", f => f.Invocations);

    /// <summary>By the names in the address.</summary>
    public static IReadOnlyDictionary<string, FunctionSort> All { get; } = new FunctionSort[]
    {
        new("name", "Function", _ => 0),
        Invocations,
        new("errors", "Errors", f => f.ErrorRate, f => RateText.IsTooFew(f.Errors, f.Invocations)),
        new("p50", "p50", f => f.P50),
        new("p95", "p95", f => f.P95),
        new("p99", "p99", f => f.P99),
        new("cold", "Cold, seen", f => f.ColdRate, f => RateText.IsTooFew(f.ColdStarts, f.Invocations)),
        new("wait", "Cold wait", f => f.InitWaited),
        new("peak", "Peak", f => f.PeakConcurrency),
        new("timeouts", "Timeouts", f => f.Timeouts),
        new("lost", "Lost", f => f.Lost),
        new("cost", "Cost", f => (double)(f.Cost?.TotalUsd ?? 0), f => f.Cost is null or { PricedInvocations: 0 }),
    }.ToDictionary(sort => sort.Name);

    public IReadOnlyList<FunctionSummary> Apply(IEnumerable<FunctionSummary> functions, bool descending)
    {
        var clearFirst = functions.OrderBy(f => IsVague?.Invoke(f) ?? false);
        var byKey = descending ? clearFirst.ThenByDescending(Key) : clearFirst.ThenBy(Key);
        return [.. Name == "name" && descending
            ? byKey.ThenByDescending(f => f.Identity.Name, StringComparer.OrdinalIgnoreCase)
            : byKey.ThenBy(f => f.Identity.Name, StringComparer.OrdinalIgnoreCase)];
    }
}
