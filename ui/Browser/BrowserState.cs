using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Observe.UI.Browser;

/// <summary>What a page must know of its browser before it can be drawn as it is shown there.</summary>
/// <param name="Zone">IANA name of the browser's time zone.</param>
/// <param name="OffsetMinutes">East of UTC, now.</param>
/// <param name="Theme">dark or light.</param>
public sealed record BrowserState(string Zone, int OffsetMinutes, string Theme, bool RailOpen, bool Visible)
{
    /// <summary>Written by early.js: zone, offset, theme and rail.</summary>
    public const string CookieName = "observe.look";

    private const string Utc = "UTC";
    private const char Separator = '|';
    private const int LongestZone = 64;

    /// <summary>What the cookie says; before there is one, the zone of this machine, which mostly is the browser's too, or the page asks again.</summary>
    public static BrowserState Of(HttpRequest request, TimeProvider time) =>
        FromCookie(request.Cookies[CookieName]) ?? new BrowserState(
            time.LocalTimeZone is { Id: not "Etc/UTC" } zone ? zone.Id : Utc, (int)time.LocalTimeZone.GetUtcOffset(time.GetUtcNow()).TotalMinutes, "dark", RailOpen: false, Visible: true);

    /// <summary>The zone as early.js writes it.</summary>
    public string ZoneText => string.Create(CultureInfo.InvariantCulture, $"{Zone}{Separator}{OffsetMinutes}");

    /// <summary>Null for a cookie that is missing or was not written by these pages.</summary>
    public static BrowserState? FromCookie(string? cookie) =>
        cookie?.Split(Separator) is [{ Length: > 0 and <= LongestZone } zone, var minutes, ("dark" or "light") and var theme, ("open" or "closed") and var rail]
            && int.TryParse(minutes, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var offset)
            ? new BrowserState(zone, offset, theme, rail == "open", Visible: true)
            : null;
}
