namespace Observe.UI.Shaping;

/// <param name="Text">Rate and duration.</param>
/// <param name="Failed">How much of it fails, in a line of its own above; empty when nothing does.</param>
/// <param name="X">Middle of the text.</param>
/// <param name="Y">Middle of the text.</param>
public sealed record MapLabel(MapCall Call, string Text, string Failed, double X, double Y)
{
    public const double LineHeight = 15;

    private const double CharacterWidth = 6;
    private const double Padding = 8;

    /// <summary>About as wide as the text is.</summary>
    public double Width => (Math.Max(Text.Length, Failed.Length) * CharacterWidth) + Padding;

    public double Height => Failed.Length > 0 ? 2 * LineHeight : LineHeight;

    public bool Overlaps(MapLabel other) =>
        Math.Abs(X - other.X) < (Width + other.Width) / 2 && Math.Abs(Y - other.Y) < ((Height + other.Height) / 2) + 1;

    public bool Overlaps(MapBox box) =>
        X + (Width / 2) > box.X && X - (Width / 2) < box.Right && Y + (Height / 2) > box.Y && Y - (Height / 2) < box.Y + MapBox.Height;
}

/// <summary>Writes on lines what goes over them: what fails first, then what is called most. A text for which there is no room is left out; the table has it.</summary>
public static class MapLabels
{
    /// <summary>More than these nobody reads.</summary>
    private const int Most = 150;

    public static IReadOnlyList<MapLabel> Of(MapLayout layout, double seconds)
    {
        var labels = new List<MapLabel>();
        foreach (var line in layout.Lines.OrderBy(line => line.Call.Failed == 0).Take(Most))
        {
            var (text, failed) = (Text(line.Call with { Errors = 0, Unanswered = 0, Answered = line.Call.Calls }, seconds), FailedOf(line.Call));
            var free = line.Places.Select(place => new MapLabel(line.Call, text, failed, Math.Round(place.X, 1), Math.Round(place.Y, 1)))
                .FirstOrDefault(label => !labels.Any(label.Overlaps) && !layout.Boxes.Any(label.Overlaps));
            if (free is not null)
            {
                labels.Add(free);
            }
        }
        return labels;
    }

    /// <summary><c>12/s · 1.20 % err · 45 ms</c>; the duration is the p95.</summary>
    public static string Text(MapCall call, double seconds) => string.Join(
        " · ", new[] { RateOf(call.Calls, seconds), FailedOf(call), call.P95 > 0 ? Measure.Duration(call.P95).ToString() : "" }.Where(part => part.Length > 0));

    private static string FailedOf(MapCall call) => call.Failed == 0 ? "" : $"{RateText.Of(call.Failed, call.Calls)} err";

    /// <summary>A rate that can be read: by the minute or the hour when it is slow, and else the number of calls.</summary>
    public static string RateOf(long calls, double seconds)
    {
        var rate = calls / Math.Max(seconds, 1);
        if (rate is 0 or >= 1)
        {
            return Measure.PerSecond(rate).ToString().Replace(" ", "", StringComparison.Ordinal);
        }
        return rate * 60 >= 1 ? $"{Measure.Average(Math.Round(rate * 60, 1))}/min"
            : rate * 3_600 >= 1 ? $"{Measure.Average(Math.Round(rate * 3_600, 1))}/h"
            : $"{Measure.Count(calls)}×";
    }
}
