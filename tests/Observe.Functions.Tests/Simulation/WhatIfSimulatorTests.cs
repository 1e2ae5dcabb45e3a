using Observe.Functions.Cost;
using Observe.Functions.Invocations;
using Observe.Functions.Limits;
using Observe.Functions.Simulation;
using static Observe.Functions.Tests.Simulation.SomePast;

namespace Observe.Functions.Tests.Simulation;

public sealed class WhatIfSimulatorTests
{
    private const long Gibibyte = 1_073_741_824;
    private static readonly WhatIfSimulator Simulator = new(new CostCalculator(PriceBook.BuiltIn));

    /// <summary>A pair each quarter of an hour for a day: all cold, as ten minutes of keep-alive do not reach from one to the next.</summary>
    private static InvocationHistory Pairs { get; } = new()
    {
        Function = new FunctionIdentity("aws", "1", "us-east-1", "prod", "pairs"),
        Platform = "aws_lambda",
        Architecture = "amd64",
        MemoryBytes = Gibibyte,
        Window = new SimulationWindow(At(0), At(86_400_000)),
        Invocations =
        [
            .. Enumerable.Range(0, 96).SelectMany(quarter => new[] { Cold(quarter * 900_000, 500, 1_000), Cold((quarter * 900_000) + 100, 500, 1_000) }),
        ],
        Started = 192,
    };

    [Fact]
    public void Answer_Fits_GivesBothSidesOutOfTheModel()
    {
        var result = Simulator.Answer(Pairs, new WhatIfQuestion { Provisioned = 1 });

        Assert.Null(result.Refusal);
        var (now, then) = (result.Figures!.Now, result.Figures.Then);
        Assert.Equal((192, 96), (now.Result.ColdStarts, then.Result.ColdStarts));
        Assert.Equal((96_000 * Millisecond, 48_000 * Millisecond), (now.Result.WaitNanoseconds, then.Result.WaitNanoseconds));
        Assert.Equal((1_500 * Millisecond, 1_500 * Millisecond), (now.Result.Durations.P99, then.Result.Durations.P99));
        Assert.Equal(1_000 * Millisecond, then.Result.Durations.P50);
        // Ten minutes after each request, an environment of one GiB.
        Assert.Equal(192 * 600, now.IdleGibibyteSeconds, 3);
    }

    /// <summary>
    /// No mistake of the model: the two environments that the first requests for the new version start serve every pair after them. Where one is provisioned, they
    /// start none, and each pair comes before the second one is ready. Fewer requests wait, but more of them for the version that starts slowly.
    /// </summary>
    [Fact]
    public void Answer_DeployOfAVersionThatStartsSlowly_MayHaveFewerColdStartsAndAHigherP99()
    {
        PastInvocation[] former = [.. Enumerable.Range(0, 5).Select(i => Cold(i * 100_000, 200, 100)), .. Enumerable.Range(0, 190).Select(i => Warm(410_000 + (i * 1_000), 100))];
        PastInvocation[] newest =
        [
            Cold(700_000, 3_000, 100), Cold(701_000, 3_000, 100),
            .. new[] { 705_000, 706_000, 707_000 }.SelectMany(at => new[] { Warm(at, 100), Warm(at, 100) }),
        ];
        var history = Pairs with
        {
            Window = new SimulationWindow(At(0), At(800_000)),
            Invocations = [.. former.Select(past => past with { Version = "1" }), .. newest.Select(past => past with { Version = "2" })],
            Started = 203,
        };

        var figures = Simulator.Answer(history, new WhatIfQuestion { KeepAliveNow = TimeSpan.FromMinutes(1), Provisioned = 1 }).Figures!;

        Assert.Equal((7, 3), (figures.Now.Result.ColdStarts, figures.Then.Result.ColdStarts));
        Assert.Equal((300 * Millisecond, 3_100 * Millisecond), (figures.Now.Result.Durations.P99, figures.Then.Result.Durations.P99));
        Assert.Equal((0, 3), (figures.Now.ColdElsewhere, figures.Then.ColdElsewhere));
        Assert.Equal([0, 3, 0], figures.ByProvisioned.Select(plan => plan.ColdElsewhere));
    }

    [Fact]
    public void Given_WhatTheOperatorSays_CountsWhereTheQuestionLeavesItOpen()
    {
        var limit = new ConcurrencyLimit { Function = "pairs", Reserved = 120, Provisioned = 2, ScaleRate = 30, KeepAlive = TimeSpan.FromMinutes(20) };

        var open = new WhatIfQuestion().Given(limit);
        Assert.Equal((TimeSpan.FromMinutes(20), 2, 120, 30), (open.KeepAliveNow, open.ProvisionedNow, open.ConcurrencyLimit, open.ScaleRate));
        Assert.Equal(new WhatIfQuestion(), new WhatIfQuestion().Given(null));
        var asked = new WhatIfQuestion { KeepAliveNow = TimeSpan.FromMinutes(10), ProvisionedNow = 0, ConcurrencyLimit = 50, ScaleRate = 7 };
        Assert.Equal(asked, asked.Given(limit));

        // All of those cold starts contradict a keep-alive of 20 minutes, and it is not put aside for one that would fit.
        Assert.Equal(WhatIfRefusalKind.NoFit, Simulator.Answer(Pairs, open).Refusal?.Kind);
    }

    [Fact]
    public void Answer_Cost_IsThatOfAMonthLikeTheWindow()
    {
        var result = Simulator.Answer(Pairs, new WhatIfQuestion { Provisioned = 1 });

        // 730 hours are 30.41 such days; a day has 192 requests of 1.5 s, or half of them of 1 s at the lower price and an environment all day.
        const decimal days = 730m / 24;
        var now = days * ((192 * 0.0000002m) + (288 * 0.0000166667m));
        var then = days * ((192 * 0.0000002m) + (144 * 0.0000166667m) + (96 * 0.0000097222m) + (86_400 * 0.0000041667m));
        Assert.Equal(now, result.Figures!.Now.MonthlyCost.TotalUsd, 9);
        Assert.Equal(then, result.Figures.Then.MonthlyCost.TotalUsd, 9);
    }

    [Fact]
    public void Answer_Curves_GoFromNoneToEnoughAndFromAMinuteToAnHour()
    {
        var figures = Simulator.Answer(Pairs, new WhatIfQuestion()).Figures!;

        Assert.Equal([(0, 192), (1, 96), (2, 0)], figures.ByProvisioned.Select(plan => (plan.Settings.Provisioned, plan.Result.ColdStarts)));
        Assert.Equal((1, 60), (figures.ByKeepAlive[0].Settings.KeepAlive.TotalMinutes, figures.ByKeepAlive[^1].Settings.KeepAlive.TotalMinutes));
        Assert.All(figures.ByKeepAlive, plan => Assert.Equal(plan.Settings.KeepAlive.TotalMinutes < 15 ? 192 : 2, plan.Result.ColdStarts));
    }

    [Fact]
    public void Answer_Container_IsAsManyAsServeThePeakAndSaysWhenFewerDoNot()
    {
        var enough = Simulator.Answer(Pairs, new WhatIfQuestion()).Figures!.Container;
        var few = Simulator.Answer(Pairs, new WhatIfQuestion { Container = new ContainerQuestion { Instances = 1 } }).Figures!.Container;

        Assert.Equal(("fargate", 0.5m, Gibibyte, 2, true), (enough.Plan, enough.Vcpus, enough.MemoryBytes, enough.Instances, enough.IsFeasible));
        Assert.Equal(192 * 730m / 24, enough.InvocationsPerMonth, 6);
        Assert.Equal((1, false), (few.Instances, few.IsFeasible));
        Assert.Equal(enough.MonthlyUsd, few.MonthlyUsd * 2);
        // The month of the containers over what an invocation costs.
        Assert.Equal(enough.MonthlyUsd!.Value / (0.0000002m + (1.5m * 0.0000166667m)), enough.BreakEven!.InvocationsPerMonth!.Value, 3);
    }

    [Fact]
    public void Answer_DoesNotFit_GivesBothNumbersAndNoFigures()
    {
        var result = Simulator.Answer(Pairs, new WhatIfQuestion { KeepAliveNow = TimeSpan.FromMinutes(20) });

        Assert.Null(result.Figures);
        Assert.Equal(WhatIfRefusalKind.NoFit, result.Refusal!.Kind);
        Assert.Equal("Replayed, it has 2 cold starts where 192 were observed.", result.Refusal.Text);
        Assert.Equal((192, 2), (result.Fit!.ColdStarts.Observed, result.Fit.ColdStarts.Model));
    }

    [Fact]
    public void Answer_SampledOrEmpty_IsRefusedWithTheReason()
    {
        var sampled = Simulator.Answer(Pairs with { IsSampled = true }, new WhatIfQuestion());
        var empty = Simulator.Answer(Pairs with { Invocations = [], Started = 0 }, new WhatIfQuestion());
        var unread = Simulator.Answer(Pairs with { Invocations = [] }, new WhatIfQuestion());
        var tooNew = Simulator.Answer(Pairs with { Window = new SimulationWindow(At(86_400_000), At(172_800_000)) }, new WhatIfQuestion());

        Assert.Equal((WhatIfRefusalKind.Sampled, WhatIfRefusalKind.NoInvocations), (sampled.Refusal!.Kind, empty.Refusal!.Kind));
        Assert.Equal((WhatIfRefusalKind.Unread, WhatIfRefusalKind.TooNew), (unread.Refusal!.Kind, tooNew.Refusal!.Kind));
        Assert.True(sampled.Figures is null && sampled.Fit is null && empty.Figures is null && empty.Fit is null);
    }

    [Fact]
    public void Answer_CallerGone_Stops()
    {
        var gone = new CancellationToken(canceled: true);

        Assert.Throws<OperationCanceledException>(() => Simulator.Answer(Pairs, new WhatIfQuestion(), gone));
    }
}
