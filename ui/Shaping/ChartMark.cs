namespace Observe.UI.Shaping;

/// <summary>How a bar is filled when its colour is that of another kind as well: the class of its mark in a legend is of the same name.</summary>
public static class ChartMark
{
    public const string Solid = "";
    public const string Hatched = "hatch";
    public const string Dotted = "dots";

    private const string Ground = "var(--panel)";

    /// <summary>The style of an ECharts series' items; null for a solid one.</summary>
    public static object? Style(string mark) => mark switch
    {
        Hatched => new { Decal = new { Symbol = "rect", DashArrayX = new[] { 1, 0 }, DashArrayY = new[] { 2, 3 }, Rotation = -0.785, Color = Ground } },
        Dotted => new { Decal = new { Symbol = "circle", SymbolSize = 0.7, DashArrayX = new[] { 4, 2 }, DashArrayY = new[] { 4, 2 }, Rotation = 0.0, Color = Ground } },
        _ => null,
    };
}
