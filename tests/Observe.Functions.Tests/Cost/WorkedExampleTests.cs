using System.Globalization;
using Observe.Functions.Cost;

namespace Observe.Functions.Tests.Cost;

/// <summary>Figures worked out by hand from the built-in price book. A new book changes them, and shows here what it changes.</summary>
public sealed class WorkedExampleTests
{
    private const long Mebibyte = 1_048_576;
    private const long Gibibyte = 1024 * Mebibyte;
    private const long Millisecond = 1_000_000;

    private static readonly CostCalculator Calculator = SomeUsage.Calculator;
    private static readonly BreakEven BreakEven = new(Calculator);

    [Fact]
    public void InstanceHour_HalfAFargateVcpuWithOneGibibyte_Is18Dollars02AMonth() =>
        Assert.Equal(18.02m, Calculator.InstanceHour(Fargate(0.5m, 1)).TotalUsd * BreakEven.HoursPerMonth, precision: 2);

    [Theory]
    [InlineData(128, 50, "59.2", "22.5")]
    [InlineData(512, 100, "17.4", "6.6")]
    [InlineData(1024, 100, "9.65", "3.7")]
    [InlineData(1024, 1000, "1.07", "0.41")]
    public void Containers_LambdaAgainstHalfAFargateVcpu_MeetAtThatManyMillionAMonth(
        int mebibytes, int milliseconds, string millions, string perSecond)
    {
        var invocation = Calculator.Invocation(SomeUsage.Lambda(mebibytes), milliseconds * Millisecond);

        var breakEven = BreakEven.Containers(invocation, Fargate(0.5m, 1), peakConcurrency: 1, concurrencyPerInstance: 1);

        AssertFigures(millions, breakEven.InvocationsPerMonth / 1_000_000);
        AssertFigures(perSecond, breakEven.InvocationsPerSecond);
        Assert.Equal(1, breakEven.Instances);
        Assert.Empty(breakEven.Notes);
    }

    [Fact]
    public void BusyHour_LambdaOfOneVcpu_Is10Cents37() =>
        Assert.Equal(0.1037m, Calculator.BusyHour(SomeUsage.Lambda(1769)).TotalUsd, precision: 4);

    [Fact]
    public void InstanceHour_FargateVcpuWithTwoGibibytes_Is4Cents94() =>
        Assert.Equal(0.0494m, Calculator.InstanceHour(Fargate(1, 2)).TotalUsd, precision: 4);

    [Theory]
    [InlineData("amd64")]
    [InlineData("arm64")]
    public void UtilisationPerVcpu_LambdaAgainstFargate_Is47Point6Percent(string architecture)
    {
        var breakEven = BreakEven.UtilisationPerVcpu(
            SomeUsage.Lambda(128, architecture), Fargate(1, 2) with { Architecture = architecture });

        Assert.Equal(0.476m, breakEven.Utilisation!.Value, precision: 3);
        Assert.Empty(breakEven.Notes);
    }

    [Fact]
    public void Utilisation_CloudRunRequestAgainstInstanceBilling_Is75Point5Percent()
    {
        var request = SomeUsage.CloudRun(1024, 1);

        var breakEven = BreakEven.Utilisation(request, request with { Plan = "cloud-run-instance" });

        Assert.Equal(0.0954m, breakEven.SavedUsdPerBusyHour);
        Assert.Equal(0.072m, breakEven.FixedUsdPerHour);
        Assert.Equal(0.755m, breakEven.Utilisation!.Value, precision: 3);
        Assert.Equal(CostNoteKind.PriceUnverified, Assert.Single(breakEven.Notes).Kind);
    }

    [Theory]
    [InlineData("amd64")]
    [InlineData("arm64")]
    public void Ready_ProvisionedConcurrency_Is60Percent(string architecture) =>
        Assert.Equal(0.600m, BreakEven.Ready(SomeUsage.Lambda(1024, architecture)).Utilisation!.Value, precision: 3);

    [Fact]
    public void Ready_AzureAlwaysReady_Is40Percent() => Assert.Equal(0.4m, BreakEven.Ready(SomeUsage.Flex(2048)).Utilisation);

    private static BilledUsage Fargate(decimal vcpus, long gibibytes) => new()
    {
        Provider = "aws",
        Plan = "fargate",
        Region = "us-east-1",
        Architecture = "amd64",
        Vcpus = vcpus,
        MemoryBytes = gibibytes * Gibibyte,
    };

    /// <summary>Rounded to as many places as were written down.</summary>
    private static void AssertFigures(string expected, decimal? actual)
    {
        var figure = decimal.Parse(expected, CultureInfo.InvariantCulture);
        Assert.Equal(figure, Math.Round(actual!.Value, figure.Scale));
    }
}
