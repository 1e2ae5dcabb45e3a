using Observe.Functions.Async;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>How long each message waited in its queue, over the time when the work on it began, as an ECharts option.</summary>
public static class LagChart
{
    /// <summary>A log axis has no zero: a wait that is none is drawn as a millisecond.</summary>
    private const long Least = 1_000_000;

    /// <summary>The messages of the dots, in their order.</summary>
    public static IReadOnlyList<QueuedMessage> Shown(IReadOnlyList<QueuedMessage> messages) =>
        [.. messages.Where(message => message.EnqueuedUnixNanoseconds is not null)];

    public static object Option(IReadOnlyList<QueuedMessage> messages, FunctionDetail detail, TimeRange range) => new
    {
        Grid = new { Left = 56, Right = 12, Top = 10, Bottom = 22 },
        XAxis = TraceHistogramChart.TimeAxis(range),
        YAxis = new { Type = "log", Min = Least, AxisLabel = new { Formatter = "format:duration" } },
        Series = new[]
        {
            new
            {
                Name = "in the queue",
                Type = "scatter",
                SymbolSize = 5,
                Color = "var(--p95)",
                ItemStyle = new { Opacity = 0.6 },
                MarkLine = DeployMarks.Option(detail),
                Tooltip = new { ValueFormatter = "format:duration" },
                Data = Shown(messages).Select(message => new[]
                {
                    TraceHistogramChart.OnAxis(message.ProcessedUnixNanoseconds),
                    Math.Max(Least, message.ProcessedUnixNanoseconds - message.EnqueuedUnixNanoseconds!.Value),
                }),
            },
        },
        Tooltip = new { Trigger = "item" },
    };

    /// <summary>What the chart shows, for those who do not see it.</summary>
    public static string Label(QueueLag lag) =>
        $"Half of the messages waited at most {Measure.Duration(lag.P50)}, 95 % at most {Measure.Duration(lag.P95)}, the longest {Measure.Duration(lag.Max)}.";
}
