using System.Globalization;

namespace Observe.Benchmarks;

/// <summary>Prints each figure as a line that people read and scripts parse: <c>measure NAME VALUE WANTED ok|short</c>.</summary>
internal static class Measures
{
    public static void AtLeast(string name, double value, double wanted) => Print(name, value, ">=", wanted, value >= wanted);

    public static void AtMost(string name, double value, double wanted) => Print(name, value, "<=", wanted, value <= wanted);

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    public static double Percentile(IReadOnlyList<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
    }

    private static void Print(string name, double value, string sign, double wanted, bool holds) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"measure {name} {Number(value)} {sign}{Number(wanted)} {(holds ? "ok" : "short")}"));

    private static string Number(double value) =>
        value.ToString(Math.Abs(value) >= 1_000 ? "0" : "0.###", CultureInfo.InvariantCulture);
}
