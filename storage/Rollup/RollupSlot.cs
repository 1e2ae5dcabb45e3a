namespace Observe.Storage.Rollup;

/// <summary>Five minutes, the grain of the rollups, counted since 1970 (UTC).</summary>
internal static class RollupSlot
{
    public const int Seconds = 300;

    public const long Nanoseconds = Seconds * UnixTime.NanosecondsPerSecond;

    public const int PerDay = 86_400 / Seconds;

    /// <summary>The last one that a DateTime of ClickHouse can hold (2106).</summary>
    public const int Last = (int)(uint.MaxValue / Seconds);

    /// <summary>The SQL of the slot that a span starts in.</summary>
    public const string OfSpan = "toStartOfFiveMinutes(start_time)";

    private const int SecondsPerMinute = 60;

    /// <summary>The slot that a time is in.</summary>
    public static int Of(long unixNanoseconds) => (int)Math.Clamp(FloorDivide(unixNanoseconds), int.MinValue, int.MaxValue);

    /// <summary>The first slot that begins at the time or after it.</summary>
    public static int From(long unixNanoseconds) => -Of(-unixNanoseconds);

    public static long StartOf(int slot) => slot * Nanoseconds;

    public static DateTimeOffset EndOf(int slot) => DateTimeOffset.UnixEpoch.AddSeconds((slot + 1L) * Seconds);

    /// <summary>Days since 1970, the number of the partition.</summary>
    public static int DayOf(int slot) => (int)Math.Floor(slot / (double)PerDay);

    /// <summary>The start of a slot in seconds, as ClickHouse keeps it.</summary>
    public static uint SecondsOf(int slot) => (uint)slot * Seconds;

    /// <summary>The minutes of the slots in seconds: spans are sorted by the minute, so that a list of these is found by the primary key.</summary>
    public static uint[] MinutesOf(IEnumerable<int> slots) =>
        [.. slots.SelectMany(slot => Enumerable.Range(0, Seconds / SecondsPerMinute).Select(i => SecondsOf(slot) + (uint)(i * SecondsPerMinute)))];

    private static long FloorDivide(long unixNanoseconds)
    {
        var slot = Math.DivRem(unixNanoseconds, Nanoseconds, out var rest);
        return rest < 0 ? slot - 1 : slot;
    }
}
