using Observe.Functions.Cost;
using Observe.Functions.Invocations;

namespace Observe.Storage.Read;

/// <summary>Reads single invocations of one function, each put together from its pieces.</summary>
public interface IInvocationReader
{
    /// <summary>A page of invocations by the time they start, newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that a former page gave.</exception>
    Task<InvocationListResult> FindAsync(InvocationListQuery query, CancellationToken cancellationToken);

    /// <summary>How long callers waited, of the newest invocations of a range.</summary>
    Task<WaitResult> WaitsAsync(WaitQuery query, CancellationToken cancellationToken);
}

public sealed record InvocationListQuery(FunctionId Function, TimeRange Range)
{
    /// <summary>Only these; empty for all.</summary>
    public IReadOnlyList<InvocationOutcome> Outcomes { get; init; } = [];

    /// <summary>Only these; empty for all.</summary>
    public IReadOnlyList<InitClass> InitClasses { get; init; } = [];

    /// <summary>Only this version or instance; null for all.</summary>
    public string? Version { get; init; }

    public string? Instance { get; init; }

    /// <summary>Only what took at least so long, nanoseconds.</summary>
    public long LeastNanoseconds { get; init; }

    /// <summary>Only what ran at this instant, whenever it started: the range does not count then.</summary>
    public long? RunningAtUnixNanoseconds { get; init; }

    public int Limit { get; init; } = 50;
    public string? Cursor { get; init; }
}

public sealed record InvocationListResult(IReadOnlyList<InvocationSummary> Invocations, string? NextCursor, Scanned Scanned);

/// <summary>One invocation. Times are unix nanoseconds, lengths nanoseconds; text is empty when telemetry does not say.</summary>
public sealed record InvocationSummary
{
    public required long StartUnixNanoseconds { get; init; }

    /// <summary>0 while no end is known.</summary>
    public required long EndUnixNanoseconds { get; init; }

    public string InvocationId { get; init; } = "";
    public string Instance { get; init; } = "";
    public string Version { get; init; } = "";
    public string Trigger { get; init; } = "";
    public TraceId TraceId { get; init; }
    public SpanId SpanId { get; init; }
    public InitClass InitClass { get; init; }

    /// <summary>The initialisation of its instance, when it is the first there and the length is known.</summary>
    public long InitNanoseconds { get; init; }

    public InvocationOutcome Outcome { get; init; }

    /// <summary>What the platform or the function named as the reason of a failure.</summary>
    public string Cause { get; init; } = "";

    /// <summary>The most that its instance had used by its end; 0 when the platform did not tell.</summary>
    public long MemoryUsedBytes { get; init; }

    /// <summary>At list prices.</summary>
    public required UsageCost Cost { get; init; }

    /// <summary>Null while no end is known.</summary>
    public long? DurationNanoseconds => EndUnixNanoseconds == 0 ? null : Math.Max(0, EndUnixNanoseconds - StartUnixNanoseconds);
}

/// <param name="Most">The newest so many are looked at; the figures are those of them.</param>
public sealed record WaitQuery(FunctionId Function, TimeRange Range, int Most = 100_000);

/// <summary>
/// How long callers waited: the duration, and before it the initialisation where they waited for that too. Warm are those that waited for none.
/// </summary>
/// <param name="Bounds">The buckets' lower ends, nanoseconds, and the last one's upper: each <see cref="WaitResult.Growth"/> times the former.</param>
/// <param name="IsNewestOnly">The range has more invocations than were asked for: these are the newest.</param>
public sealed record WaitResult(
    IReadOnlyList<double> Bounds, IReadOnlyList<long> Warm, IReadOnlyList<long> Cold, bool IsNewestOnly, Scanned Scanned)
{
    /// <summary>Sixteen buckets an octave: a quantile is off by at most 2.2 %.</summary>
    public static readonly double Growth = Math.Pow(2, 1.0 / BucketsPerOctave);

    internal const int BucketsPerOctave = 16;

    /// <summary>Nanoseconds; null when there was none.</summary>
    public double? WarmP50 => Quantile(Warm, 0.5);

    public double? ColdP50 => Quantile(Cold, 0.5);

    /// <summary>Of all.</summary>
    public double? P99 => Quantile([.. Warm.Zip(Cold, (warm, cold) => warm + cold)], 0.99);

    /// <summary>Of all, had no caller waited for an initialisation: the warm ones'.</summary>
    public double? WarmP99 => Quantile(Warm, 0.99);

    private double? Quantile(IReadOnlyList<long> counts, double quantile)
    {
        var buckets = new BucketQuantiles();
        for (var i = 0; i < counts.Count; i++)
        {
            buckets.Add(Bounds[i], Bounds[i + 1], counts[i]);
        }
        return buckets.Of(quantile);
    }
}
