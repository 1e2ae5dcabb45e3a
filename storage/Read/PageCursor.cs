using System.Globalization;

namespace Observe.Storage.Read;

/// <summary>The place after the last record of a page: its time and its id, since times can be equal.</summary>
internal readonly record struct PageCursor(long UnixNanoseconds, string Id)
{
    /// <exception cref="FormatException">It is not one that a former page gave.</exception>
    public static PageCursor? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        var at = text.IndexOf('.', StringComparison.Ordinal);
        if (at < 0 || text.Length > 200
            || !long.TryParse(text.AsSpan(0, at), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var time))
        {
            throw new FormatException("The cursor is not one that this list gave.");
        }
        return new PageCursor(time, text[(at + 1)..]);
    }

    /// <summary>Goes on where a limit stopped a page: everything before the part of the range that it looked at.</summary>
    public static PageCursor Before(Scanned scanned) => new(scanned.Range.FromUnixNanoseconds, "");

    /// <summary>The part of a range in which the records after this place are.</summary>
    public TimeRange Rest(TimeRange range) =>
        range with { ToUnixNanoseconds = Math.Clamp(UnixNanoseconds + 1, range.FromUnixNanoseconds, range.ToUnixNanoseconds) };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{UnixNanoseconds}.{Id}");
}
