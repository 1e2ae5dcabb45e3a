using Observe.Functions.Simulation;
using Observe.Samples.Platform;

namespace Observe.Sdk.Tests.Samples;

/// <summary>
/// What the simulator says of another setting, and what the platform then really does with it. Nothing is left to chance: the numbers must be the same.
/// </summary>
public sealed class PlatformWhatIfTests
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

    private static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);
}
