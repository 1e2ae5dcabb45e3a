using Observe.Storage.Search;

namespace Observe.Storage.Read;

/// <summary>Durations of spans over time, and what the spans of one part of that picture have that the others have not.</summary>
public interface IHeatmapReader
{
    /// <summary>How many spans there are of each duration at each time.</summary>
    Task<HeatmapResult> HeatmapAsync(HeatmapQuery query, CancellationToken cancellationToken);

    /// <summary>The fields whose values are commoner, or rarer, in a selection than among the other spans, the most telling first.</summary>
    Task<DifferencesResult> DifferencesAsync(DifferencesQuery query, CancellationToken cancellationToken);
}

/// <param name="Search">Null for the root spans.</param>
/// <param name="Columns">Into how many columns the range is cut, 1 to 400; they are the buckets of a <see cref="TraceHistogramQuery"/>.</param>
public sealed record HeatmapQuery(TimeRange Range, SearchExpression? Search = null, int Columns = 60);

/// <param name="StartUnixNanoseconds">Of the first column, which may be before the range.</param>
/// <param name="ColumnNanoseconds">The width of a column.</param>
/// <param name="Cells">Those that hold a span, in no order.</param>
public sealed record HeatmapResult(
    long StartUnixNanoseconds, long ColumnNanoseconds, int Columns, IReadOnlyList<HeatmapCell> Cells, Scanned Scanned);

/// <param name="Row">Durations from <see cref="HeatmapRows.StartOf"/> this row to that of the next.</param>
/// <param name="Spans">A span that was sent twice counts twice.</param>
public readonly record struct HeatmapCell(int Column, int Row, long Spans, long Errors);

/// <summary>The rows of a heatmap are logarithmic: four of them double the duration.</summary>
public static class HeatmapRows
{
    public const int PerDoubling = 4;

    /// <summary>The first whole nanosecond of a row.</summary>
    public static long StartOf(int row) => (long)Math.Min(Math.Ceiling(Math.Pow(2, row / (double)PerDoubling)), long.MaxValue / 2);
}

/// <summary>Spans of a part of the time whose durations are within bounds.</summary>
/// <param name="FromNanoseconds">The shortest duration.</param>
/// <param name="ToNanoseconds">Above the longest duration.</param>
public sealed record SpanSelection(TimeRange Range, long FromNanoseconds, long ToNanoseconds)
{
    /// <summary>What a search has to say to find root spans only, as everything does that is read without a search.</summary>
    public static SearchExpression Roots { get; } = new NotExpression(new ExistsExpression(new SearchField("parent")));

    /// <summary>The search for the spans of the selection, within its <see cref="Range"/>.</summary>
    /// <param name="search">What the selection was made in; null for the root spans.</param>
    public SearchExpression Narrow(SearchExpression? search) => new AndExpression(search ?? Roots, Durations);

    /// <summary>The search for what is left without the durations of the selection.</summary>
    public SearchExpression Exclude(SearchExpression? search) => new AndExpression(search ?? Roots, new NotExpression(Durations));

    /// <summary>The part of the selection that lies in a range; null when none of it does.</summary>
    public SpanSelection? Within(TimeRange range) =>
        Range.Within(range) is { Nanoseconds: > 0 } part ? this with { Range = part } : null;

    private AndExpression Durations => new(
        new CompareExpression(new SearchField("duration"), SearchOperator.GreaterOrEqual, Nanoseconds(FromNanoseconds)),
        new CompareExpression(new SearchField("duration"), SearchOperator.Less, Nanoseconds(ToNanoseconds)));

    /// <summary>The shortest text that is exactly so long.</summary>
    private static SearchValue Nanoseconds(long value)
    {
        var (factor, unit) = value switch
        {
            >= 1_000_000_000 => (1_000_000_000m, "s"),
            >= 1_000_000 => (1_000_000m, "ms"),
            >= 1_000 => (1_000m, "us"),
            _ => (1m, "ns"),
        };
        return SearchValue.OfBare((value / factor).ToString("0.#########", System.Globalization.CultureInfo.InvariantCulture) + unit);
    }
}

/// <param name="Range">Of all spans that are compared; what of the selection lies outside is left out.</param>
/// <param name="Search">What all of them meet; null for the root spans.</param>
/// <param name="Limit">Fields at most, 1 to 100.</param>
public sealed record DifferencesQuery(TimeRange Range, SearchExpression? Search, SpanSelection Selection, int Limit = 20);

/// <param name="Selected">Spans in the selection.</param>
/// <param name="Others">Spans of the range and the search that are not in it.</param>
/// <param name="SelectedSample">So many of the selected were looked at, and so many of the others: all of them, or some that chance chose.</param>
public sealed record DifferencesResult(
    long Selected, long Others, long SelectedSample, long OthersSample, IReadOnlyList<FieldDifference> Fields);

/// <summary>A field that tells the selection from the rest.</summary>
/// <param name="Alike">Other fields that tell them apart in the very same way: of one fact, several names.</param>
/// <param name="Values">Its values that differ most, the first most of all.</param>
/// <param name="DistinctValues">How many values it has among the spans that were looked at.</param>
public sealed record FieldDifference(
    SearchField Field, IReadOnlyList<SearchField> Alike, IReadOnlyList<ValueDifference> Values, long DistinctValues);

/// <param name="Value">Null: the spans without the field.</param>
/// <param name="From">With <paramref name="To"/>: the value stands for numbers from here to below there, and is null.</param>
/// <param name="InSelection">The share of the selected spans that have the value, 0 to 1.</param>
/// <param name="InOthers">The same of the others.</param>
public sealed record ValueDifference(string? Value, double? From, double? To, double InSelection, double InOthers)
{
    /// <summary>True for "the span does not have the field".</summary>
    public bool IsAbsence => Value is null && From is null;

    /// <summary>The search for spans of which it is true.</summary>
    public SearchExpression Condition(SearchField field) => this switch
    {
        { From: { } from, To: { } to } => new AndExpression(
            new CompareExpression(field, SearchOperator.GreaterOrEqual, Number(from)), new CompareExpression(field, SearchOperator.Less, Number(to))),
        { Value: { } value } => new CompareExpression(field, SearchOperator.Equal, Text(value)),
        _ => new NotExpression(new ExistsExpression(field)),
    };

    private static SearchValue Number(double number) =>
        SearchValue.OfBare(number.ToString("0.############", System.Globalization.CultureInfo.InvariantCulture));

    private static SearchValue Text(string value)
    {
        var bare = SearchValue.OfBare(value);
        return bare.ToString() == value && bare.Unit == SearchUnit.None ? bare : SearchValue.OfQuoted(value);
    }
}
