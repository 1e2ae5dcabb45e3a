namespace Observe.Functions.Simulation;

/// <summary>
/// Whether the model, with the settings as they are, reproduces what was observed. Only then may it speak of other settings.
/// </summary>
public sealed record ModelFit
{
    /// <summary>The least part of the cold starts that must be the same ones.</summary>
    public const double LeastAgreement = 1 - FitFigure.Tolerance;

    /// <summary>Two cold starts are the same when they are no further apart than this part of the keep-alive, or one initialisation.</summary>
    private const double SameWithin = 0.05;

    /// <summary>The settings that were replayed.</summary>
    public required PlatformSettings Settings { get; init; }

    public required KeepAliveOrigin KeepAliveOrigin { get; init; }

    /// <summary>Null unless the keep-alive is <see cref="KeepAliveOrigin.Estimated"/>.</summary>
    public KeepAliveEstimate? Estimate { get; init; }

    /// <summary>The time that observation and model were compared in.</summary>
    public required SimulationWindow Window { get; init; }

    public required FitFigure ColdStarts { get; init; }
    public required FitFigure PeakConcurrency { get; init; }

    /// <summary>
    /// Of the cold starts on both sides, the part that have one on the other side at the same time, 0 to 1; 1 without any.
    /// Totals can agree by chance when environments live for random times.
    /// </summary>
    public required double Agreement { get; init; }

    /// <summary>Replays with different draws of initialisation times.</summary>
    public required int Runs { get; init; }

    /// <summary>Requests that were answered in the window.</summary>
    public required long Arrivals { get; init; }

    public bool Fits => Arrivals > 0 && ColdStarts.IsWithin && PeakConcurrency.IsWithin && Agreement >= LeastAgreement;

    internal static ModelFit Of(
        Workload workload, ObservedBehaviour observed, PlatformSettings settings, KeepAliveOrigin origin, SimulationWindow window, int runs,
        CancellationToken cancellationToken)
    {
        var (cold, peak, agreement) = (new double[runs], new double[runs], 0.0);
        var sameWithin = SameTime(workload, settings.KeepAlive);
        for (var seed = 0; seed < runs; seed++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var run = PlatformSimulator.Run(workload, settings, window, seed, wantsQuantiles: false);
            (cold[seed], peak[seed]) = (run.ColdStarts, run.PeakConcurrency);
            agreement += Agreeing(observed.ColdArrivals, run.ColdArrivals, sameWithin);
        }
        return new ModelFit
        {
            Settings = settings,
            KeepAliveOrigin = origin,
            Window = window,
            ColdStarts = FitFigure.Of(observed.ColdStarts, cold, observed.Served),
            PeakConcurrency = FitFigure.Of(observed.PeakConcurrency, peak),
            Agreement = agreement / runs,
            Runs = runs,
            Arrivals = observed.Served,
        };
    }

    /// <summary>The part of two ordered lists of times that can be paired one to one.</summary>
    internal static double Agreeing(IReadOnlyList<long> one, IReadOnlyList<long> other, long sameWithin)
    {
        if (one.Count + other.Count == 0)
        {
            return 1;
        }
        var (i, j, pairs) = (0, 0, 0);
        while (i < one.Count && j < other.Count)
        {
            var apart = one[i] - other[j];
            if (Math.Abs(apart) <= sameWithin)
            {
                (i, j, pairs) = (i + 1, j + 1, pairs + 1);
            }
            else if (apart < 0)
            {
                i++;
            }
            else
            {
                j++;
            }
        }
        return 2.0 * pairs / (one.Count + other.Count);
    }

    /// <summary>Nanoseconds.</summary>
    internal static long SameTime(Workload workload, TimeSpan keepAlive) =>
        Math.Max((long)(keepAlive * SameWithin).TotalNanoseconds, workload.MedianInit);
}

/// <summary>Where the keep-alive comes from, which telemetry does not hold.</summary>
public enum KeepAliveOrigin : byte
{
    /// <summary>The provider's usual one.</summary>
    Default,

    /// <summary>Somebody who knows it says so.</summary>
    Given,

    /// <summary>Estimated from the older half of the history, and proven on the newer one.</summary>
    Estimated,
}
