using Observe.Functions.Cost;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>What a function's costs come to at another scale.</summary>
public static class CostText
{
    /// <summary>US dollars for a million invocations like these; null when none could be priced.</summary>
    public static decimal? PerMillion(FunctionFigures figures) =>
        figures.Cost is { PricedInvocations: > 0 } cost ? cost.TotalUsd / cost.PricedInvocations * 1_000_000 : null;

    /// <summary>An amount of the range as it would be in a month of <see cref="BreakEven.HoursPerMonth"/> hours at this rate.</summary>
    public static decimal PerMonth(decimal usd, TimeRange range) =>
        BreakEven.PerMonth(usd, TimeSpan.FromTicks(range.Nanoseconds / TimeSpan.NanosecondsPerTick));
}
