namespace Observe.Functions.Simulation;

/// <summary>
/// Replays a history with the settings as they are and compares. The replay sees arrivals, durations, and how long environments
/// took to initialise around then; neither cold flags nor instance ids (<see cref="Workload"/>).
/// </summary>
public static class FitProof
{
    /// <summary>Enough for the mean of a run's figures to be steady; each costs a replay.</summary>
    public const int Runs = 20;

    /// <summary>
    /// With a keep-alive that is known, over the whole window. Otherwise with the provider's usual one; and if that does not fit, with one that
    /// is estimated from the older half of the window alone and has to prove itself on the newer half, which had no say in it.
    /// </summary>
    /// <param name="settings">As they are; the keep-alive is the provider's usual one unless <paramref name="isKeepAliveKnown"/>.</param>
    public static ModelFit Prove(
        IReadOnlyList<PastInvocation> history, PlatformSettings settings, bool isKeepAliveKnown, SimulationWindow window,
        int runs = Runs, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        var workload = Workload.Of(history);
        var origin = isKeepAliveKnown ? KeepAliveOrigin.Given : KeepAliveOrigin.Default;
        var observed = ObservedBehaviour.Of(history, window);
        var whole = ModelFit.Of(workload, observed, settings, origin, window, runs, cancellationToken);
        if (whole.Fits || isKeepAliveKnown)
        {
            return whole;
        }
        // Halves of the cold starts, not of the time: each is to hold enough of them.
        var all = observed.ColdArrivals;
        if (all.Count < 2 * KeepAliveEstimate.FewestColdStarts)
        {
            return whole;
        }
        var middle = all[all.Count / 2];
        var (older, newer) = (window with { ToUnixNanoseconds = middle }, window with { FromUnixNanoseconds = middle });
        if (KeepAliveEstimate.Find(workload, ObservedBehaviour.Of(history, older), settings, older, cancellationToken) is not { } estimate)
        {
            return whole;
        }
        var estimated = ModelFit.Of(
            workload, ObservedBehaviour.Of(history, newer), settings with { KeepAlive = estimate.KeepAlive }, KeepAliveOrigin.Estimated, newer, runs,
            cancellationToken);
        return estimated.Fits ? estimated with { Estimate = estimate } : whole;
    }
}
