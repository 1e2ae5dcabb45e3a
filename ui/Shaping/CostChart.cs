using Observe.Functions.Cost;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>What a function cost over time by part, as an ECharts option.</summary>
public static class CostChart
{
    private static readonly (string Name, string Color, Func<UsageCost, decimal> Usd)[] Parts =
    [
        ("duration", "var(--vol-2)", cost => cost.DurationUsd),
        ("initialisation", "var(--cold-m)", cost => cost.InitUsd),
        ("requests", "var(--vol)", cost => cost.RequestsUsd),
        ("storage", "var(--c-11)", cost => cost.StorageUsd),
    ];

    /// <summary>The parts that cost something: name and colour.</summary>
    public static IReadOnlyList<(string Name, string Color)> Legend(FunctionDetail detail) =>
        [.. Used(detail).Select(part => (part.Name, part.Color))];

    public static object Option(FunctionDetail detail, TimeRange range)
    {
        var middle = TraceHistogramChart.MiddleOf(detail.Series.Select(period => period.StartUnixNanoseconds).ToList(), range);
        return new
        {
            Grid = new { Left = 60, Right = 12, Top = 18, Bottom = 22 },
            XAxis = TraceHistogramChart.TimeAxis(range),
            YAxis = new { Type = "value", AxisLabel = new { Formatter = "format:money" } },
            Series = Used(detail).Select((part, index) => new
            {
                part.Name,
                Type = "bar",
                Stack = "usd",
                part.Color,
                BarCategoryGap = "12%",
                MarkLine = index == 0 ? DeployMarks.Option(detail) : null,
                Tooltip = new { ValueFormatter = "format:money" },
                Data = detail.Series.Select(period => new[]
                {
                    middle(period.StartUnixNanoseconds), (double)(period.Figures.Cost is { } cost ? part.Usd(cost) : 0),
                }),
            }),
        };
    }

    /// <summary>What the chart shows, for those who do not see it.</summary>
    public static string Label(FunctionDetail detail) => $"{Money.Of(detail.Total.Cost)} in all.";

    private static IEnumerable<(string Name, string Color, Func<UsageCost, decimal> Usd)> Used(FunctionDetail detail) =>
        Parts.Where(part => detail.Total.Cost is { } cost && part.Usd(cost) > 0);
}
