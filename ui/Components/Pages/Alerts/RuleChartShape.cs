using System.Globalization;
using System.Text;
using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.UI.Components.Pages.Alerts;

/// <summary>The value of a rule over time, ready to draw in a plane of 1000 by <see cref="Height"/>.</summary>
/// <param name="Lines">One polyline a run of values: a gap in the data is a gap in the line.</param>
/// <param name="Firing">Left edge and width of each time it was open.</param>
public sealed record RuleChartShape(
    IReadOnlyList<string> Lines, IReadOnlyList<(double X, double Width)> Firing, double FiresAt, double RecoversAt, double Top)
{
    public const double Width = 1000;
    public const double Height = 160;

    /// <summary>One row an evaluation: of a rule for every function the highest value of all, and open when one of them is.</summary>
    public static IReadOnlyList<AlertEvaluationRow> ByEvaluation(IReadOnlyList<AlertEvaluationRow> history) =>
        [.. history.GroupBy(row => row.At).Select(same => same.MaxBy(IsOpen)! with { Value = same.Max(row => row.Value) })];

    /// <param name="history">Oldest first, one row an evaluation.</param>
    public static RuleChartShape Of(IReadOnlyList<AlertEvaluationRow> history, AlertRule rule, TimeRange range) =>
        Of([.. history.Select(row => (row.At, row.Value))], Spans(history, range), rule, range);

    /// <summary>What a rule would have seen, and when one of its instances would have been open.</summary>
    public static RuleChartShape Of(BacktestResult result, AlertRule rule) => Of(
        [.. result.Points.Select(point => (point.At, point.Value))],
        [.. result.Periods.Select(period => Span(X(period.FiredAt, result.Range), period.ResolvedAt is { } end ? X(end, result.Range) : Width))],
        rule, result.Range);

    /// <summary>What was over at once, or has just begun, can be seen.</summary>
    private static (double X, double Width) Span(double from, double to) => (Math.Min(from, Width - 2), Math.Max(2, to - from));

    private static RuleChartShape Of(
        IReadOnlyList<(DateTimeOffset At, double? Value)> values, IReadOnlyList<(double X, double Width)> firing, AlertRule rule, TimeRange range)
    {
        var largest = values.Select(row => row.Value ?? 0).Append(rule.Threshold).Max();
        // Room above the highest point; a share is never above 1.
        var most = AlertText.Type(rule).Unit == AlertUnit.Share ? 1.05 : double.MaxValue;
        var top = Math.Min(most, Math.Max(largest * 1.25, 0.01));
        return new RuleChartShape(
            Polylines(values, range, top), firing, Y(rule.Threshold, top), Y(rule.RecoversAt, top), top);
    }

    private static List<string> Polylines(IReadOnlyList<(DateTimeOffset At, double? Value)> values, TimeRange range, double top)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (var row in values)
        {
            if (row.Value is { } value)
            {
                line.Append(CultureInfo.InvariantCulture, $"{X(row.At, range):0.#},{Y(value, top):0.#} ");
            }
            else
            {
                Close();
            }
        }
        Close();
        return lines;

        void Close()
        {
            if (line.Length > 0)
            {
                lines.Add(line.ToString().TrimEnd());
                line.Clear();
            }
        }
    }

    private static List<(double X, double Width)> Spans(IReadOnlyList<AlertEvaluationRow> history, TimeRange range)
    {
        var spans = new List<(double, double)>();
        DateTimeOffset? from = null;
        foreach (var row in history)
        {
            if (IsOpen(row))
            {
                from ??= row.At;
            }
            else if (from is { } start)
            {
                spans.Add((X(start, range), X(row.At, range) - X(start, range)));
                from = null;
            }
        }
        if (from is { } open)
        {
            spans.Add((X(open, range), Math.Max(2, X(history[^1].At, range) - X(open, range))));
        }
        return spans;
    }

    private static bool IsOpen(AlertEvaluationRow row) => row.State is AlertState.Firing or AlertState.Recovering;

    private static double X(DateTimeOffset at, TimeRange range) =>
        (double)(UnixTime.Nanoseconds(at) - range.FromUnixNanoseconds) / range.Nanoseconds * Width;

    private static double Y(double value, double top) => Height - (value / top * (Height - 8));
}
