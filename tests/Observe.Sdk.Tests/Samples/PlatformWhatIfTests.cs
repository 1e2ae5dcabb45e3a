using Observe.Functions.Simulation;
using Observe.Samples.Platform;
using Observe.Sdk.Tests.Otlp;
using Xunit.Abstractions;

namespace Observe.Sdk.Tests.Samples;

/// <summary>
/// What the simulator says of another setting, and what the platform then really does with it. Nothing is left to chance: the numbers must be the same.
/// </summary>
public sealed class PlatformWhatIfTests(ITestOutputHelper output)
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromMinutes(10);

    // Newest first matters: the one of the second wave keeps one instance of the first warm, so that of the pair after it one is cold.
    private static readonly Waves Traffic = new(
        [(Minutes(0), 3), (Minutes(6), 1), (Minutes(6), 2), (Minutes(3), 3), (Minutes(15), 2), (Minutes(4), 2)], work: Minutes(1));

    [Fact]
    public async Task Answer_ProvisionedAndShorterKeepAlive_IsWhatThePlatformThenDoes()
    {
        var history = await Traffic.RunAsync(new PlatformOptions { Idle = KeepAlive });
        var window = new SimulationWindow(history.Min(p => p.ArrivalUnixNanoseconds), history.Max(p => p.EndUnixNanoseconds));
        var fit = FitProof.Prove(history, new PlatformSettings { KeepAlive = KeepAlive }, isKeepAliveKnown: false, window);
        Assert.True(fit.Fits, $"{fit.ColdStarts} {fit.PeakConcurrency} {fit.Agreement}");
        Assert.Equal((7, 7, 3), (fit.ColdStarts.Observed, fit.ColdStarts.Model, fit.PeakConcurrency.Observed));

        foreach (var (settings, options) in new[]
        {
            (fit.Settings with { Provisioned = 2 }, new PlatformOptions { Idle = KeepAlive, Provisioned = 2 }),
            (fit.Settings with { KeepAlive = Minutes(5) }, new PlatformOptions { Idle = Minutes(5) }),
        })
        {
            var predicted = PlatformSimulator.Run(Workload.Of(history), settings, window, seed: 1);

            var real = await Traffic.RunAsync(options);

            Assert.Equal((real.Count(p => p.IsCold), 13), (predicted.ColdStarts, real.Count));
            Assert.NotEqual(7, predicted.ColdStarts);
        }
    }

    /// <summary>The shop itself, with customers at random: whether the model fits it, and what it then says beside what another run does.</summary>
    [LongRunFact]
    public async Task Prove_DemoShop_Fits()
    {
        var now = await WatchAsync("payments", provisioned: 0);
        var then = await WatchAsync("payments", provisioned: 2);

        var fit = FitProof.Prove(now.History, new PlatformSettings { KeepAlive = DemoKeepAlive }, isKeepAliveKnown: true, now.Window);
        var predicted = PlatformSimulator.Run(Workload.Of(now.History), fit.Settings with { Provisioned = 2 }, now.Window, seed: 1);
        var real = ObservedBehaviour.Of(then.History, then.Window);
        output.WriteLine($"{fit.ColdStarts} {fit.PeakConcurrency} agreement {fit.Agreement:0.000} of {fit.Arrivals}");
        output.WriteLine($"2 provisioned: predicted {predicted.ColdRate:0.0000}, another run {(double)real.ColdStarts / real.Served:0.0000}");
        Assert.True(fit.Fits);
    }

    private static readonly TimeSpan DemoKeepAlive = TimeSpan.FromSeconds(3);

    private static async Task<(IReadOnlyList<PastInvocation> History, SimulationWindow Window)> WatchAsync(string function, int provisioned)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using (var platform = await PlatformProcess.StartAsync(
            receiver.Endpoint, ("OBSERVE_DEMO_RATE", "1"), ("OBSERVE_DEMO_BAD_PHASE", "never"), ("OBSERVE_DEMO_UNFORESEEN_EVERY", "never"),
            ("OBSERVE_DEMO_IDLE_SECONDS", $"{DemoKeepAlive.TotalSeconds}"), ("OBSERVE_DEMO_PROVISIONED", provisioned == 0 ? "" : $"{provisioned}")))
        {
            using var watch = new PeriodicTimer(LongRunFactAttribute.Length);
            await watch.WaitForNextTickAsync();
            platform.CloseInput();
            await platform.WaitForExitAsync();
        }
        PastInvocation[] history = [.. receiver.Invocations().Where(piece => piece.Function.Name == function).Select(piece => piece.Past())];
        return (history, new SimulationWindow(history.Min(past => past.ArrivalUnixNanoseconds), history.Max(past => past.EndUnixNanoseconds)));
    }

    private static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);
}
