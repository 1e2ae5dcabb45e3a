using Observe.Storage.Read;
using Observe.UI.Addresses;
using Observe.UI.Browser;

namespace Observe.UI.Shaping;

/// <summary>How far a list looked, in words: a list is honest only with it.</summary>
public static class TraceScannedText
{
    /// <summary><c>all of the last 1 h scanned in 46 ms</c>, or how far back it got.</summary>
    public static string Of(Scanned scanned, PageRange range, ViewerClock clock)
    {
        var time = Measure.Duration(scanned.Elapsed);
        if (!scanned.Complete)
        {
            var limit = scanned.StoppedBy is { } name ? $"stopped by the limit of {name}, " : "";
            return $"{limit}scanned back to {clock.DateSecond(scanned.Range.FromUnixNanoseconds)} in {time}";
        }
        var what = range.Label.Length == 0 ? clock.Span(scanned.Range) : $"the {range.Label.ToLowerInvariant()}";
        return $"all of {what} scanned in {time}";
    }
}
