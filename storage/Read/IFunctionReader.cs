using Observe.Functions.Cost;
using Observe.Functions.Invocations;

namespace Observe.Storage.Read;

/// <summary>Reads the functions and what their invocations did. Every figure counts each invocation once.</summary>
public interface IFunctionReader
{
    /// <summary>One row a function that was invoked in the range, most invocations first.</summary>
    Task<FunctionListResult> ListAsync(FunctionListQuery query, CancellationToken cancellationToken);

    /// <summary>Invocations and errors of the functions with this name that started in the range, with traces behind the errors.</summary>
    Task<InvocationWindowResult> WindowAsync(InvocationWindowQuery query, CancellationToken cancellationToken);
}

/// <param name="Buckets">Length of <see cref="FunctionSummary.Series"/>, 1 to 400.</param>
public sealed record FunctionListQuery(TimeRange Range, int Buckets = 60, int Limit = 500)
{
    /// <summary>False leaves out how many ran at once.</summary>
    public bool WithConcurrency { get; init; } = true;
}

public sealed record FunctionListResult(IReadOnlyList<FunctionSummary> Functions, Scanned Scanned);

/// <summary>One function over a range. Durations are nanoseconds, rates 0 to 1.</summary>
public sealed record FunctionSummary
{
    public required FunctionIdentity Identity { get; init; }

    /// <summary>The version of its newest invocation; empty when it has none.</summary>
    public string Version { get; init; } = "";

    public required long Invocations { get; init; }

    /// <summary>Errors, timeouts, out-of-memory ends and lost invocations together.</summary>
    public long Errors { get; init; }

    /// <summary>Cold starts that a caller waited for.</summary>
    public long ColdStarts { get; init; }

    /// <summary>The sum of the initialisations that callers waited for, nanoseconds, of all that sampled invocations stand for.</summary>
    public long InitWaited { get; init; }

    public long P50 { get; init; }
    public long P95 { get; init; }
    public long P99 { get; init; }

    /// <summary>Exact, from the intervals <c>[start, end)</c>, ends before starts at equal times.</summary>
    public int PeakConcurrency { get; init; }

    /// <summary>Sum of the durations inside the range over the length of the range.</summary>
    public double AverageConcurrency { get; init; }

    public long Timeouts { get; init; }
    public long Lost { get; init; }

    /// <summary>Timeouts, out-of-memory ends, crashes and lost invocations together.</summary>
    public long Deaths { get; init; }

    public long Throttles { get; init; }

    /// <summary>At list prices; null when no invocation started in the range.</summary>
    public UsageCost? Cost { get; init; }

    public IReadOnlyList<FunctionBucket> Series { get; init; } = [];

    public double ErrorRate => Invocations == 0 ? 0 : (double)Errors / Invocations;
    public double ColdRate => Invocations == 0 ? 0 : (double)ColdStarts / Invocations;
}

/// <summary>One bucket of a function's series; P95 is 0 when nothing ended in it.</summary>
public sealed record FunctionBucket(
    long StartUnixNanoseconds, long Invocations, long Errors, long ColdStarts, long Timeouts, long P95);

/// <param name="FunctionName">Exact name; null for all functions.</param>
public sealed record InvocationWindowQuery(TimeRange Range, string? FunctionName, int ErrorTraces = 5);

public sealed record InvocationWindowResult(long Invocations, long Errors, IReadOnlyList<TraceId> ErrorTraceIds);
