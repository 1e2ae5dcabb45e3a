using Observe.Functions.Cost;
using Observe.Functions.Simulation;
using Observe.UI.Shaping;

namespace Observe.UI.Tests.Shaping;

public sealed class WhatIfTextTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Why_OthersWaitAndP99Rises_SaysHowMany()
    {
        Assert.StartsWith("3 requests wait for a start and would not as things are", WhatIfText.Why(Plan(7, 1 * Second), Plan(3, 3 * Second, elsewhere: 3)), StringComparison.Ordinal);
        Assert.StartsWith("One request waits for a start and would not as things are", WhatIfText.Why(Plan(7, 1 * Second), Plan(8, 1 * Second, elsewhere: 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void Why_NothingTakesLonger_SaysNothing() =>
        Assert.Equal("", WhatIfText.Why(Plan(7, 3 * Second), Plan(3, 3 * Second, elsewhere: 1)));

    private static SimulatedPlan Plan(int cold, long p99, int elsewhere = 0) => new(
        new PlatformSettings { KeepAlive = TimeSpan.FromMinutes(10) },
        new SimulationResult
        {
            Window = new(0, 1),
            Served = 1_000,
            Throttled = 0,
            ColdStarts = cold,
            ColdArrivals = [],
            WaitNanoseconds = 0,
            Waits = default,
            Durations = new(Second, Second, p99),
            PeakConcurrency = 1,
            PeakEnvironments = 1,
            OnDemand = default,
            Provisioned = default,
        },
        new CostCalculator(PriceBook.BuiltIn).Marginal(new BilledUsage { Provider = "aws", Plan = "aws_lambda", Region = "us-east-1" }), 0, elsewhere);
}
