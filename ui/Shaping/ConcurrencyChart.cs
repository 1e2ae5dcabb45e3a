using Observe.Functions.Limits;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>How many ran at once, peak and average, as an ECharts option.</summary>
public static class ConcurrencyChart
{
    /// <param name="limit">Drawn as dashed lines; null without one.</param>
    /// <param name="scaleRate">Instances that the platform starts in <see cref="ConcurrencyLimit.ScaleSeconds"/>: drawn where the function needed much of it; null when it is not known.</param>
    /// <param name="isSampled">No peak can be told from samples: only the average is drawn.</param>
    public static object Option(ConcurrencyResult result, FunctionDetail detail, TimeRange range, ConcurrencyLimit? limit, int? scaleRate, bool isSampled)
    {
        var end = TraceHistogramChart.OnAxis(range.ToUnixNanoseconds);
        var fastest = isSampled || scaleRate is not { } rate ? null : ScaleRateLine.Of(result.Cells, range, rate);
        return new
        {
            Grid = new { Left = 44, Right = 12, Top = 18, Bottom = 22 },
            XAxis = TraceHistogramChart.TimeAxis(range),
            YAxis = new { Type = "value", MinInterval = 1, AxisLabel = new { Formatter = "format:count" } },
            Series = new object?[]
            {
                Line("average", "var(--vol-2)", cell => cell.Average, 0.35, DeployMarks.Option(detail)),
                isSampled ? null : Line("peak", "var(--c-2)", cell => cell.Peak, 0.1),
                Level(limit?.Function is { Length: > 0 } ? "reserved" : "account", limit?.Reserved, "var(--error)"),
                Level("provisioned", limit?.Provisioned, "var(--text-3)"),
                fastest is null ? null : Dashed("scale rate", $"as fast as {scaleRate} in {ConcurrencyLimit.ScaleSeconds} s", "var(--warn-m)", Steps(number => fastest[number]), "end"),
            }.OfType<object>(),
        };

        // A series of its own: the axis then reaches up to the line.
        object? Level(string name, int? value, string color) => value is not { } level ? null : Dashed(
            name, $"{name} {level}", color, [[TraceHistogramChart.OnAxis(range.FromUnixNanoseconds), level], [end, level]]);

        object Dashed(string name, string label, string color, IEnumerable<double[]> data, string? step = null) => new
        {
            Name = name,
            Type = "line",
            Step = step,
            ShowSymbol = false,
            Color = color,
            LineStyle = new { Width = 1, Type = "dashed" },
            Tooltip = new { ValueFormatter = "format:count" },
            EndLabel = new { Show = true, Formatter = label, Color = color, Align = "right", Offset = new[] { 0, -9 }, FontSize = 12 },
            Data = data,
        };

        object Line(string name, string color, Func<ConcurrencyCell, double> value, double opacity, object? marks = null) => new
        {
            Name = name,
            Type = "line",
            Step = "end",
            ShowSymbol = false,
            Color = color,
            LineStyle = new { Width = name == "peak" ? 1.5 : 0.5 },
            AreaStyle = new { Opacity = opacity },
            Tooltip = new { ValueFormatter = "format:count" },
            MarkLine = marks,
            Data = Steps(number => value(result.Cells[number])),
        };

        // A cell lasts until the next begins, and the last one until the end.
        IEnumerable<double[]> Steps(Func<int, double> value) => result.Cells.Select((cell, number) => new[] { TraceHistogramChart.OnAxis(cell.StartUnixNanoseconds), value(number) })
            .Append([end, result.Cells.Count == 0 ? 0 : value(result.Cells.Count - 1)]);
    }

    /// <summary>What the chart shows, for those who do not see it.</summary>
    public static string Label(ConcurrencyResult result, bool isSampled) => isSampled
        ? $"{Measure.Average(result.Average)} at once on average."
        : $"At most {Measure.Count(result.Peak)} at once, {Measure.Average(result.Average)} on average.";
}
