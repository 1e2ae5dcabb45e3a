namespace Observe.Functions.Simulation;

/// <summary>The keep-alive whose replay meets the observed cold starts best, and the shortest and longest that do it as well.</summary>
public sealed record KeepAliveEstimate(TimeSpan KeepAlive, TimeSpan Shortest, TimeSpan Longest)
{
    /// <summary>Below it the cold starts hardly tell one keep-alive from another, and a match proves little.</summary>
    public const int FewestColdStarts = 10;

    private const int Rounds = 3;
    private const int Steps = 20;
    private static readonly long Least = TimeSpan.FromMilliseconds(100).Ticks;
    private static readonly long Most = TimeSpan.FromHours(2).Ticks;

    /// <summary>Looks on a logarithmic scale, closer in each round; null when there are too few cold starts to tell.</summary>
    internal static KeepAliveEstimate? Find(
        Workload workload, ObservedBehaviour observed, PlatformSettings settings, SimulationWindow window, CancellationToken cancellationToken)
    {
        if (observed.ColdStarts < FewestColdStarts)
        {
            return null;
        }
        // What counts as the same time must not grow with the keep-alive here, or the longest would win.
        var sameWithin = ModelFit.SameTime(workload, TimeSpan.Zero);
        var (low, high) = (Math.Log(Least), Math.Log(Most));
        var (from, to) = (low, high);
        for (var round = 0; round < Rounds; round++)
        {
            var step = (high - low) / Steps;
            var best = -1.0;
            for (var i = 0; i <= Steps; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var at = low + (i * step);
                var run = PlatformSimulator.Run(
                    workload, settings with { KeepAlive = Time(at) }, window, seed: 0, wantsQuantiles: false);
                var agreement = ModelFit.Agreeing(observed.ColdArrivals, run.ColdArrivals, sameWithin);
                if (agreement >= best)
                {
                    (from, to, best) = (agreement > best ? at : from, at, agreement);
                }
            }
            (low, high) = (from - step, to + step);
        }
        return new KeepAliveEstimate(Time((from + to) / 2), Time(from), Time(to));
    }

    private static TimeSpan Time(double logarithm) => TimeSpan.FromTicks((long)Math.Exp(logarithm));
}
