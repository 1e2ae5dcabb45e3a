using CsCheck;
using Observe.Functions.Cost;
using Observe.Functions.Invocations;

namespace Observe.Functions.Tests.Cost;

public sealed class CostCalculatorTests
{
    private const long Mebibyte = SomeUsage.Mebibyte;
    private const long Millisecond = SomeUsage.Millisecond;

    private static readonly CostCalculator Calculator = SomeUsage.Calculator;

    private static readonly BilledUsage[] OneMebibyte =
        [SomeUsage.Lambda(1), SomeUsage.Lambda(1, "arm64"), SomeUsage.Flex(1), SomeUsage.CloudRun(1, 2), SomeUsage.Lambda(0)];

    [Fact]
    public void Marginal_LambdaUsage_IsRequestsAndGibibyteSeconds()
    {
        var cost = Calculator.Marginal(SomeUsage.Lambda(512) with
        {
            Invocations = 1_000_000,
            BilledNanoseconds = 1_000_000m * 100 * Millisecond,
            BilledInitNanoseconds = 1_000m * 500 * Millisecond,
        });

        Assert.Equal(0.20m, cost.RequestsUsd);
        Assert.Equal(0.5m * (100_000 - 500) * 0.0000166667m, cost.DurationUsd);
        Assert.Equal(0.5m * 500 * 0.0000166667m, cost.InitUsd);
        Assert.Equal(cost.RequestsUsd + cost.DurationUsd + cost.InitUsd, cost.TotalUsd);
        Assert.Equal(1_000_000, cost.PricedInvocations);
        Assert.Equal(PriceBook.BuiltIn.Version, cost.BookVersion);
        Assert.Empty(cost.Notes);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(512, 0)]
    [InlineData(1536, 1)]
    [InlineData(10_240, 9.5)]
    public void Invocation_LambdaStorage_CostsAbove512Mebibytes(long mebibytes, double gibibytesAbove)
    {
        var cost = Calculator.Invocation(SomeUsage.Lambda(128) with { StorageBytes = mebibytes * Mebibyte }, 2_000 * Millisecond);

        Assert.Equal((decimal)gibibytesAbove * 2 * 0.0000000309m, cost.StorageUsd);
    }

    [Fact]
    public void Invocation_ColdLambda_ShowsItsInitApart()
    {
        var cost = Calculator.Invocation(SomeUsage.Lambda(1024, "arm64"), 20 * Millisecond, 480 * Millisecond, InitClass.Cold);

        Assert.Equal(0.02m * 0.0000133334m, cost.DurationUsd);
        Assert.Equal(0.48m * 0.0000133334m, cost.InitUsd);
    }

    [Fact]
    public void Invocation_ReadyInstance_CostsTheLowerDurationPrice() =>
        Assert.Equal(0.0000097222m, Calculator.Invocation(SomeUsage.Lambda(1024) with { IsReady = true }, 1_000 * Millisecond).DurationUsd);

    [Theory]
    [InlineData(300, 300)]
    [InlineData(301, 600)]
    [InlineData(1, 300)]
    [InlineData(0, 0)]
    public void ReadyCapacity_LambdaPeriod_IsRoundedUpToFiveMinutes(int seconds, int billedSeconds)
    {
        var cost = Calculator.ReadyCapacity(SomeUsage.Lambda(2048), instances: 3, TimeSpan.FromSeconds(seconds));

        Assert.Equal(3 * 2 * billedSeconds * 0.0000041667m, cost.ReadyUsd);
        Assert.Equal(cost.ReadyUsd, cost.TotalUsd);
    }

    [Fact]
    public void ReadyCapacity_PlanWithoutIt_HasNoPrice() =>
        Assert.Equal(CostNoteKind.NoPrice,
            Assert.Single(Calculator.ReadyCapacity(SomeUsage.CloudRun(1024, 1), 1, TimeSpan.FromHours(1)).Notes, note => note.IsGap).Kind);

    [Fact]
    public void Marginal_FlexUsage_BillsTheInstancesNotTheSum()
    {
        var usage = SomeUsage.Flex(2048) with
        {
            Invocations = 10,
            BilledNanoseconds = 10_000m * Millisecond,
            InstanceBusyNanoseconds = 1_500m * Millisecond,
        };

        Assert.Equal(2 * 1.5m * 0.000026m, Calculator.Marginal(usage).DurationUsd);
        Assert.Empty(Calculator.Marginal(usage).Notes);

        var unknown = Calculator.Marginal(usage with { InstanceBusyNanoseconds = null });
        Assert.Equal(2 * 10 * 0.000026m, unknown.DurationUsd);
        Assert.Equal([CostNoteKind.InstanceTimeUnknown], Kinds(unknown));
        Assert.True(unknown.IsComplete);
    }

    [Fact]
    public void Marginal_CloudRunUsage_IsProcessorsAndMemory()
    {
        var cost = Calculator.Marginal(SomeUsage.CloudRun(512, 2) with
        {
            Invocations = 1_000_000,
            InstanceBusyNanoseconds = 60_000m * Millisecond,
        });

        Assert.Equal(0.40m, cost.RequestsUsd);
        Assert.Equal((60 * 2 * 0.000024m) + (60 * 0.5m * 0.0000025m), cost.DurationUsd);
    }

    [Fact]
    public void Marginal_WorkerUsage_IsRequestsAndCpuTime()
    {
        var cost = Calculator.Marginal(new BilledUsage
        {
            Provider = "cloudflare",
            Region = "earth",
            Invocations = 1_000_000,
            BilledNanoseconds = 99_999_999_999,
            CpuNanoseconds = 1_000_000m * 7 * Millisecond,
        });

        Assert.Equal(0.30m, cost.RequestsUsd);
        Assert.Equal(7 * 0.02m, cost.DurationUsd);
        Assert.Empty(cost.Notes);
    }

    public static TheoryData<string, BilledUsage, CostNoteKind> Gaps => new()
    {
        { "no provider", new BilledUsage { Provider = "", MemoryBytes = 1 }, CostNoteKind.NoProvider },
        { "other provider", new BilledUsage { Provider = "knative", MemoryBytes = 1 }, CostNoteKind.NoProvider },
        { "other platform", SomeUsage.Lambda(128) with { Plan = "aws_elastic_beanstalk" }, CostNoteKind.NoPlan },
        { "container", SomeUsage.Lambda(128) with { Plan = "fargate" }, CostNoteKind.BilledByLifetime },
        { "memory", SomeUsage.Lambda(0), CostNoteKind.MemoryUnknown },
        { "architecture", SomeUsage.Lambda(128, "ppc64"), CostNoteKind.NoPrice },
        { "ready", SomeUsage.CloudRun(512, 1) with { IsReady = true }, CostNoteKind.NoPrice },
        { "cpu time", new BilledUsage { Provider = "cloudflare" }, CostNoteKind.CpuTimeUnknown },
    };

    [Theory]
    [MemberData(nameof(Gaps))]
    public void Marginal_SomethingMissing_IsUnpricedWithTheReason(string what, BilledUsage usage, CostNoteKind reason)
    {
        var cost = Calculator.Marginal(usage with { Invocations = 7, BilledNanoseconds = 7 * Millisecond });

        Assert.NotEmpty(what);
        Assert.Equal(reason, Assert.Single(cost.Notes, note => note.IsGap).Kind);
        Assert.False(cost.IsComplete);
        Assert.Equal((0, 0, 7), (cost.TotalUsd, cost.PricedInvocations, cost.UnpricedInvocations));
    }

    public static TheoryData<string, BilledUsage, CostNoteKind> Assumptions => new()
    {
        { "region", SomeUsage.Lambda(128) with { Region = "eu-central-1" }, CostNoteKind.OtherRegion },
        { "no region", SomeUsage.Lambda(128) with { Region = "" }, CostNoteKind.OtherRegion },
        { "architecture", SomeUsage.Lambda(128, ""), CostNoteKind.ArchitectureAssumed },
        { "plan", SomeUsage.Flex(512) with { Plan = "azure.functions" }, CostNoteKind.PlanAssumed },
        { "vcpus", SomeUsage.CloudRun(512, 0) with { InstanceBusyNanoseconds = 1 }, CostNoteKind.VcpusAssumed },
        { "day", SomeUsage.Lambda(128) with { Day = new DateOnly(2026, 1, 1) }, CostNoteKind.PriceFromLater },
    };

    [Theory]
    [MemberData(nameof(Assumptions))]
    public void Marginal_SomethingAssumed_IsPricedAndSaid(string what, BilledUsage usage, CostNoteKind assumption)
    {
        var cost = Calculator.Marginal(usage with { Invocations = 7, BilledNanoseconds = 700 * Millisecond });

        Assert.NotEmpty(what);
        Assert.Contains(assumption, Kinds(cost));
        Assert.True(cost.IsComplete);
        Assert.True(cost.TotalUsd > 0);
        Assert.Equal(0, cost.UnpricedInvocations);
    }

    [Fact]
    public void Marginal_OtherRegion_NamesBoth()
    {
        var cost = Calculator.Marginal(SomeUsage.Lambda(128) with { Region = "eu-central-1", Invocations = 1 });

        var note = Assert.Single(cost.Notes);
        Assert.Contains("us-east-1", note.Text, StringComparison.Ordinal);
        Assert.Contains("eu-central-1", note.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Marginal_LongNamesOfSenders_AreCut() =>
        Assert.All(
            Calculator.Marginal(new BilledUsage { Provider = new string('x', 100_000) }).Notes,
            note => Assert.True(note.Text.Length < 250));

    [Fact]
    public void Marginal_SumOfUsages_CostsTheSumOfTheirCosts()
    {
        var quantities = Gen.Select(Gen.Long[0, 1_000_000], Gen.Long[0, 1_000_000_000], Gen.Long[0, 1_000_000]).Array[1, 30];
        Gen.Select(Kinds(), quantities).Sample((kind, parts) =>
        {
            BilledUsage[] usages = [.. parts.Select(part => Usage(kind, part.Item1, part.Item2, part.Item3))];

            var once = Calculator.Marginal(
                Usage(kind, parts.Sum(part => part.Item1), parts.Sum(part => part.Item2), parts.Sum(part => part.Item3)));
            var each = usages.Select(Calculator.Marginal).Aggregate((sum, cost) => sum + cost);

            AssertSame(once, each);
        });
    }

    [Fact]
    public void Add_PricedAndUnpriced_KeepsBothCountsAndTheReason()
    {
        var cost = Calculator.Marginal(SomeUsage.Lambda(128) with { Invocations = 3 })
            + Calculator.Marginal(SomeUsage.Lambda(0) with { Invocations = 2 });

        Assert.Equal((3, 2), (cost.PricedInvocations, cost.UnpricedInvocations));
        Assert.Equal(3 * 0.0000002m, cost.TotalUsd);
        Assert.False(cost.IsComplete);
    }

    [Fact]
    public void Add_ManyNotes_KeepsGapsAndABound()
    {
        var cost = Enumerable.Range(0, 100)
            .Select(i => Calculator.Marginal(SomeUsage.Lambda(128) with { Region = $"region-{i}" }))
            .Append(Calculator.Marginal(SomeUsage.Lambda(0)))
            .Aggregate((sum, next) => sum + next);

        Assert.InRange(cost.Notes.Count, 2, 16);
        Assert.False(cost.IsComplete);
    }

    internal static Gen<BilledUsage> Kinds() => Gen.Select(
        Gen.Int[0, OneMebibyte.Length - 1].Select(i => OneMebibyte[i]),
        Gen.Long[1, 10_240],
        Gen.Long[0, 10_240],
        (kind, memory, storage) => kind with { MemoryBytes = kind.MemoryBytes * memory, StorageBytes = storage * Mebibyte });

    internal static BilledUsage Usage(BilledUsage kind, long invocations, long milliseconds, long initMilliseconds) => kind with
    {
        Invocations = invocations,
        BilledNanoseconds = (decimal)(milliseconds + initMilliseconds) * Millisecond,
        BilledInitNanoseconds = (decimal)initMilliseconds * Millisecond,
    };

    private static void AssertSame(UsageCost expected, UsageCost actual)
    {
        Assert.Equal(expected.RequestsUsd, actual.RequestsUsd);
        Assert.Equal(expected.DurationUsd, actual.DurationUsd);
        Assert.Equal(expected.InitUsd, actual.InitUsd);
        Assert.Equal(expected.StorageUsd, actual.StorageUsd);
        Assert.Equal(expected.PricedInvocations, actual.PricedInvocations);
        Assert.Equal(expected.UnpricedInvocations, actual.UnpricedInvocations);
        Assert.Equal(Kinds(expected), Kinds(actual));
    }

    private static CostNoteKind[] Kinds(UsageCost cost) => [.. cost.Notes.Select(note => note.Kind).Order()];
}
