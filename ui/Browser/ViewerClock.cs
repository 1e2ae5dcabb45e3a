using System.Globalization;
using Observe.Storage;

namespace Observe.UI.Browser;

/// <summary>Times as the viewer reads them, in the zone of the viewer's browser. One a circuit.</summary>
public sealed class ViewerClock
{
    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>Takes the browser's zone by name; a zone this machine does not know is kept as its present offset.</summary>
    public void Use(string zoneName, int offsetMinutes)
    {
        var offset = TimeSpan.FromMinutes(Math.Clamp(offsetMinutes, -14 * 60, 14 * 60));
        Zone = TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out var zone)
            ? zone
            : TimeZoneInfo.CreateCustomTimeZone(zoneName, offset, zoneName, zoneName);
    }

    public DateTimeOffset Local(long unixNanoseconds) =>
        TimeZoneInfo.ConvertTime(UnixTime.ToDateTimeOffset(unixNanoseconds), Zone);

    /// <summary><c>03:07</c></summary>
    public string Minute(long unixNanoseconds) => Format(unixNanoseconds, "HH:mm");

    /// <summary><c>03:07:53</c></summary>
    public string Second(long unixNanoseconds) => Format(unixNanoseconds, "HH:mm:ss");

    /// <summary><c>03:07:53.224</c></summary>
    public string Millisecond(long unixNanoseconds) => Format(unixNanoseconds, "HH:mm:ss.fff");

    /// <summary><c>2026-11-23 03:07:53</c></summary>
    public string DateSecond(long unixNanoseconds) => Format(unixNanoseconds, "yyyy-MM-dd HH:mm:ss");

    /// <summary>Both ends, with dates when the range is not within one day: <c>02:15 – 03:15</c>.</summary>
    public string Span(TimeRange range)
    {
        var (from, to) = (Local(range.FromUnixNanoseconds), Local(range.ToUnixNanoseconds));
        var format = from.Date == to.Date ? "HH:mm" : "d MMM HH:mm";
        return string.Create(CultureInfo.InvariantCulture,
            $"{from.ToString(format, CultureInfo.InvariantCulture)} – {to.ToString(format, CultureInfo.InvariantCulture)}");
    }

    /// <summary>For a tooltip: both ends to the second, and the zone.</summary>
    public string ExactSpan(TimeRange range) =>
        $"{DateSecond(range.FromUnixNanoseconds)} to {DateSecond(range.ToUnixNanoseconds)}, {Zone.Id}";

    /// <summary>A wall-clock time of the viewer as an instant; in the hour that a clock change skips, the time after it.</summary>
    public DateTimeOffset FromLocal(DateTime wallClock)
    {
        var unspecified = DateTime.SpecifyKind(wallClock, DateTimeKind.Unspecified);
        return new DateTimeOffset(unspecified, Zone.GetUtcOffset(unspecified));
    }

    private string Format(long unixNanoseconds, string format) =>
        Local(unixNanoseconds).ToString(format, CultureInfo.InvariantCulture);
}
