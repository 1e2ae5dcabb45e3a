using System.Globalization;
using System.Text;

namespace Observe.UI.Shaping;

/// <summary>The paths of a small line chart from zero to the largest value. Gaps in the values stay gaps.</summary>
public sealed record SparkShape(string Line, string Area)
{
    /// <summary>Null when there is no value at all.</summary>
    public static SparkShape? Of(IReadOnlyList<double?> values, double width, double height)
    {
        var largest = values.Max() ?? 0;
        if (values.Count == 0 || values.All(value => value is null))
        {
            return null;
        }
        var (line, area) = (new StringBuilder(), new StringBuilder());
        var step = (width - 2) / Math.Max(1, values.Count - 1);
        for (var start = 0; start < values.Count; start++)
        {
            var end = start;
            while (end < values.Count && values[end] is not null)
            {
                end++;
            }
            if (end > start)
            {
                Append(start, end);
                start = end;
            }
        }
        return new SparkShape(line.ToString(), area.ToString());

        void Append(int first, int past)
        {
            area.Append(CultureInfo.InvariantCulture, $"M{X(first):0.#} {height - 1:0.#}");
            for (var i = first; i < past; i++)
            {
                line.Append(CultureInfo.InvariantCulture, $"{(i == first ? 'M' : 'L')}{X(i):0.#} {Y(i):0.#}");
                area.Append(CultureInfo.InvariantCulture, $"L{X(i):0.#} {Y(i):0.#}");
            }
            if (past == first + 1)
            {
                line.Append("h1"); // a single value is a dot, not nothing
            }
            area.Append(CultureInfo.InvariantCulture, $"L{X(past - 1):0.#} {height - 1:0.#}Z");
        }

        double X(int index) => 1 + (index * step);
        double Y(int index) => height - 2 - (largest <= 0 ? 0 : values[index]!.Value / largest * (height - 4));
    }
}
