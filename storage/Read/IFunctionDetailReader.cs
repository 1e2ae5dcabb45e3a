using Observe.Functions.Advice;
using Observe.Functions.Invocations;
using Observe.Functions.Normalisation;

namespace Observe.Storage.Read;

/// <summary>Reads what one function did.</summary>
public interface IFunctionDetailReader
{
    /// <summary>Who the function is, from the newest that is stored of it; null when nothing is.</summary>
    Task<FunctionFacts?> FactsAsync(FunctionId function, CancellationToken cancellationToken);

    /// <summary>Its figures over a range: in all, over time, and by version.</summary>
    Task<FunctionDetail> GetAsync(FunctionDetailQuery query, CancellationToken cancellationToken);
}

/// <summary>What stays the same from one invocation to the next, as far as telemetry says it: empty or 0 when it does not.</summary>
public sealed record FunctionFacts
{
    public required FunctionIdentity Identity { get; init; }

    /// <summary>As in <c>cloud.platform</c>.</summary>
    public string Platform { get; init; } = "";

    /// <summary>As in <c>host.arch</c>.</summary>
    public string Architecture { get; init; } = "";

    public string Version { get; init; } = "";
    public string Trigger { get; init; } = "";
    public long MemoryBytes { get; init; }

    /// <summary>The newest deadline less the start of its invocation, nanoseconds: as long as one may take.</summary>
    public long TimeoutNanoseconds { get; init; }

    /// <summary>The start of its newest invocation, unix nanoseconds.</summary>
    public required long LastStartUnixNanoseconds { get; init; }
}

/// <param name="Buckets">Of the series, 1 to 400; at most one more is made.</param>
public sealed record FunctionDetailQuery(FunctionId Function, TimeRange Range, int Buckets = 60);

public sealed record FunctionDetail
{
    public required FunctionFigures Total { get; init; }

    /// <summary>Oldest first, without gaps.</summary>
    public required IReadOnlyList<FunctionPeriod> Series { get; init; }

    /// <summary>The newest first.</summary>
    public required IReadOnlyList<VersionFigures> Versions { get; init; }

    /// <summary>By what its instances were given, the last invoked first.</summary>
    public IReadOnlyList<MemoryFigures> Sizes { get; init; } = [];

    public required Scanned Scanned { get; init; }

    /// <summary>As the advisor looks at it, as far as the figures say it.</summary>
    public ObservedFunction Observed(FunctionFacts facts) => new()
    {
        Invocations = Total.Invocations,
        ColdStarts = Total.ColdStarts,
        Crashes = Total.Of(InvocationOutcome.Crash),
        Timeouts = Total.Of(InvocationOutcome.Timeout),
        OutOfMemory = Total.Of(InvocationOutcome.OutOfMemory),
        Lost = Total.Of(InvocationOutcome.Lost),
        Throttled = Total.Of(InvocationOutcome.Throttled),
        P50 = Total.P50,
        P99 = Total.P99,
        Timeout = facts.TimeoutNanoseconds,
        IsSynchronous = facts.Trigger == FunctionTriggers.Http,
        Versions =
        [
            .. Versions.Select(item => new ObservedVersion(
                item.Version, item.Figures.Invocations, item.Figures.Errors, item.Figures.ColdStarts, item.Figures.InitP50)),
        ],
    };
}

/// <param name="Nanoseconds">Length of the bucket.</param>
public sealed record FunctionPeriod(long StartUnixNanoseconds, long Nanoseconds, FunctionFigures Figures)
{
    public TimeRange Range => new(StartUnixNanoseconds, StartUnixNanoseconds + Nanoseconds);
}

/// <param name="FirstStartUnixNanoseconds">Of its first invocation in the range; the start of the first bucket for a version that was there from the start.</param>
public sealed record VersionFigures(string Version, long FirstStartUnixNanoseconds, FunctionFigures Figures);

/// <param name="MemoryBytes">Of each instance; 0 where telemetry does not say.</param>
/// <param name="Figures">Without costs, and without first invocations of instances that may have been cold.</param>
public sealed record MemoryFigures(long MemoryBytes, FunctionFigures Figures);
