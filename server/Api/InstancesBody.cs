using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.Server.Api;

/// <summary>
/// The instances that were at work in a range, by the time they were first seen in it. <c>total</c>: all of them, listed or not; <c>unnamed</c>:
/// invocations whose instance telemetry does not name; <c>unused</c>: instances that were initialised in it and served nobody within an hour, as far as that hour is over.
/// </summary>
public sealed record InstancesBody(string From, string To, long Total, long Unnamed, long Unused, IReadOnlyList<InstanceBody> Items)
{
    public static InstancesBody Of(InstanceTimeline timeline, long unused) => new(
        UnixTime.ToRfc3339(timeline.Range.FromUnixNanoseconds), UnixTime.ToRfc3339(timeline.Range.ToUnixNanoseconds), timeline.Total, timeline.Unnamed, unused,
        [.. timeline.Instances.Select(line => new InstanceBody(line.Instance, line.Version, line.Invocations, [.. line.Runs.Select(InstanceRunBody.Of)]))]);
}

/// <summary><c>runs</c>, the oldest first, are as many of its invocations as a timeline can show.</summary>
public sealed record InstanceBody(string Instance, string Version, long Invocations, IReadOnlyList<InstanceRunBody> Runs);

/// <summary>One invocation on an instance; the initialisation, when it began one, comes before its start.</summary>
public sealed record InstanceRunBody(string Start, long DurationNanos, long InitNanos, string InitClass, string Outcome)
{
    public static InstanceRunBody Of(InstanceRun run) => new(
        UnixTime.ToRfc3339(run.Start), Math.Max(0, run.End - run.Start), run.InitNanoseconds, ApiNames.Of(run.InitClass), ApiNames.Of(run.Outcome));
}
