using Observe.Functions.Invocations;

namespace Observe.Functions.Simulation;

/// <summary>What is known of a function's past, as far as it is replayed.</summary>
public sealed record InvocationHistory
{
    public required FunctionIdentity Function { get; init; }

    /// <summary>As in <c>cloud.platform</c>, or empty.</summary>
    public string Platform { get; init; } = "";

    /// <summary>As in <c>host.arch</c>, or empty.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>0 when it is not known.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>
    /// What is counted. It begins later than asked when less is known, or more than can be replayed: before it there are arrivals to fill the
    /// simulated platform with.
    /// </summary>
    public required SimulationWindow Window { get; init; }

    /// <summary>Those that start in the window, and some before.</summary>
    public required IReadOnlyList<PastInvocation> Invocations { get; init; }

    /// <summary>How many started in the range that was asked for.</summary>
    public required long Started { get; init; }

    /// <summary>Some of its invocations stand for several, of which nothing is known.</summary>
    public bool IsSampled { get; init; }
}
