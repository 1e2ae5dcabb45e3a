using System.Globalization;

namespace Observe.Storage;

/// <summary>Unix time in nanoseconds (64-bit, 1677 to 2262), the clock of all telemetry.</summary>
public static class UnixTime
{
    public const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerTick = 100;

    /// <summary>The <see cref="DateOnly.DayNumber"/> of 1970-01-01.</summary>
    public const int EpochDayNumber = 719_162;

    public static long Nanoseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * NanosecondsPerTick;

    /// <summary>Cut to 100 ns, the resolution of <see cref="DateTimeOffset"/>.</summary>
    public static DateTimeOffset ToDateTimeOffset(long unixNanoseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(unixNanoseconds / NanosecondsPerTick);

    /// <summary>RFC 3339 in UTC with nine digits of seconds: <c>2026-11-23T03:07:53.224000001Z</c>.</summary>
    public static string ToRfc3339(long unixNanoseconds)
    {
        var seconds = Math.DivRem(unixNanoseconds, NanosecondsPerSecond, out var nanoseconds);
        if (nanoseconds < 0)
        {
            seconds--;
            nanoseconds += NanosecondsPerSecond;
        }
        var whole = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return string.Create(CultureInfo.InvariantCulture, $"{whole:yyyy-MM-ddTHH:mm:ss}.{nanoseconds:000000000}Z");
    }

    /// <summary>The UTC day that a row is partitioned by.</summary>
    public static DateOnly Day(long unixNanoseconds) => DateOnly.FromDateTime(ToDateTimeOffset(unixNanoseconds).UtcDateTime);
}
