using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using Observe.Storage;

namespace Observe.Server.Api;

/// <summary>Reads a moment: RFC 3339 with up to nine digits of a second, <c>now</c>, or <c>now-15m</c>.</summary>
public static partial class ApiTime
{
    public const string Expected = "RFC 3339, like 2026-11-23T03:07:53.5Z, or relative, like now-15m (s, m, h, d, w)";

    public static bool TryParse(string text, DateTimeOffset now, out long unixNanoseconds)
    {
        if (Relative().Match(text) is { Success: true } relative)
        {
            return TryParseRelative(relative, now, out unixNanoseconds);
        }
        unixNanoseconds = 0;
        return Absolute().Match(text) is { Success: true } absolute && TryParseAbsolute(absolute, out unixNanoseconds);
    }

    private static bool TryParseRelative(Match match, DateTimeOffset now, out long unixNanoseconds)
    {
        unixNanoseconds = UnixTime.Nanoseconds(now);
        if (!match.Groups["amount"].Success)
        {
            return true;
        }
        // At most nine digits: no unit of them leaves a 128-bit number, and the range check below sees the result.
        var seconds = (Int128)long.Parse(match.Groups["amount"].ValueSpan, CultureInfo.InvariantCulture)
            * SecondsPerUnit(match.Groups["unit"].ValueSpan[0]);
        var result = unixNanoseconds - (seconds * UnixTime.NanosecondsPerSecond);
        unixNanoseconds = result > 0 ? (long)result : 0;
        return result > 0;
    }

    private static long SecondsPerUnit(char unit) => unit switch
    {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => 604_800,
    };

    private static bool TryParseAbsolute(Match match, out long unixNanoseconds)
    {
        unixNanoseconds = 0;
        var whole = match.Groups["whole"].Value.ToUpperInvariant() + match.Groups["zone"].Value.ToUpperInvariant();
        if (!DateTimeOffset.TryParseExact(whole, ["yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:sszzz"],
                CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            || time.UtcDateTime.Year is < 1970 or > 2261)
        {
            return false;
        }
        var fraction = match.Groups["fraction"].Value.PadRight(9, '0');
        unixNanoseconds = UnixTime.Nanoseconds(time) + long.Parse(fraction, CultureInfo.InvariantCulture);
        return true;
    }

    [GeneratedRegex("^now(-(?<amount>[0-9]{1,9})(?<unit>[smhdw]))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Relative();

    [StringSyntax(StringSyntaxAttribute.Regex)]
    private const string AbsolutePattern =
        @"^(?<whole>[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2})(\.(?<fraction>[0-9]{1,9}))?(?<zone>[Zz]|[+-][0-9]{2}:[0-9]{2})$";

    [GeneratedRegex(AbsolutePattern, RegexOptions.CultureInvariant)]
    private static partial Regex Absolute();
}
