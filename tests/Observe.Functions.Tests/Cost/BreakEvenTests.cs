using Observe.Functions.Cost;

namespace Observe.Functions.Tests.Cost;

public sealed class BreakEvenTests
{
    private static readonly CostCalculator Calculator = SomeUsage.Calculator;
    private static readonly BreakEven BreakEven = new(Calculator);

    private static readonly UsageCost OneCent =
        new() { BookVersion = PriceBook.BuiltIn.Version, RequestsUsd = 0.01m, PricedInvocations = 1 };

    private static readonly BilledUsage Machine =
        new() { Provider = "aws", Plan = "ec2-t3.medium", Region = "us-east-1", Architecture = "amd64" };

    [Theory]
    [InlineData(0, 10, 1)]
    [InlineData(10, 10, 1)]
    [InlineData(11, 10, 2)]
    [InlineData(1000, 80, 13)]
    [InlineData(long.MaxValue, 1, long.MaxValue)]
    public void Containers_PeakAboveWhatOneServes_MultipliesInstances(long peak, long perInstance, long instances)
    {
        var breakEven = BreakEven.Containers(OneCent, Machine, peak, perInstance);

        Assert.Equal(instances, breakEven.Instances);
        Assert.Equal(instances * 0.0416m * 730, breakEven.MonthlyUsd);
        Assert.Equal(breakEven.MonthlyUsd / 0.01m, breakEven.InvocationsPerMonth);
    }

    [Fact]
    public void Containers_InvocationWithoutPrice_IsNotKnownAndSaysWhy()
    {
        var breakEven = BreakEven.Containers(Calculator.Invocation(SomeUsage.Lambda(0), 1), Machine, 1, 1);

        Assert.NotNull(breakEven.MonthlyUsd);
        Assert.Null(breakEven.InvocationsPerMonth);
        Assert.Null(breakEven.InvocationsPerSecond);
        Assert.Equal(CostNoteKind.MemoryUnknown, Assert.Single(breakEven.Notes).Kind);
    }

    [Fact]
    public void Containers_FreeInvocation_HasNoBreakEven() =>
        Assert.Null(BreakEven.Containers(OneCent with { RequestsUsd = 0 }, Machine, 1, 1).InvocationsPerMonth);

    [Theory]
    [InlineData("lambda", CostNoteKind.BilledByInvocation)]
    [InlineData("cloudwatch-logs", CostNoteKind.BilledByInvocation)]
    [InlineData("", CostNoteKind.NoPlan)]
    [InlineData("fargate", CostNoteKind.MemoryUnknown)]
    public void InstanceHour_NoContainer_SaysWhy(string plan, CostNoteKind reason)
    {
        var cost = Calculator.InstanceHour(Machine with { Plan = plan });

        Assert.Equal(0, cost.TotalUsd);
        Assert.Contains(cost.Notes, note => note.IsGap && note.Kind == reason);
    }

    [Fact]
    public void InstanceHour_FargateStorage_CostsAboveTwentyGibibytes()
    {
        var fargate = Machine with { Plan = "fargate", Vcpus = 1, MemoryBytes = 2L << 30, StorageBytes = 50L << 30 };

        Assert.Equal(30 * 0.000111m, Calculator.InstanceHour(fargate).StorageUsd);
        Assert.Equal(0, Calculator.InstanceHour(fargate with { StorageBytes = 20L << 30 }).StorageUsd);
    }

    [Fact]
    public void Utilisation_ContainerWithoutPlan_IsNotKnown()
    {
        var breakEven = BreakEven.Utilisation(SomeUsage.Lambda(128), Machine with { Plan = "" });

        Assert.Null(breakEven.Utilisation);
        Assert.Null(breakEven.FixedUsdPerHour);
        Assert.Contains(breakEven.Notes, note => note.Kind == CostNoteKind.NoPlan);
    }

    [Fact]
    public void Ready_PlanWithoutIt_IsNotKnown() =>
        Assert.Contains(BreakEven.Ready(SomeUsage.CloudRun(512, 1)).Notes, note => note.Kind == CostNoteKind.NoPrice);

    [Fact]
    public void Ready_WorkThatCostsNoLess_SavesNothing()
    {
        var lambda = PriceBook.BuiltIn.Plan("aws", "lambda")!;
        var dear = lambda.Prices.Select(price =>
            price.Meter == Meter.ReadyBusy ? price with { Tiers = [new PriceTier(null, 1)] } : price);
        var book = PriceBook.BuiltIn with { Plans = [lambda with { Prices = [.. dear] }] };

        var breakEven = new BreakEven(new CostCalculator(book)).Ready(SomeUsage.Lambda(128));

        Assert.Null(breakEven.Utilisation);
        Assert.Equal(CostNoteKind.NoSaving, Assert.Single(breakEven.Notes).Kind);
    }
}
