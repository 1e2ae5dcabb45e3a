namespace Observe.Collector.Decode;

/// <summary>Times as they come on the wire: unsigned nanoseconds that may be anything.</summary>
internal static class EventTime
{
    public static RefusalReason? Refusal(ulong unixNanoseconds, TimeWindow window)
    {
        if (unixNanoseconds > (ulong)window.NewestUnixNanoseconds)
        {
            return RefusalReason.InFuture;
        }
        return unixNanoseconds < (ulong)window.OldestUnixNanoseconds ? RefusalReason.TooOld : null;
    }

    /// <summary>0 for an end before its start; an end beyond what is storable counts as the latest that is.</summary>
    public static long Duration(ulong start, ulong end) => end <= start ? 0 : (long)(Math.Min(end, long.MaxValue) - start);

    public static long Clamp(ulong unixNanoseconds) => (long)Math.Min(unixNanoseconds, long.MaxValue);
}
