namespace Observe.Storage.Rollup;

/// <summary>Whole minutes since 1970 (UTC), the grain of the rollups.</summary>
internal static class RollupMinute
{
    public const long Nanoseconds = 60 * UnixTime.NanosecondsPerSecond;

    public const int PerDay = 1_440;

    /// <summary>The minute that a time is in.</summary>
    public static int Of(long unixNanoseconds) => (int)Math.Clamp(FloorDivide(unixNanoseconds), int.MinValue, int.MaxValue);

    /// <summary>The first minute that begins at the time or after it.</summary>
    public static int From(long unixNanoseconds) => -Of(-unixNanoseconds);

    public static long StartOf(int minute) => minute * Nanoseconds;

    public static DateTimeOffset EndOf(int minute) => DateTimeOffset.UnixEpoch.AddMinutes(minute + 1L);

    /// <summary>Days since 1970, the number of the partition.</summary>
    public static int DayOf(int minute) => (int)Math.Floor(minute / (double)PerDay);

    private static long FloorDivide(long unixNanoseconds)
    {
        var minute = Math.DivRem(unixNanoseconds, Nanoseconds, out var rest);
        return rest < 0 ? minute - 1 : minute;
    }
}
