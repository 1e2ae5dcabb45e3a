using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>Cold starts over time by class, and their share of the invocations, as an ECharts option.</summary>
public static class ColdStartChart
{
    public static object Option(FunctionDetail detail, TimeRange range)
    {
        var middle = TraceHistogramChart.MiddleOf(detail.Series.Select(period => period.StartUnixNanoseconds).ToList(), range);
        var highest = detail.Series.Max(period => (double?)period.Figures.ColdRate) ?? 0;
        return new
        {
            Grid = new { Left = 44, Right = 48, Top = 18, Bottom = 22 },
            XAxis = TraceHistogramChart.TimeAxis(range),
            YAxis = new object[]
            {
                new { Type = "value", MinInterval = 1, AxisLabel = new { Formatter = "format:count" } },
                new { Type = "value", Position = "right", Min = 0, Max = highest > 0.8 ? 1 : (double?)null, SplitLine = new { Show = false }, AxisLabel = new { Formatter = "format:percent" } },
            },
            Series = (object[])
            [
                Bars("cold", "var(--cold-m)", figures => figures.ColdStarts - figures.Of(InitClass.Suppressed), DeployMarks.Option(detail)),
                Bars("suppressed", "var(--warn-m)", figures => figures.Of(InitClass.Suppressed)),
                Bars("hidden", "var(--hidden-cold-m)", figures => figures.HiddenStarts, mark: ChartMark.Hatched),
                .. HasFirsts(detail) ? [Bars(InvocationWords.Of(InitClass.FirstOfInstance), "var(--vol)", figures => figures.Of(InitClass.FirstOfInstance))] : Array.Empty<object>(),
                new
                {
                    Name = "rate",
                    Type = "line",
                    YAxisIndex = 1,
                    ShowSymbol = false,
                    LineStyle = new { Width = 1.5 },
                    Color = "var(--text-2)",
                    Tooltip = new { ValueFormatter = "format:percent" },
                    Data = detail.Series.Select(period => new object?[]
                    {
                        middle(period.StartUnixNanoseconds), period.Figures.Invocations == 0 ? null : period.Figures.ColdRate,
                    }),
                },
            ],
        };

        object Bars(string name, string color, Func<FunctionFigures, long> count, object? marks = null, string mark = ChartMark.Solid) => new
        {
            Name = name,
            Type = "bar",
            Stack = "count",
            Color = color,
            BarCategoryGap = "12%",
            ItemStyle = ChartMark.Style(mark),
            MarkLine = marks,
            Tooltip = new { ValueFormatter = "format:count" },
            Data = detail.Series.Select(period => TraceHistogramChart.Point(middle(period.StartUnixNanoseconds), count(period.Figures))),
        };
    }

    /// <summary>Whether there are invocations of which nothing says whether they were cold starts.</summary>
    public static bool HasFirsts(FunctionDetail detail) => detail.Total.Of(InitClass.FirstOfInstance) > 0;

    /// <summary>What the chart shows, for those who do not see it.</summary>
    public static string Label(FunctionDetail detail)
    {
        var worst = detail.Series.MaxBy(period => period.Figures.ColdRate);
        return $"{Measure.Count(detail.Total.ColdStarts)} cold starts that callers waited for, {Measure.Count(detail.Total.HiddenStarts)} hidden; "
            + (HasFirsts(detail) ? $"{Measure.Count(detail.Total.Of(InitClass.FirstOfInstance))} invocations were the first of their instance and may have been one; " : "")
            + $"at most {Measure.Percent(worst?.Figures.ColdRate ?? 0)} of the invocations of one bar.";
    }
}
