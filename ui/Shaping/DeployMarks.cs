using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>The versions that were new in a range, as dotted verticals of a chart with a time axis.</summary>
public static class DeployMarks
{
    private const int Most = 8;

    /// <summary>Degrees: the triangle at the top points down.</summary>
    private const int HalfTurn = 180;

    /// <summary>The newest few; a version of the first period with invocations was there before, as far as the range tells.</summary>
    public static IReadOnlyList<VersionFigures> In(FunctionDetail detail)
    {
        var first = detail.Series.FirstOrDefault(period => period.Figures.Invocations > 0);
        return [.. detail.Versions.Where(version => version.Version.Length > 0 && version.FirstStartUnixNanoseconds >= first?.Range.ToUnixNanoseconds).Take(Most)];
    }

    /// <summary>The first invocation of a version, unix nanoseconds; null for one that was not deployed in the range.</summary>
    public static long? Since(FunctionDetail detail, string version) =>
        version.Length == 0 ? null : In(detail).FirstOrDefault(mark => mark.Version == version)?.FirstStartUnixNanoseconds;

    /// <summary>For a series' <c>markLine</c>; null without any.</summary>
    public static object? Option(FunctionDetail detail)
    {
        var marks = In(detail);
        return marks.Count == 0 ? null : new
        {
            Silent = true,
            Symbol = new[] { "none", "triangle" },
            SymbolSize = new[] { 8, 6 },
            SymbolRotate = HalfTurn,
            LineStyle = new { Type = "dotted", Color = "var(--text-3)", Width = 1 },
            Label = new
            {
                Position = "end",
                Distance = 0,
                Align = "right",
                VerticalAlign = "middle",
                Padding = new[] { 0, 7, 0, 0 },
                Color = "var(--text-2)",
                FontSize = 12,
                Formatter = "{b}",
            },
            Data = marks.Select(mark => new { Name = FunctionPlace.VersionName(mark.Version), XAxis = TraceHistogramChart.OnAxis(mark.FirstStartUnixNanoseconds) }),
        };
    }
}
