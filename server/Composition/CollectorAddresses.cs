using Observe.Collector;

namespace Observe.Server.Composition;

/// <summary>Where the collector of this process listens, asked for once it has started; empty without that role.</summary>
public sealed record CollectorAddresses(IReadOnlyList<string> Grpc, IReadOnlyList<string> Http)
{
    public static CollectorAddresses Of(CollectorHost? collector) =>
        collector is null ? new([], []) : new(collector.GrpcAddresses, collector.HttpAddresses);
}
