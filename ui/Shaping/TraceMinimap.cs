using System.Globalization;
using Observe.Storage.Write;

namespace Observe.UI.Shaping;

/// <summary>The whole trace in a strip, 1000 units wide: so many lines as fit, of evenly chosen spans.</summary>
public static class TraceMinimap
{
    public const int Height = 46;
    private const int Width = 1000;
    private const double LineStep = 1.75;
    private const int MostLines = 23;

    public static IReadOnlyList<TraceMinimapMark> Of(Waterfall waterfall)
    {
        var scale = new WaterfallScale(waterfall.DurationNanoseconds);
        var step = Math.Max(1, (waterfall.Nodes.Count + MostLines - 1) / MostLines);
        return
        [
            .. waterfall.Nodes.Where((_, index) => index % step == 0).Select((node, line) => new TraceMinimapMark(
                Text(scale.Percent(node.OffsetNanoseconds) * Width / 100),
                Text(3 + (line * LineStep)),
                Text(Math.Max(2, (scale.Percent(node.EndOffsetNanoseconds) - scale.Percent(node.OffsetNanoseconds)) * Width / 100)),
                node.Span.Service,
                node.Span.Status == SpanStatus.Error)),
        ];
    }

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}

/// <summary>Numbers as they are written in SVG.</summary>
public sealed record TraceMinimapMark(string X, string Y, string Width, string Service, bool IsError);
