using System.Globalization;
using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>What tells a selection of spans from the rest, in words.</summary>
public static class DifferenceText
{
    /// <summary>A value, a span of numbers, or that the field is not there.</summary>
    public static string Of(ValueDifference value) => value switch
    {
        { From: { } from, To: { } to } => $"{Number(from)} to {Number(to)}",
        { Value: { } text } => text,
        _ => "not set",
    };

    /// <summary><c>97 %</c>; <c>&lt;1 %</c> for what is little and not nothing.</summary>
    public static string Share(double share) => share switch
    {
        <= 0 => "0 %",
        < 0.01 => "<1 %",
        > 0.99 and < 1 => ">99 %",
        _ => FormattableString.Invariant($"{share * 100:0} %"),
    };

    /// <summary>The width of a bar.</summary>
    public static string Width(double share) => FormattableString.Invariant($"width:{share * 100:0.#}%");

    /// <summary>Against what the selection was compared, and how many of both were looked at where it was not all of them.</summary>
    public static string Against(DifferencesResult result)
    {
        var isSample = result.SelectedSample < result.Selected || result.OthersSample < result.Others;
        return $"against the other {Measure.Count(result.Others)}"
            + (isSample ? $" · by {Measure.Exact(result.SelectedSample)} and {Measure.Exact(result.OthersSample)} of them, taken by chance" : "");
    }

    private static string Number(double number) => Math.Abs(number) < 10_000
        ? number.ToString("0.####", CultureInfo.InvariantCulture)
        : Measure.Count((long)number).ToString();
}
