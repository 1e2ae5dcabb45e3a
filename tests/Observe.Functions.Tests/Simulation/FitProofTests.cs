using Observe.Functions.Simulation;
using static Observe.Functions.Tests.Simulation.SomePast;

namespace Observe.Functions.Tests.Simulation;

/// <summary>Histories of a platform that was written independently of the model, and of platforms that the model cannot be.</summary>
public sealed class FitProofTests
{
    private const double HalfADay = 43_200;

    public static TheoryData<string, int> Traffic() => Seeds(10);

    public static TheoryData<string, int> LessTraffic() => Seeds(3);

    [Theory]
    [MemberData(nameof(Traffic))]
    public void Prove_PlatformOfTheModel_Fits(string kind, int seed)
    {
        var history = new TruthPlatform(new Random(seed)).Serve(Requests(kind, seed));

        var fit = FitProof.Prove(history, KeepAlive(600), isKeepAliveKnown: false, Window);

        Assert.True(fit.Fits, Describe(fit));
        Assert.Equal(KeepAliveOrigin.Default, fit.KeepAliveOrigin);
        Assert.True(fit.ColdStarts.Observed >= 10, Describe(fit));
        Assert.InRange(fit.ColdStarts.OffBy, 0, 0.05);
        Assert.True(fit.PeakConcurrency.IsWithin, Describe(fit));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Prove_AnotherKeepAliveThanTheUsual_IsEstimatedOnOneHalfAndProvenOnTheOther(int seed)
    {
        var history = new TruthPlatform(new Random(seed)) { KeepAlive = () => 280 }.Serve(Requests("poisson", seed));

        var fit = FitProof.Prove(history, KeepAlive(600), isKeepAliveKnown: false, Window);

        Assert.True(fit.Fits, Describe(fit));
        Assert.Equal(KeepAliveOrigin.Estimated, fit.KeepAliveOrigin);
        Assert.InRange(fit.Settings.KeepAlive.TotalSeconds, 255, 305);
        Assert.InRange(280, fit.Estimate!.Shortest.TotalSeconds * 0.95, fit.Estimate.Longest.TotalSeconds * 1.05);
        Assert.True(fit.Window.FromUnixNanoseconds > Window.FromUnixNanoseconds);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Prove_DeployEachHour_FitsWhenVersionsAreKnownAndDoesNotWithoutThem(int seed)
    {
        var random = new Random(seed);
        var platform = new TruthPlatform(random) { Version = at => $"{(int)(at / 3_600)}" };
        var history = platform.Serve(SomeArrivals.Poisson(random, 0.2, HalfADay, 2));

        var fit = FitProof.Prove(history, KeepAlive(600), isKeepAliveKnown: true, Window);
        var blind = FitProof.Prove([.. history.Select(past => past with { Version = "" })], KeepAlive(600), isKeepAliveKnown: true, Window);

        Assert.True(fit.Fits, Describe(fit));
        Assert.False(blind.Fits, Describe(blind));
    }

    [Fact]
    public void Prove_KeepAliveIsKnown_IsNotEstimated()
    {
        var history = new TruthPlatform(new Random(1)) { KeepAlive = () => 280 }.Serve(Requests("poisson", 1));

        Assert.False(FitProof.Prove(history, KeepAlive(600), isKeepAliveKnown: true, Window).Fits);
        Assert.True(FitProof.Prove(history, KeepAlive(280), isKeepAliveKnown: true, Window).Fits);
    }

    [Theory]
    [MemberData(nameof(LessTraffic))]
    public void Prove_EnvironmentsKilledAtRandom_DoesNotFit(string kind, int seed)
    {
        var random = new Random(seed);
        var platform = new TruthPlatform(random) { Life = () => -Math.Log(1 - random.NextDouble()) * 40 };
        // Dense enough to meet environments that would still live.
        var requests = kind switch
        {
            "poisson" => SomeArrivals.Poisson(random, 0.2, HalfADay, 2),
            "periodic" => SomeArrivals.Periodic(random, 20, 6, HalfADay, 1.5),
            _ => Requests(kind, seed),
        };

        var fit = FitProof.Prove(platform.Serve(requests), KeepAlive(600), isKeepAliveKnown: false, Window);

        Assert.False(fit.Fits, Describe(fit));
    }

    [Theory]
    [MemberData(nameof(LessTraffic))]
    public void Prove_KeepAliveDrawnForEachEnvironment_DoesNotFit(string kind, int seed)
    {
        var random = new Random(seed);
        var platform = new TruthPlatform(random) { KeepAlive = () => random.NextDouble() * 1_200 };

        var fit = FitProof.Prove(platform.Serve(Requests(kind, seed)), KeepAlive(600), isKeepAliveKnown: false, Window);

        Assert.False(fit.Fits, Describe(fit));
    }

    [Fact]
    public void Prove_TotalsAgreeAndTimesDoNot_DoesNotFit()
    {
        // One cold start where the model has one, but another request met it.
        var history = new[] { 0, 400, 1_000, 1_400, 2_000, 2_400 }
            .Select(at => at % 1_000 == 400 ? Cold(at * 1_000, 500, 100) : Warm(at * 1_000, 100)).ToList();

        var fit = FitProof.Prove(history, KeepAlive(500), isKeepAliveKnown: true, All);

        Assert.Equal((3, 3, 0), (fit.ColdStarts.Observed, fit.ColdStarts.Model, fit.Agreement));
        Assert.False(fit.Fits);
    }

    [Fact]
    public void Prove_Nothing_DoesNotFit() => Assert.False(FitProof.Prove([], KeepAlive(600), isKeepAliveKnown: false, All).Fits);

    private static SimulationWindow Window { get; } = new(At(3_600_000), At(HalfADay * 1_000));

    private static TheoryData<string, int> Seeds(int count)
    {
        var data = new TheoryData<string, int>();
        foreach (var kind in (string[])["poisson", "bursty", "periodic"])
        {
            for (var seed = 1; seed <= count; seed++)
            {
                data.Add(kind, seed);
            }
        }
        return data;
    }

    private static List<(double Arrival, double Duration)> Requests(string kind, int seed)
    {
        var random = new Random(seed + 1_000);
        return kind switch
        {
            "poisson" => SomeArrivals.Poisson(random, 1 / 200.0, HalfADay, 8),
            "bursty" => SomeArrivals.Bursty(random, HalfADay, 8),
            _ => SomeArrivals.Periodic(random, 400, 6, HalfADay, 1.5),
        };
    }

    private static string Describe(ModelFit fit) =>
        $"{fit.KeepAliveOrigin} {fit.Settings.KeepAlive}: cold {fit.ColdStarts.Observed} / {fit.ColdStarts.Model:0.0} +- {fit.ColdStarts.Spread}, "
        + $"peak {fit.PeakConcurrency.Observed} / {fit.PeakConcurrency.Model:0.0}, agreement {fit.Agreement:0.000}, of {fit.Arrivals}";
}
