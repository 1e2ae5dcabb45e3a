namespace Observe.Storage.Read;

/// <summary>Finds the trace that a trace is worth comparing with.</summary>
public interface ITypicalTraceReader
{
    /// <summary>
    /// Of the newest traces of an operation the one whose root span's duration is closest to their median; null when there is none but the one that asks.
    /// </summary>
    Task<TypicalTrace?> FindAsync(TypicalTraceQuery query, CancellationToken cancellationToken);
}

/// <param name="Service">Of the root span.</param>
/// <param name="Name">Of the root span.</param>
/// <param name="Range">In which the root spans started.</param>
/// <param name="Except">The trace that is to be compared.</param>
/// <param name="Cold">True: with a cold start that its caller waited for; false: without; null: either.</param>
/// <param name="ColdService">The service that <paramref name="Cold"/> is about, which the trace has to have; empty for any.</param>
public sealed record TypicalTraceQuery(
    string Service, string Name, TimeRange Range, TraceId Except, bool? Cold = null, string ColdService = "");

/// <param name="DurationNanoseconds">Of the root span.</param>
/// <param name="MedianNanoseconds">Of the root spans' durations.</param>
/// <param name="Of">So many traces were looked at, the newest.</param>
public sealed record TypicalTrace(TraceId TraceId, long StartUnixNanoseconds, long DurationNanoseconds, long MedianNanoseconds, int Of)
{
    /// <summary>A median of more would hardly be another.</summary>
    public const int Most = 1_000;
}
