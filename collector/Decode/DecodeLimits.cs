namespace Observe.Collector.Decode;

/// <summary>When a record's time is believed.</summary>
/// <param name="ReceivedUnixNanoseconds">Now.</param>
/// <param name="OldestUnixNanoseconds">Anything before would be dropped by the retention at once.</param>
/// <param name="NewestUnixNanoseconds">Anything after is a broken clock.</param>
public readonly record struct TimeWindow(long ReceivedUnixNanoseconds, long OldestUnixNanoseconds, long NewestUnixNanoseconds);

/// <summary>Sizes above which a record is cut (and says so), and the depth above which a request is refused.</summary>
public static class DecodeLimits
{
    public const int MaxValueBytes = 64 * 1024;
    public const int MaxAttributes = 1_024;

    /// <summary>Arrays and lists inside each other in one value.</summary>
    public const int MaxValueDepth = 255;

    /// <summary>A level of a nested list takes four levels of JSON.</summary>
    public const int JsonDepth = 4 * MaxValueDepth + 32;
}
