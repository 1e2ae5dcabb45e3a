using System.Globalization;

namespace Observe.UI.Shaping;

/// <summary>A share of something counted. Over too few it is written as "1 of 3": a percentage would claim too much.</summary>
public static class RateText
{
    /// <summary>Below this many, a share that is not zero is written out.</summary>
    public const long Few = 10;

    public static bool IsTooFew(long count, long total) => total < Few && count > 0;

    public static string Of(long count, long total)
    {
        if (total == 0)
        {
            return "–";
        }
        return IsTooFew(count, total)
            ? string.Create(CultureInfo.InvariantCulture, $"{count} of {total}")
            : Measure.Percent((double)count / total).ToString();
    }
}
