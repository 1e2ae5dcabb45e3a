using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>For each number of invocations at once, the share of the time with at least so many, as an ECharts option.</summary>
public static class LevelChart
{
    /// <summary>More steps than these are not told apart.</summary>
    private const int MostSteps = 400;

    public static object Option(ConcurrencyResult result, long nanoseconds)
    {
        var every = Math.Max(1, (result.AtLeast.Count + MostSteps - 1) / MostSteps);
        return new
        {
            Grid = new { Left = 48, Right = 16, Top = 10, Bottom = 24 },
            XAxis = new { Type = "value", Min = 0, Max = Math.Max(1, result.Peak), MinInterval = 1, AxisLabel = new { Formatter = "format:count" } },
            YAxis = new { Type = "value", Min = 0, Max = 1, Interval = 0.25, AxisLabel = new { Formatter = "format:percent" } },
            Series = new[]
            {
                new
                {
                    Name = "of the time",
                    Type = "line",
                    Step = "start",
                    ShowSymbol = false,
                    Color = "var(--c-2)",
                    LineStyle = new { Width = 1.5 },
                    AreaStyle = new { Opacity = 0.12 },
                    Tooltip = new { ValueFormatter = "format:percent" },
                    Data = result.AtLeast.Select((time, index) => (Level: index + 1, Time: time)).Where(item => item.Level % every == 0 || item.Level == result.Peak)
                        .Select(item => new[] { item.Level, (double)item.Time / Math.Max(1, nanoseconds) }).Prepend([0, 1]),
                },
            },
        };
    }

    /// <summary>The fewest that were enough for a share of the time: concurrency below which the function was for so long.</summary>
    public static int Enough(ConcurrencyResult result, long nanoseconds, double share) =>
        result.AtLeast.TakeWhile(time => time > nanoseconds * (1 - share)).Count();

    /// <summary>What the chart shows, for those who do not see it.</summary>
    public static string Label(ConcurrencyResult result, long nanoseconds) =>
        $"{Enough(result, nanoseconds, 0.99)} at once were enough for 99 % of the time; the peak is {result.Peak}.";
}
