using Observe.Storage;

namespace Observe.UI.Shaping;

/// <summary>Durations over time as an ECharts option: the y axis is the power of ten of nanoseconds.</summary>
public static class HeatmapChart
{
    private const double NanosecondsPerMillisecond = 1_000_000;

    private static readonly int[] Across = [0, 2];
    private static readonly int[] Upwards = [1, 3];

    public static object Option(HeatmapShape shape, TimeRange range) => new
    {
        Grid = new { Left = 52, Right = 8, Top = 10, Bottom = 22 },
        XAxis = TraceHistogramChart.TimeAxis(range),
        YAxis = new
        {
            Type = "value",
            Min = shape.Rows == 0 ? 6 : OnAxis(shape.LowestNanoseconds),
            Max = shape.Rows == 0 ? 9 : OnAxis(shape.HighestNanoseconds),
            AxisLabel = new { Formatter = "format:durationPower", ShowMinLabel = false, ShowMaxLabel = false },
            SplitLine = new { Show = false },
        },
        Tooltip = new { Trigger = "item", Formatter = "format:cell" },
        Series = Enumerable.Range(0, HeatmapShape.Steps).Select(step => new
        {
            Type = "custom",
            // Without it ECharts draws a brushed series again with no level at all, and says so.
            Zlevel = 0,
            RenderItem = "draw:cell",
            Color = $"var(--heat-{step})",
            Encode = new { X = Across, Y = Upwards },
            Data = shape.Cells.Where(cell => shape.StepOf(cell.Spans) == step).Select(Point),
        }),
    };

    /// <summary>What the chart shows, for those who do not see it.</summary>
    public static string Label(HeatmapShape shape) => shape.Rows == 0
        ? "No span in this range."
        : $"{Measure.Count(shape.Spans)} spans, from {Measure.Duration((long)shape.LowestNanoseconds)} to {Measure.Duration((long)shape.HighestNanoseconds)}; "
            + $"most of them, {Measure.Count(shape.Most)} in one cell, take {Commonest(shape)}.";

    /// <summary>A duration's place on the y axis.</summary>
    public static double OnAxis(double nanoseconds) => Math.Log10(Math.Max(nanoseconds, 1));

    /// <summary>The duration at a place on the y axis, nanoseconds.</summary>
    public static double FromAxis(double place) => Math.Pow(10, place);

    private static string Commonest(HeatmapShape shape)
    {
        var fullest = shape.Cells.MaxBy(cell => cell.Spans)!;
        return $"{Measure.Duration((long)fullest.FromNanoseconds)} to {Measure.Duration((long)fullest.ToNanoseconds)}";
    }

    private static double[] Point(HeatmapShapeCell cell) =>
    [
        cell.FromUnixNanoseconds / NanosecondsPerMillisecond, OnAxis(cell.FromNanoseconds),
        cell.ToUnixNanoseconds / NanosecondsPerMillisecond, OnAxis(cell.ToNanoseconds), cell.Spans, cell.Errors,
    ];
}
