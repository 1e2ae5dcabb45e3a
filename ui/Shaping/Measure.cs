using System.Globalization;

namespace Observe.UI.Shaping;

/// <summary>A number with its unit, rounded for reading: three figures, never a bare number where a unit belongs.</summary>
public readonly record struct Measure(string Value, string Unit)
{
    private const long Microsecond = 1_000;
    private const long Millisecond = 1_000_000;
    private const long Second = 1_000_000_000;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    /// <summary><c>4,118,206</c>: every figure of a count that has to add up.</summary>
    public static string Exact(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary><c>31.4 k</c>; from 10,000 on a unit is used, so that small counts stay exact.</summary>
    public static Measure Count(long count) => Math.Abs(count) switch
    {
        < 10_000 => new(Exact(count), ""),
        < 999_950 => new(Number(count / 1e3, 1), "k"),
        < 999_995_000 => new(Number(count / 1e6, 2), "M"),
        _ => new(Number(count / 1e9, 2), "G"),
    };

    /// <summary><c>412 ms</c>, <c>3.12 s</c>, <c>4.2 min</c> from nanoseconds.</summary>
    public static Measure Duration(long nanoseconds) => Math.Abs(nanoseconds) switch
    {
        0 => new("0", "ms"),
        < Microsecond => new(Number(nanoseconds, 0), "ns"),
        < 999_500 => Scaled(nanoseconds, Microsecond, "µs"),
        < 999_500_000 => Scaled(nanoseconds, Millisecond, "ms"),
        < Minute - (5 * Millisecond) => new(Number((double)nanoseconds / Second, 2), "s"),
        < Hour - (3 * Second) => new(Number((double)nanoseconds / Minute, 1), "min"),
        < Day - (3 * Minute) => new(Number((double)nanoseconds / Hour, 1), "h"),
        _ => new(Number((double)nanoseconds / Day, 1), "d"),
    };

    public static Measure Duration(TimeSpan duration) => Duration(duration.Ticks * 100);

    /// <summary><c>1 h</c>, <c>1.5 h</c>: the length of a range, without zeros that say nothing.</summary>
    public static string Length(long nanoseconds)
    {
        var (value, unit) = Duration(nanoseconds);
        return $"{(value.Contains('.', StringComparison.Ordinal) ? value.TrimEnd('0').TrimEnd('.') : value)} {unit}";
    }

    /// <summary><c>1.25</c>, <c>120.5</c>: an average of small numbers.</summary>
    public static string Average(double value) => value.ToString(Math.Abs(value) < 10 ? "0.0#" : "0.#", CultureInfo.InvariantCulture);

    /// <summary><c>4.10 %</c> from a rate of 0 to 1. A rate that is not zero is never shown as zero.</summary>
    public static Measure Percent(double rate)
    {
        var percent = rate * 100;
        return percent switch
        {
            0 => new("0", "%"),
            > 0 and < 0.005 => new("<0.01", "%"),
            < 9.995 => new(Number(percent, 2), "%"),
            >= 99.95 and < 100 => new(">99.9", "%"),
            >= 100 => new(Number(percent, 0), "%"),
            _ => new(Number(percent, 1), "%"),
        };
    }

    /// <summary><c>1.2 MB</c>, in powers of 1,000.</summary>
    public static Measure Bytes(long bytes) => Math.Abs(bytes) switch
    {
        < 1_000 => new(Number(bytes, 0), "B"),
        < 999_950 => new(Number(bytes / 1e3, 1), "kB"),
        < 999_950_000 => new(Number(bytes / 1e6, 1), "MB"),
        < 999_950_000_000 => new(Number(bytes / 1e9, 1), "GB"),
        _ => new(Number(bytes / 1e12, 1), "TB"),
    };

    /// <summary><c>512 MB</c>: memory of functions, in the 1,048,576 bytes that their platforms call a MB.</summary>
    public static Measure Memory(long bytes) => new(Number(bytes / 1_048_576.0, 0), "MB");

    /// <summary><c>1.2 k/s</c></summary>
    public static Measure PerSecond(double rate)
    {
        var count = rate is > 0 and < 10 ? new Measure(Number(rate, rate < 1 ? 2 : 1), "") : Count((long)Math.Round(rate));
        return new(count.Value, $"{count.Unit}/s");
    }

    public override string ToString() => Unit.Length == 0 ? Value : $"{Value} {Unit}";

    private static Measure Scaled(long nanoseconds, long unit, string name)
    {
        var value = (double)nanoseconds / unit;
        return new(Number(value, Math.Abs(value) < 9.95 ? 1 : 0), name);
    }

    private static string Number(double value, int decimals) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
}
