using CsCheck;
using Observe.Functions.Cost;

namespace Observe.Functions.Tests.Cost;

public sealed class MonthlyCostTests
{
    private const decimal NanosecondsPerSecond = 1_000_000_000;

    private static readonly CostCalculator Calculator = SomeUsage.Calculator;

    [Theory]
    [InlineData("x86_64", 400_000, 0)]
    [InlineData("x86_64", 400_001, 0.0000166667)]
    [InlineData("x86_64", 6_000_000_000, 99_993.53332)]
    [InlineData("x86_64", 6_000_000_001, 99_993.533335)]
    [InlineData("x86_64", 15_000_000_000, 234_993.53332)]
    [InlineData("x86_64", 15_000_000_001, 234_993.5333333334)]
    [InlineData("arm64", 400_000, 0)]
    [InlineData("arm64", 7_500_000_000, 99_995.16664)]
    [InlineData("arm64", 7_500_000_001, 99_995.1666520001)]
    [InlineData("arm64", 18_750_000_000, 234_996.29164)]
    [InlineData("arm64", 18_750_000_001, 234_996.2916506667)]
    public void Blended_LambdaTierBorder_ChargesEachTierForItsOwn(string architecture, long gibibyteSeconds, decimal usd)
    {
        var month = SomeUsage.Lambda(1024, architecture) with { BilledNanoseconds = gibibyteSeconds * NanosecondsPerSecond };

        Assert.Equal(usd, Calculator.Month([month]).Blended(month).DurationUsd, precision: 9);
    }

    [Theory]
    [InlineData(1_000_000, 0)]
    [InlineData(1_000_001, 0.0000002)]
    [InlineData(3_000_000, 0.4)]
    public void Blended_Requests_AreFreeUpToTheGrant(long invocations, decimal usd)
    {
        var month = SomeUsage.Lambda(1024) with { Invocations = invocations };

        Assert.Equal(usd, Calculator.Month([month]).Blended(month).RequestsUsd, precision: 15);
    }

    [Fact]
    public void Blended_TwoArchitectures_ShareOneGrant()
    {
        var x86 = SomeUsage.Lambda(1024) with { BilledNanoseconds = 600_000 * NanosecondsPerSecond };
        var arm = SomeUsage.Lambda(1024, "arm64") with { BilledNanoseconds = 200_000 * NanosecondsPerSecond };
        var month = Calculator.Month([x86, arm]);

        Assert.Equal(300_000 * 0.0000166667m, month.Blended(x86).DurationUsd, precision: 12);
        Assert.Equal(100_000 * 0.0000133334m, month.Blended(arm).DurationUsd, precision: 12);
    }

    [Fact]
    public void Blended_ReadyInstances_HaveNoGrant()
    {
        var month = SomeUsage.Flex(1024) with { IsReady = true, InstanceBusyNanoseconds = 10 * NanosecondsPerSecond };

        Assert.Equal(10 * 0.000016m, Calculator.Month([month]).Blended(month).DurationUsd, precision: 20);
    }

    [Fact]
    public void Blended_WorkersWithinWhatTheFeeIncludes_CostsTheFeeAlone()
    {
        var month = new BilledUsage { Provider = "cloudflare", Invocations = 10_000_000, CpuNanoseconds = 30_000 * NanosecondsPerSecond };

        Assert.Equal(0, Calculator.Month([month]).Blended(month).TotalUsd);
        Assert.Equal(5, Calculator.Month([month]).FeesUsd);
        Assert.Equal(0, Calculator.Month([SomeUsage.Lambda(128)]).FeesUsd);
    }

    [Fact]
    public void Blended_UsageOfAnotherMonth_IsUnpricedWithTheReason()
    {
        var cost = Calculator.Month([SomeUsage.Lambda(128) with { Invocations = 1 }])
            .Blended(SomeUsage.Flex(512) with { Invocations = 2, InstanceBusyNanoseconds = 1 });

        Assert.Equal(CostNoteKind.NotInMonth, Assert.Single(cost.Notes).Kind);
        Assert.Equal(2, cost.UnpricedInvocations);
    }

    [Fact]
    public void Blended_TierInDoubt_IsSaidOnlyWhereTheMonthReachesIt()
    {
        var month = SomeUsage.Lambda(1024, "arm64") with { BilledNanoseconds = 18_750_000_000 * NanosecondsPerSecond };
        var more = month with { BilledNanoseconds = month.BilledNanoseconds + NanosecondsPerSecond };

        Assert.Empty(Calculator.Month([month]).Blended(month).Notes);
        Assert.Equal(CostNoteKind.PriceUnverified, Assert.Single(Calculator.Month([more]).Blended(more).Notes).Kind);
    }

    [Fact]
    public void Blended_PartsOfAMonth_AddUpToTheMonth() =>
        Gen.Select(CostCalculatorTests.Kinds(), Gen.Select(Gen.Long[1, 1L << 40], Gen.Long[1, 1L << 50]).Array[1, 20]).Sample((kind, parts) =>
        {
            BilledUsage[] usages = [.. parts.Select(part => CostCalculatorTests.Usage(kind, part.Item1, part.Item2, 0))];
            var whole = CostCalculatorTests.Usage(kind, parts.Sum(part => part.Item1), parts.Sum(part => part.Item2), 0);
            var month = Calculator.Month(usages);

            var each = usages.Select(month.Blended).Aggregate((sum, cost) => sum + cost);
            var list = Calculator.Marginal(whole);

            Assert.Equal(month.Blended(whole).TotalUsd, each.TotalUsd, precision: 9);
            Assert.Equal(Calculator.Month([whole]).Blended(whole).TotalUsd, each.TotalUsd, precision: 9);
            Assert.True(each.TotalUsd <= list.TotalUsd);
        });
}
