using System.Globalization;

namespace Observe.UI.Shaping;

/// <summary>Where a moment of the trace stands on the time axis, in per cent of its width.</summary>
public sealed class WaterfallScale
{
    private const double MostTicks = 6;
    private static readonly double[] RoundFactors = [1, 2, 5, 10];
    private readonly double _end;

    /// <summary>An axis from 0 to a little beyond <paramref name="durationNanoseconds"/>, at least one microsecond long.</summary>
    public WaterfallScale(long durationNanoseconds)
    {
        _end = Math.Max(durationNanoseconds, 1_000);
        var step = StepFor(_end);
        Ticks = [.. Enumerable.Range(0, (int)Math.Floor(_end / step) + 1).Select(tick => (long)(tick * step))];
    }

    /// <summary>Round moments, the first of them 0.</summary>
    public IReadOnlyList<long> Ticks { get; }

    public double Percent(long nanoseconds) => Math.Clamp(nanoseconds / _end, 0, 1) * 100;

    /// <summary>As it is written in CSS.</summary>
    public string Css(long nanoseconds) => CssOf(Percent(nanoseconds));

    public string CssWidth(long fromNanoseconds, long toNanoseconds) =>
        CssOf(Percent(toNanoseconds) - Percent(fromNanoseconds));

    private static string CssOf(double percent) => percent.ToString("0.###", CultureInfo.InvariantCulture) + "%";

    /// <summary>1, 2 or 5 times a power of ten, the smallest that gives few enough ticks.</summary>
    private static double StepFor(double end)
    {
        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(end / MostTicks)));
        return RoundFactors.Select(factor => factor * magnitude).First(step => end / step <= MostTicks);
    }
}
