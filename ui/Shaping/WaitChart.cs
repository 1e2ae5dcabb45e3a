using System.Globalization;
using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>How long callers waited, warm and cold, over a logarithmic axis of time, as an ECharts option.</summary>
public static class WaitChart
{
    /// <summary>So many of the reader's buckets make one bar: four bars an octave.</summary>
    private const int Together = 4;

    /// <summary>Fewer bars than these would say that nothing ever took another time.</summary>
    private const int Fewest = 24;

    /// <summary>Bars between two medians at which their labels have room beside each other, and pixels by which the left one is moved where they have not.</summary>
    private const int Room = 8;
    private const int LabelWidth = 84;

    public static object Option(WaitResult waits)
    {
        var bars = Bars(waits);
        var (warm, cold) = (At(bars, waits.WarmP50), At(bars, waits.ColdP50));
        var areNear = warm is { } one && cold is { } other && Math.Abs(one - other) < Room;
        return new
        {
            Grid = new { Left = 44, Right = 12, Top = 24, Bottom = 22 },
            XAxis = new { Type = "category", Data = bars.Select(bar => bar.From), AxisLabel = new { Formatter = "format:duration" }, AxisTick = new { Show = false } },
            YAxis = new { Type = "value", MinInterval = 1, AxisLabel = new { Formatter = "format:count" } },
            Series = new object[]
            {
                Series("warm", "var(--vol)", bars.Select(bar => bar.Warm), Median(warm, waits.WarmP50, "warm", "var(--text-2)", areNear && warm <= cold)),
                Series("cold", "var(--cold-m)", bars.Select(bar => bar.Cold), Median(cold, waits.ColdP50, "cold", "var(--cold)", areNear && cold < warm)),
            },
            Tooltip = new { AxisPointer = new { Label = new { Show = false } } },
        };
    }

    /// <summary>What the chart shows, for those who do not see it.</summary>
    public static string Label(WaitResult waits) => (waits.WarmP50, waits.ColdP50) switch
    {
        ({ } warm, { } cold) => $"Half of the warm invocations took at most {Measure.Duration((long)warm)}, half of the cold ones {Measure.Duration((long)cold)}.",
        ({ } warm, null) => $"Half of the invocations took at most {Measure.Duration((long)warm)}; none was cold.",
        (null, { } cold) => $"All were cold; half of them took at most {Measure.Duration((long)cold)}.",
        _ => "No invocation ended.",
    };

    /// <summary>From which wait to which, that one left out, a bar is, nanoseconds; null for one that is not there.</summary>
    public static (long From, long To)? LengthOf(WaitResult waits, int bar)
    {
        var bars = Bars(waits);
        return bar < 0 || bar >= bars.Count ? null : ((long)bars[bar].From, (long)Math.Round(bars[bar].From * Math.Pow(WaitResult.Growth, Together)));
    }

    /// <summary>Evenly spaced on the logarithmic axis, without gaps, wide enough to read.</summary>
    public static IReadOnlyList<WaitBar> Bars(WaitResult waits)
    {
        if (waits.Warm.Count == 0)
        {
            return [];
        }
        var first = Number(waits.Bounds[0]) / Together;
        var last = (Number(waits.Bounds[0]) + waits.Warm.Count - 1) / Together;
        var missing = Math.Max(0, Fewest - (last - first + 1));
        first -= missing / 2;
        last += missing - (missing / 2);
        var warm = new long[last - first + 1];
        var cold = new long[last - first + 1];
        for (var i = 0; i < waits.Warm.Count; i++)
        {
            var bar = ((Number(waits.Bounds[0]) + i) / Together) - first;
            warm[bar] += waits.Warm[i];
            cold[bar] += waits.Cold[i];
        }
        return [.. warm.Select((count, index) => new WaitBar(Bound(first + index), count, cold[index]))];

        static int Number(double bound) => (int)Math.Round(Math.Log(bound) / Math.Log(WaitResult.Growth));
        static double Bound(int bar) => Math.Round(Math.Pow(WaitResult.Growth, (double)bar * Together));
    }

    private static object Series(string name, string color, IEnumerable<long> counts, object? median) => new
    {
        Name = name,
        Type = "bar",
        Stack = "waits",
        Color = color,
        BarCategoryGap = "8%",
        Tooltip = new { ValueFormatter = "format:count" },
        MarkLine = median,
        Data = counts,
    };

    /// <summary>The number of the bar that a wait is in; null for none.</summary>
    private static int? At(IReadOnlyList<WaitBar> bars, double? wait) => wait is { } value
        ? bars.Select((bar, index) => (bar, index)).Last(item => item.bar.From <= value || item.index == 0).index
        : null;

    private static object? Median(int? at, double? median, string name, string color, bool isAside)
    {
        if (median is not { } value)
        {
            return null;
        }
        return new
        {
            Silent = true,
            Symbol = new[] { "none", "none" },
            LineStyle = new { Type = "solid", Color = color, Width = 1 },
            Label = new
            {
                Position = "end",
                Color = color,
                FontSize = 12,
                Offset = new[] { isAside ? -LabelWidth : 0, 0 },
                Formatter = string.Create(CultureInfo.InvariantCulture, $"{name} {Measure.Duration((long)value)}"),
            },
            Data = new[] { new { XAxis = at } },
        };
    }
}

/// <summary>Waits of at least <paramref name="From"/> nanoseconds and less than the next bar's.</summary>
public sealed record WaitBar(double From, long Warm, long Cold);
