using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>Failed invocations over time by how they ended, as an ECharts option.</summary>
public static class OutcomeChart
{
    /// <summary>The failures that happened.</summary>
    public static IReadOnlyList<InvocationOutcome> Shown(FunctionDetail detail) =>
        [.. InvocationOutcomes.Failed.Append(InvocationOutcome.Throttled).Where(outcome => detail.Total.Of(outcome) > 0)];

    public static object Option(FunctionDetail detail, TimeRange range)
    {
        var middle = TraceHistogramChart.MiddleOf(detail.Series.Select(period => period.StartUnixNanoseconds).ToList(), range);
        return new
        {
            Grid = new { Left = 44, Right = 12, Top = 18, Bottom = 22 },
            XAxis = TraceHistogramChart.TimeAxis(range),
            YAxis = new { Type = "value", MinInterval = 1, AxisLabel = new { Formatter = "format:count" } },
            Series = Shown(detail).Select((outcome, index) => new
            {
                Name = InvocationWords.Of(outcome),
                Type = "bar",
                Stack = "count",
                Color = InvocationWords.ColorOf(outcome),
                ItemStyle = ChartMark.Style(InvocationWords.ChartMarkOf(outcome)),
                BarCategoryGap = "12%",
                MarkLine = index == 0 ? DeployMarks.Option(detail) : null,
                Tooltip = new { ValueFormatter = "format:count" },
                Data = detail.Series.Select(period => TraceHistogramChart.Point(middle(period.StartUnixNanoseconds), period.Figures.Of(outcome))),
            }),
        };
    }

    /// <summary>What the chart shows, for those who do not see it.</summary>
    public static string Label(FunctionDetail detail) => Shown(detail) is { Count: > 0 } shown
        ? string.Join(", ", shown.Select(outcome => $"{Measure.Count(detail.Total.Of(outcome))} {InvocationWords.Of(outcome)}")) + "."
        : "None failed.";
}
