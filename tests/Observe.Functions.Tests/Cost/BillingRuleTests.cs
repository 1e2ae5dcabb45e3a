using Observe.Functions.Cost;
using Observe.Functions.Invocations;

namespace Observe.Functions.Tests.Cost;

public sealed class BillingRuleTests
{
    private const long Mebibyte = 1_048_576;
    private const long Millisecond = 1_000_000;

    private static readonly DateOnly InitBilled = new(2025, 8, 1);

    [Theory]
    [InlineData("aws", "lambda", 0, 0)]
    [InlineData("aws", "lambda", 1, 1_000_000)]
    [InlineData("aws", "lambda", 1_000_000, 1_000_000)]
    [InlineData("aws", "lambda", 1_000_001, 2_000_000)]
    [InlineData("aws", "lambda", -5, 0)]
    [InlineData("azure", "functions-consumption", 1, 100_000_000)]
    [InlineData("azure", "functions-consumption", 100_000_001, 101_000_000)]
    [InlineData("azure", "functions-flex", 200_000_000, 1_000_000_000)]
    [InlineData("azure", "functions-flex", 1_000_000_001, 1_100_000_000)]
    [InlineData("gcp", "cloud-run", 1, 100_000_000)]
    [InlineData("gcp", "cloud-run", 250_000_000, 300_000_000)]
    [InlineData("cloudflare", "workers-paid", 1_234_567, 1_234_567)]
    public void Round_Time_IsThePlansStepAndMinimum(string provider, string plan, long nanoseconds, long billed) =>
        Assert.Equal(billed, Rule(provider, plan).Round(nanoseconds));

    [Fact]
    public void Round_WildTime_DoesNotTurnNegative() => Assert.True(Rule("gcp", "cloud-run").Round(long.MaxValue) > 0);

    [Theory]
    [InlineData(InitClass.Cold, true)]
    [InlineData(InitClass.UnknownCold, true)]
    [InlineData(InitClass.Proactive, true)]
    [InlineData(InitClass.Suppressed, false)]
    [InlineData(InitClass.SnapStart, false)]
    [InlineData(InitClass.Provisioned, false)]
    [InlineData(InitClass.Warm, false)]
    public void Bill_LambdaInit_IsBilledByItsClass(InitClass initClass, bool isBilled)
    {
        var billed = Rule("aws", "lambda").Bill(10 * Millisecond, 500 * Millisecond, initClass, InitBilled);

        Assert.Equal(isBilled ? new BilledTime(510 * Millisecond, 500 * Millisecond) : new BilledTime(10 * Millisecond, 0), billed);
    }

    [Fact]
    public void Bill_LambdaInitBeforeAugust2025_IsFree() =>
        Assert.Equal(new BilledTime(10 * Millisecond, 0),
            Rule("aws", "lambda").Bill(10 * Millisecond, 500 * Millisecond, InitClass.Cold, InitBilled.AddDays(-1)));

    [Fact]
    public void Bill_InitAndDuration_AreRoundedTogether() =>
        Assert.Equal(new BilledTime(2 * Millisecond, 0),
            Rule("aws", "lambda").Bill(Millisecond + 400_000, 600_000, InitClass.Cold, InitBilled));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 128)]
    [InlineData(128, 128)]
    [InlineData(129, 256)]
    [InlineData(1536, 1536)]
    [InlineData(4096, 1536)]
    public void RoundMemory_AzureConsumption_Is128MebibyteStepsUpToACap(long mebibytes, long billed) =>
        Assert.Equal(billed * Mebibyte, Rule("azure", "functions-consumption").RoundMemory(mebibytes * Mebibyte));

    [Theory]
    [InlineData("aws", "lambda", BillingBasis.Invocation)]
    [InlineData("aws", "fargate", BillingBasis.Lifetime)]
    [InlineData("azure", "functions-consumption", BillingBasis.Invocation)]
    [InlineData("azure", "functions-flex", BillingBasis.Instance)]
    [InlineData("gcp", "cloud-run", BillingBasis.Instance)]
    [InlineData("gcp", "cloud-run-instance", BillingBasis.Lifetime)]
    [InlineData("cloudflare", "workers-paid", BillingBasis.Cpu)]
    public void Basis_Plan_IsWhatItBills(string provider, string plan, BillingBasis basis) =>
        Assert.Equal(basis, Rule(provider, plan).Basis);

    private static BillingRule Rule(string provider, string plan) => PriceBook.BuiltIn.Plan(provider, plan)!.Billing;
}
