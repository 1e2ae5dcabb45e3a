namespace Observe.UI.Shaping;

/// <summary>One figure against the same length of time before: <c>▲ 61 % on the 1 h before</c>, <c>▼ from 0.31 %</c>.</summary>
public static class ChangeText
{
    public const string Nothing = "nothing before";

    /// <summary>When what was before could not be read.</summary>
    public const string Lost = "not compared: the time before could not be read";

    /// <summary>For amounts: the change as a share.</summary>
    public static string OfAmount(long now, long before, string length)
    {
        if (before == 0)
        {
            return now == 0 ? "" : Nothing;
        }
        var change = (double)(now - before) / before;
        return change == 0 ? "as before" : $"{Arrow(change)} {Measure.Percent(Math.Abs(change))} on the {length} before";
    }

    /// <summary>For rates and durations: what it was.</summary>
    public static string OfValue(double now, double before, string beforeText) =>
        now.Equals(before) ? "as before" : $"{Arrow(now - before)} from {beforeText}";

    private static string Arrow(double change) => change > 0 ? "▲" : "▼";
}
