using System.Globalization;
using Observe.Storage;

namespace Observe.UI.Shaping;

/// <summary>How long ago, in one unit: <c>0.8 s ago</c>, <c>30 min ago</c>.</summary>
public static class AgeText
{
    public static string Of(TimeSpan age) => age switch
    {
        { Ticks: < 0 } => "just now",
        { TotalSeconds: < 10 } => Text(age.TotalSeconds, "s", 1),
        { TotalSeconds: < 90 } => Text(age.TotalSeconds, "s", 0),
        { TotalMinutes: < 90 } => Text(age.TotalMinutes, "min", 0),
        { TotalHours: < 48 } => Text(age.TotalHours, "h", 0),
        _ => Text(age.TotalDays, "d", 0),
    };

    /// <summary>How long ago the collectors received something.</summary>
    /// <param name="unixNanoseconds">0 for never.</param>
    public static string OfLastEvent(long unixNanoseconds, DateTimeOffset now) => unixNanoseconds == 0
        ? "nothing received yet"
        : $"last event {Of(now - UnixTime.ToDateTimeOffset(unixNanoseconds))}";

    private static string Text(double value, string unit, int decimals) =>
        $"{value.ToString($"F{decimals}", CultureInfo.InvariantCulture)} {unit} ago";
}
