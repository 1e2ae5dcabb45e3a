using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>Rate, errors and p95 over time as an ECharts option.</summary>
public static class TraceHistogramChart
{
    private const double NanosecondsPerMillisecond = 1_000_000;

    /// <param name="marks">A <c>markLine</c>; null for none.</param>
    public static object Option(IReadOnlyList<HistogramBucket> buckets, TimeRange range, object? marks = null)
    {
        var middle = MiddleOf(buckets.Select(bucket => bucket.StartUnixNanoseconds).ToList(), range);
        return new
        {
            Grid = new { Left = 44, Right = 44, Top = marks is null ? 10 : 18, Bottom = 22 },
            XAxis = TimeAxis(range),
            YAxis = new object[]
            {
                new { Type = "value", MinInterval = 1, AxisLabel = new { Formatter = "format:count" } },
                new
                {
                    Type = "value",
                    Position = "right",
                    SplitLine = new { Show = false },
                    AxisLabel = new { Formatter = "format:duration" },
                },
            },
            Series = new object[]
            {
                Bars("ok", "var(--vol)", buckets.Select(bucket => Point(middle(bucket.StartUnixNanoseconds), bucket.Count - bucket.Errors))),
                Bars("error", "var(--error-m)", buckets.Select(bucket => Point(middle(bucket.StartUnixNanoseconds), bucket.Errors))),
                new
                {
                    Name = "p95",
                    Type = "line",
                    YAxisIndex = 1,
                    ShowSymbol = false,
                    LineStyle = new { Width = 1.5 },
                    Color = "var(--p95)",
                    Tooltip = new { ValueFormatter = "format:duration" },
                    MarkLine = marks,
                    Data = buckets.Select(bucket => Gap(middle(bucket.StartUnixNanoseconds), bucket)),
                },
            },
        };
    }

    /// <summary>What the chart shows, for those who do not see it.</summary>
    public static string Label(IReadOnlyList<HistogramBucket> buckets)
    {
        var count = buckets.Sum(bucket => bucket.Count);
        var errors = buckets.Sum(bucket => bucket.Errors);
        var slowest = buckets.Count == 0 ? 0 : buckets.Max(bucket => bucket.P95);
        return $"{Measure.Count(count)} spans, {Measure.Count(errors)} of them failed; p95 at most {Measure.Duration(slowest)}.";
    }

    /// <summary>A time in the unit of the axis: unix milliseconds.</summary>
    internal static double OnAxis(long unixNanoseconds) => unixNanoseconds / NanosecondsPerMillisecond;

    internal static object TimeAxis(TimeRange range) => new
    {
        Type = "time",
        Min = OnAxis(range.FromUnixNanoseconds),
        Max = OnAxis(range.ToUnixNanoseconds),
        AxisLabel = new { Formatter = range.Nanoseconds > 86_400 * UnixTime.NanosecondsPerSecond ? "format:dateTime" : "format:time" },
        AxisPointer = new { Label = new { Show = false } },
    };

    internal static object Bars(string name, string color, IEnumerable<double[]> data) => new
    {
        Name = name,
        Type = "bar",
        Stack = "count",
        Color = color,
        BarCategoryGap = "12%",
        Large = false,
        Data = data,
        Tooltip = new { ValueFormatter = "format:count" },
    };

    internal static double[] Point(double at, long value) => [at, value];

    /// <summary>A bar stands over the middle of its bucket; where that is, in milliseconds.</summary>
    internal static Func<long, double> MiddleOf(IReadOnlyList<long> starts, TimeRange range)
    {
        var width = starts.Count > 1 ? starts[1] - starts[0] : range.Nanoseconds;
        return start => (start + (width / 2.0)) / NanosecondsPerMillisecond;
    }

    /// <summary>Nothing ended in an empty bucket, so it has no percentile: the line has a gap there.</summary>
    private static double?[] Gap(double at, HistogramBucket bucket) => [at, bucket.Count == 0 ? null : bucket.P95];
}
