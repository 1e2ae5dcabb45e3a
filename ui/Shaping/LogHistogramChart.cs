using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>Log lines over time by severity as an ECharts option.</summary>
public static class LogHistogramChart
{
    public static object Option(IReadOnlyList<LogHistogramBucket> buckets, TimeRange range)
    {
        var middle = TraceHistogramChart.MiddleOf(buckets.Select(bucket => bucket.StartUnixNanoseconds).ToList(), range);
        return new
        {
            Grid = new { Left = 44, Right = 8, Top = 8, Bottom = 22 },
            XAxis = TraceHistogramChart.TimeAxis(range),
            YAxis = new { Type = "value", MinInterval = 1, AxisLabel = new { Formatter = "format:count" } },
            Series = new[]
            {
                Bars("error", "var(--error-m)", bucket => bucket.Errors),
                Bars("warn", "var(--warn-m)", bucket => bucket.Warnings),
                Bars("info and below", "var(--vol)", Quiet),
            },
        };

        object Bars(string name, string color, Func<LogHistogramBucket, long> count) => TraceHistogramChart.Bars(
            name, color, buckets.Select(bucket => TraceHistogramChart.Point(middle(bucket.StartUnixNanoseconds), count(bucket))));
    }

    public static long Quiet(LogHistogramBucket bucket) => bucket.Count - bucket.Errors - bucket.Warnings;

    /// <summary>What the chart shows, for those who do not see it.</summary>
    public static string Label(IReadOnlyList<LogHistogramBucket> buckets) =>
        $"{Measure.Count(buckets.Sum(bucket => bucket.Count))} lines: {Measure.Count(buckets.Sum(bucket => bucket.Errors))} errors, "
        + $"{Measure.Count(buckets.Sum(bucket => bucket.Warnings))} warnings.";
}
