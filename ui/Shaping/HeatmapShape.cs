using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>The rows of a heatmap put together until they fit, and how full each cell is.</summary>
public sealed class HeatmapShape
{
    /// <summary>Rows at most (look.md, Charts).</summary>
    public const int MostRows = 17;

    /// <summary>Colours from few to many.</summary>
    public const int Steps = 6;

    private HeatmapShape(IReadOnlyList<HeatmapShapeCell> cells, int firstRow, int rows, int perRow)
    {
        Cells = cells;
        Rows = rows;
        Most = cells.Count == 0 ? 0 : cells.Max(cell => cell.Spans);
        Spans = cells.Sum(cell => cell.Spans);
        LowestNanoseconds = StartOf(firstRow, perRow);
        HighestNanoseconds = StartOf(firstRow + rows, perRow);
    }

    public IReadOnlyList<HeatmapShapeCell> Cells { get; }
    public int Rows { get; }

    /// <summary>Spans of the fullest cell.</summary>
    public long Most { get; }

    public long Spans { get; }

    /// <summary>Where the lowest row begins.</summary>
    public double LowestNanoseconds { get; }

    /// <summary>Where the highest row ends.</summary>
    public double HighestNanoseconds { get; }

    public static HeatmapShape Of(HeatmapResult heatmap)
    {
        if (heatmap.Cells.Count == 0)
        {
            return new HeatmapShape([], 0, 0, 1);
        }
        var (lowest, highest) = (heatmap.Cells.Min(cell => cell.Row), heatmap.Cells.Max(cell => cell.Row));
        var perRow = 1;
        while ((highest / perRow) - (lowest / perRow) >= MostRows)
        {
            perRow++;
        }
        var cells = heatmap.Cells
            .GroupBy(cell => (cell.Column, Row: cell.Row / perRow))
            .Select(group => new HeatmapShapeCell(
                heatmap.StartUnixNanoseconds + (group.Key.Column * heatmap.ColumnNanoseconds),
                heatmap.StartUnixNanoseconds + ((group.Key.Column + 1) * heatmap.ColumnNanoseconds),
                StartOf(group.Key.Row, perRow), StartOf(group.Key.Row + 1, perRow),
                group.Sum(cell => cell.Spans), group.Sum(cell => cell.Errors)))
            .OrderBy(cell => cell.FromUnixNanoseconds).ThenBy(cell => cell.FromNanoseconds)
            .ToList();
        return new HeatmapShape(cells, lowest / perRow, (highest / perRow) - (lowest / perRow) + 1, perRow);
    }

    /// <summary>0 to 5: each step holds a like factor more spans, up to those of the fullest cell.</summary>
    public int StepOf(long spans) =>
        Most <= 1 ? Steps - 1 : Math.Min(1 + (int)(Math.Log(spans) / Math.Log(Most) * (Steps - 1)), Steps - 1);

    /// <summary>The shortest of the longest durations, those of about a twentieth of the spans: where "slow" begins. Null when they are all alike.</summary>
    public static long? SlowFrom(HeatmapResult heatmap)
    {
        var rows = heatmap.Cells.GroupBy(cell => cell.Row).Select(row => (Row: row.Key, Spans: row.Sum(cell => cell.Spans))).OrderByDescending(row => row.Row).ToList();
        var wanted = rows.Sum(row => row.Spans) / 20.0;
        var taken = 0L;
        foreach (var (row, spans) in rows)
        {
            taken += spans;
            if (taken >= wanted)
            {
                return row == rows[^1].Row ? null : HeatmapRows.StartOf(row);
            }
        }
        return null;
    }

    private static double StartOf(int row, int perRow) => Math.Pow(2, row * perRow / (double)HeatmapRows.PerDoubling);
}

/// <summary>One cell; none without spans.</summary>
public sealed record HeatmapShapeCell(
    long FromUnixNanoseconds, long ToUnixNanoseconds, double FromNanoseconds, double ToNanoseconds, long Spans, long Errors);
