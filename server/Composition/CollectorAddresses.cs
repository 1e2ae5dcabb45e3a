namespace Observe.Server.Composition;

/// <summary>Where the collector of this process listens, known once it has started; empty without that role.</summary>
public sealed record CollectorAddresses(IReadOnlyList<string> Grpc, IReadOnlyList<string> Http);
