using Observe.Functions.Cost;

namespace Observe.Functions.Simulation;

/// <summary>What a month would cost in which everything goes on as in the window of a simulation.</summary>
public static class SimulatedCost
{
    private const decimal SecondsPerHour = 3_600;
    private const decimal NanosecondsPerSecond = 1_000_000_000;

    private static readonly TimeSpan Month = TimeSpan.FromHours((double)BreakEven.HoursPerMonth);

    /// <summary>
    /// At list prices: requests and time at work on demand and on provisioned environments, and those whether they work or not.
    /// </summary>
    /// <param name="kind">Where the function runs and what it was given; quantities do not count.</param>
    public static UsageCost Monthly(CostCalculator costs, BilledUsage kind, PlatformSettings settings, SimulationResult result)
    {
        var factor = MonthlyFactor(result.Window);
        var cost = costs.Marginal(Usage(kind, result.OnDemand, factor));
        if (settings.Provisioned == 0)
        {
            return cost;
        }
        return cost
            + costs.Marginal(Usage(kind, result.Provisioned, factor) with { IsReady = true })
            + costs.ReadyCapacity(kind, settings.Provisioned, Month);
    }

    /// <summary>The mean of an invocation on demand; null without any.</summary>
    public static UsageCost? PerInvocation(CostCalculator costs, BilledUsage kind, SimulationResult result) => result.OnDemand.Invocations == 0
        ? null
        : costs.Marginal(Usage(kind, result.OnDemand, 1m / result.OnDemand.Invocations));

    /// <summary>How many such windows a month has.</summary>
    public static decimal MonthlyFactor(SimulationWindow window) => window.Nanoseconds == 0
        ? 0
        : BreakEven.HoursPerMonth * SecondsPerHour * NanosecondsPerSecond / window.Nanoseconds;

    private static BilledUsage Usage(BilledUsage kind, UsedTime used, decimal factor) => kind with
    {
        Invocations = used.Invocations * factor,
        BilledNanoseconds = used.BilledNanoseconds * factor,
        BilledInitNanoseconds = used.BilledInitNanoseconds * factor,
        InstanceBusyNanoseconds = used.BusyNanoseconds * factor,
    };
}
