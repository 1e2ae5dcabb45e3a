using System.Globalization;
using System.Text.RegularExpressions;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Addresses;

namespace Observe.UI.Components.Pages.Traces;

/// <summary>
/// A part of the latency heatmap as the address writes it: <c>sel=2026-11-23T03:00:00Z/2026-11-23T03:08:00Z,900ms-12s</c>. Durations have three
/// figures, so that the search that they become can be read.
/// </summary>
/// <param name="Time">Absolute: a selection stays where it was made.</param>
/// <param name="FromNanoseconds">The shortest duration.</param>
/// <param name="ToNanoseconds">Above the longest.</param>
public sealed partial record TraceSelection(PageRange Time, long FromNanoseconds, long ToNanoseconds)
{
    private const long LongestNanoseconds = 400L * 86_400 * UnixTime.NanosecondsPerSecond;

    private static readonly (string Unit, long Nanoseconds)[] Units = [("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000), ("ns", 1)];

    /// <summary>Of a brush or of cells; durations are rounded outwards, to three figures.</summary>
    public static TraceSelection Of(long fromTime, long toTime, double fromNanoseconds, double toNanoseconds)
    {
        var from = Round(Math.Clamp(fromNanoseconds, 0, LongestNanoseconds), Math.Floor);
        var to = Round(Math.Clamp(toNanoseconds, 0, LongestNanoseconds), Math.Ceiling);
        return new(
            PageRange.Absolute(UnixTime.ToDateTimeOffset(fromTime), UnixTime.ToDateTimeOffset(Math.Max(toTime, fromTime + 100))),
            from, Math.Max(to, from + 1));
    }

    /// <summary>Null for a text that is no selection: an old or mangled link shows the page without one.</summary>
    public static TraceSelection? Parse(string? text)
    {
        if (text is null || Written().Match(text) is not { Success: true } match)
        {
            return null;
        }
        var time = PageRange.Parse(match.Groups["from"].Value, match.Groups["to"].Value);
        return !time.IsRelative && Nanoseconds(match.Groups["low"].Value) is { } low && Nanoseconds(match.Groups["high"].Value) is { } high && low < high
            ? new TraceSelection(time, low, high)
            : null;
    }

    public override string ToString() => $"{Time.From}/{Time.To},{Text(FromNanoseconds)}-{Text(ToNanoseconds)}";

    public SpanSelection Resolve(TimeProvider time) => new(Time.Resolve(time), FromNanoseconds, ToNanoseconds);

    private static long Round(double nanoseconds, Func<double, double> towards)
    {
        if (nanoseconds < 1)
        {
            return 0;
        }
        var step = Math.Pow(10, Math.Max(Math.Floor(Math.Log10(nanoseconds)) - 2, 0));
        return (long)(towards(nanoseconds / step) * step);
    }

    private static string Text(long nanoseconds)
    {
        var (unit, size) = Units.First(item => nanoseconds >= item.Nanoseconds || item.Nanoseconds == 1);
        return ((decimal)nanoseconds / size).ToString("0.#########", CultureInfo.InvariantCulture) + unit;
    }

    private static long? Nanoseconds(string text)
    {
        var unit = Units.First(item => text.EndsWith(item.Unit, StringComparison.Ordinal) && char.IsAsciiDigit(text[^(item.Unit.Length + 1)]));
        return decimal.TryParse(text.AsSpan(0, text.Length - unit.Unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number * unit.Nanoseconds <= LongestNanoseconds
            ? (long)(number * unit.Nanoseconds)
            : null;
    }

    [GeneratedRegex(
        "^(?<from>[0-9TZ:.-]{20,28})/(?<to>[0-9TZ:.-]{20,28}),(?<low>[0-9]{1,12}([.][0-9]{1,9})?(s|ms|us|ns))-(?<high>[0-9]{1,12}([.][0-9]{1,9})?(s|ms|us|ns))$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Written();
}
