using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.Server.Api;

/// <summary>Counts of spans by time and duration; cells without a span are left out.</summary>
public sealed record HeatmapBody(string Start, long ColumnNanos, int Columns, IReadOnlyList<HeatmapCellBody> Cells, ScannedBody Scanned)
{
    public static HeatmapBody Of(HeatmapResult heatmap) => new(
        UnixTime.ToRfc3339(heatmap.StartUnixNanoseconds), heatmap.ColumnNanoseconds, heatmap.Columns,
        [.. heatmap.Cells.OrderBy(cell => cell.Column).ThenBy(cell => cell.Row).Select(HeatmapCellBody.Of)], ScannedBody.Of(heatmap.Scanned));
}

/// <param name="FromNanos">The shortest duration of the cell.</param>
/// <param name="ToNanos">Above the longest.</param>
public sealed record HeatmapCellBody(int Column, long FromNanos, long ToNanos, long Spans, long Errors)
{
    public static HeatmapCellBody Of(HeatmapCell cell) =>
        new(cell.Column, HeatmapRows.StartOf(cell.Row), HeatmapRows.StartOf(cell.Row + 1), cell.Spans, cell.Errors);
}

/// <summary>What tells the selected spans from the others, the most telling first. Samples say how many of both were looked at.</summary>
public sealed record DifferencesBody(
    long Selected, long Others, long SelectedSample, long OthersSample, IReadOnlyList<FieldDifferenceBody> Fields)
{
    public static DifferencesBody Of(DifferencesResult result) => new(
        result.Selected, result.Others, result.SelectedSample, result.OthersSample, [.. result.Fields.Select(FieldDifferenceBody.Of)]);
}

/// <param name="Alike">Other fields that divide the spans in the very same way.</param>
public sealed record FieldDifferenceBody(string Field, IReadOnlyList<string> Alike, long DistinctValues, IReadOnlyList<ValueDifferenceBody> Values)
{
    public static FieldDifferenceBody Of(FieldDifference field) => new(
        field.Field.ToString(), [.. field.Alike.Select(alike => alike.ToString())], field.DistinctValues,
        [.. field.Values.Select(value => ValueDifferenceBody.Of(field, value))]);
}

/// <summary>Shares of 0 to 1. Without a value and bounds: that the span does not have the field.</summary>
/// <param name="From">With <paramref name="To"/>: numbers from here to below there.</param>
/// <param name="Search">Finds the spans that have the value.</param>
public sealed record ValueDifferenceBody(string? Value, double? From, double? To, double InSelection, double InOthers, string Search)
{
    public static ValueDifferenceBody Of(FieldDifference field, ValueDifference value) => new(
        value.Value, value.From, value.To, value.InSelection, value.InOthers, value.Condition(field.Field).ToString());
}
