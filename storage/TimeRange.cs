namespace Observe.Storage;

/// <summary>A half-open range of event time, <c>[From, To)</c>, in unix nanoseconds (UTC).</summary>
public readonly record struct TimeRange(long FromUnixNanoseconds, long ToUnixNanoseconds)
{
    public long Nanoseconds => ToUnixNanoseconds - FromUnixNanoseconds;

    /// <summary>The same length of time before it.</summary>
    public TimeRange Previous => new(FromUnixNanoseconds - Nanoseconds, FromUnixNanoseconds);

    public static TimeRange Of(DateTimeOffset from, DateTimeOffset to) =>
        new(UnixTime.Nanoseconds(from), UnixTime.Nanoseconds(to));

    /// <summary>The part of another range that is in this one; empty when none is.</summary>
    public TimeRange Within(TimeRange other)
    {
        var from = Math.Max(FromUnixNanoseconds, other.FromUnixNanoseconds);
        return new TimeRange(from, Math.Max(from, Math.Min(ToUnixNanoseconds, other.ToUnixNanoseconds)));
    }

    /// <summary>The last <paramref name="span"/> before now.</summary>
    public static TimeRange Last(TimeSpan span, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return Of(now - span, now);
    }
}
