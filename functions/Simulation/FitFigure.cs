namespace Observe.Functions.Simulation;

/// <summary>A count that was observed beside what the model makes of it.</summary>
/// <param name="Model">Mean over the runs.</param>
/// <param name="Spread">Half of the difference between the greatest and the least run.</param>
/// <param name="OutOf">What rates are shares of; 1 for a figure that is no rate.</param>
public sealed record FitFigure(double Observed, double Model, double Spread, double OutOf = 1)
{
    /// <summary>The share of the observed figure that a model may be off by.</summary>
    public const double Tolerance = 0.05;

    // A mean that rounds to the observed whole number: below ten, 5 % would be less than a count can differ by.
    private const double HalfACount = 0.5;

    public double ObservedRate => OutOf == 0 ? 0 : Observed / OutOf;
    public double ModelRate => OutOf == 0 ? 0 : Model / OutOf;

    /// <summary>Relative to the observed figure; infinite when that is 0 and the model's is not.</summary>
    public double OffBy => Model == Observed ? 0 : Math.Abs(Model - Observed) / Observed;

    public bool IsWithin => Math.Abs(Model - Observed) <= Math.Max(Tolerance * Observed, HalfACount);

    internal static FitFigure Of(double observed, ReadOnlySpan<double> runs, double outOf = 1)
    {
        var (sum, least, greatest) = (0.0, double.PositiveInfinity, double.NegativeInfinity);
        foreach (var run in runs)
        {
            (sum, least, greatest) = (sum + run, Math.Min(least, run), Math.Max(greatest, run));
        }
        return new FitFigure(observed, sum / runs.Length, (greatest - least) / 2, outOf);
    }
}
