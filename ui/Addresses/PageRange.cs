using System.Globalization;
using System.Text.RegularExpressions;
using Observe.Storage;

namespace Observe.UI.Addresses;

/// <summary>
/// The time range of a page as its address writes it: <c>from=now-1h</c>, or two absolute times in RFC 3339
/// (<c>from=2026-11-23T02:15:00Z&amp;to=2026-11-23T03:15:00Z</c>).
/// </summary>
public sealed partial record PageRange
{
    private const string Now = "now";
    private static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    private PageRange(string from, string to)
    {
        From = from;
        To = to;
    }

    public static PageRange Default { get; } = new("now-1h", Now);

    /// <summary>The steps that the picker offers.</summary>
    public static IReadOnlyList<PageRange> Steps { get; } =
        [.. new[] { "15m", "1h", "3h", "6h", "12h", "24h", "2d", "7d", "14d" }.Select(step => new PageRange($"now-{step}", Now))];

    public string From { get; }
    public string To { get; }

    /// <summary>True when the range ends now and moves with the clock.</summary>
    public bool IsRelative => To == Now;

    /// <summary>A range that cannot be read becomes the default: an old or mangled link still shows something.</summary>
    public static PageRange Parse(string? from, string? to)
    {
        if (TrySpan(from, out _) && to is null or "" or Now)
        {
            return new PageRange(from!, Now);
        }
        return TryTime(from, out var start) && TryTime(to, out var end) && start < end && end - start <= Longest
            ? Absolute(start, end)
            : Default;
    }

    public static PageRange Parse(Uri address)
    {
        var query = UrlQuery.Parse(address);
        return Parse(query["from"], query["to"]);
    }

    public static PageRange Absolute(DateTimeOffset from, DateTimeOffset to) => new(Text(from), Text(to));

    public TimeRange Resolve(TimeProvider time)
    {
        if (TrySpan(From, out var span))
        {
            return TimeRange.Last(span, time);
        }
        return TryTime(From, out var start) && TryTime(To, out var end)
            ? TimeRange.Of(start, end)
            : throw new InvalidOperationException($"The range {From} to {To} was not checked when it was read.");
    }

    /// <summary>The same range with both ends fixed, for a link that must show the same tomorrow.</summary>
    public PageRange Fix(TimeProvider time)
    {
        var range = Resolve(time);
        return Absolute(
            UnixTime.ToDateTimeOffset(range.FromUnixNanoseconds), UnixTime.ToDateTimeOffset(range.ToUnixNanoseconds));
    }

    /// <summary>The range of the same length just before this one.</summary>
    public PageRange Earlier(TimeProvider time) => Shift(time, -1);

    /// <summary>The range of the same length just after this one; relative again once it reaches now.</summary>
    public PageRange Later(TimeProvider time) => IsRelative ? this : Shift(time, 1);

    /// <summary>For the address: null where the default holds.</summary>
    public string? FromParameter => this == Default ? null : From;

    public string? ToParameter => IsRelative ? null : To;

    /// <summary>"Last 1 h" for a relative range, empty for an absolute one.</summary>
    public string Label => SpanText().Match(From) is { Success: true } match
        ? $"Last {match.Groups["count"].Value} {(match.Groups["unit"].Value == "m" ? "min" : match.Groups["unit"].Value)}"
        : "";

    private PageRange Shift(TimeProvider time, int direction)
    {
        var range = Resolve(time);
        var length = TimeSpan.FromTicks(range.Nanoseconds / 100);
        var from = UnixTime.ToDateTimeOffset(range.FromUnixNanoseconds) + (direction * length);
        var to = from + length;
        var step = to >= time.GetUtcNow() ? Steps.FirstOrDefault(s => TrySpan(s.From, out var span) && span == length) : null;
        return step ?? Absolute(from, to);
    }

    private static string Text(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        var format = utc.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ";
        return utc.ToString(format, CultureInfo.InvariantCulture);
    }

    private static bool TrySpan(string? text, out TimeSpan span)
    {
        span = default;
        var match = SpanText().Match(text ?? "");
        if (!match.Success)
        {
            return false;
        }
        var count = int.Parse(match.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
        span = match.Groups["unit"].Value switch
        {
            "m" => TimeSpan.FromMinutes(count),
            "h" => TimeSpan.FromHours(count),
            _ => TimeSpan.FromDays(count),
        };
        return span > TimeSpan.Zero && span <= Longest;
    }

    private static bool TryTime(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    [GeneratedRegex("^now-(?<count>[0-9]{1,6})(?<unit>[mhd])$", RegexOptions.CultureInvariant)]
    private static partial Regex SpanText();
}
