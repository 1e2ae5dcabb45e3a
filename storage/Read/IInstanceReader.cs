using Observe.Functions.Invocations;

namespace Observe.Storage.Read;

/// <summary>Reads what the instances (execution environments) of one function did.</summary>
public interface IInstanceReader
{
    /// <summary>The instances that were at work in a range, by the time they were first seen in it.</summary>
    Task<InstanceTimeline> TimelineAsync(InstanceQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// How many instances were initialised in a range and served nobody within the hour after. Only a platform's records tell; of those of the last hour
    /// nothing can be said yet.
    /// </summary>
    Task<long> UnusedAsync(FunctionId function, TimeRange range, CancellationToken cancellationToken);
}

/// <param name="Most">So many instances are read, those that were seen first.</param>
public sealed record InstanceQuery(FunctionId Function, TimeRange Range, int Most = 24);

/// <param name="Total">All instances at work in the range, shown or not; those that telemetry does not name are none.</param>
/// <param name="Unnamed">Invocations whose instance telemetry does not name.</param>
public sealed record InstanceTimeline(TimeRange Range, IReadOnlyList<InstanceLine> Instances, long Total, long Unnamed);

/// <summary>One instance over a range.</summary>
/// <param name="Invocations">All of them in the range; <paramref name="Runs"/> are as many as were read.</param>
public sealed record InstanceLine(string Instance, string Version, long Invocations, IReadOnlyList<InstanceRun> Runs);

/// <summary>One invocation on an instance, unix nanoseconds. The initialisation, when it began one, comes before its start.</summary>
/// <param name="InitNanoseconds">0 when there was none, or nobody told how long it took.</param>
public sealed record InstanceRun(long Start, long End, long InitNanoseconds, InitClass InitClass, InvocationOutcome Outcome);
