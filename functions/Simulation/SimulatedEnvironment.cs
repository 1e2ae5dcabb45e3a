namespace Observe.Functions.Simulation;

/// <summary>One execution environment of a simulated platform. Times are unix nanoseconds.</summary>
internal sealed class SimulatedEnvironment
{
    public SimulatedEnvironment(EnvironmentPool pool, int version, long readyAt)
    {
        (Pool, Version, ReadyAt) = (pool, version, readyAt);
        Node = new LinkedListNode<SimulatedEnvironment>(this);
        IdleNode = new LinkedListNode<SimulatedEnvironment>(this);
    }

    public EnvironmentPool Pool { get; }

    /// <summary>Of the function, by its number in the workload: it serves no other.</summary>
    public int Version { get; }

    /// <summary>When its initialisation is over.</summary>
    public long ReadyAt { get; }

    public int InFlight { get; set; }

    /// <summary>Since when it has had at least one request without a pause.</summary>
    public long BusySince { get; set; }

    public long IdleSince { get; set; }

    /// <summary>It takes no more requests and ends with the last that it has.</summary>
    public bool IsEnding { get; set; }

    /// <summary>Its place among the idle ones of its version, or among those at work with room for more; in no list when it is full.</summary>
    public LinkedListNode<SimulatedEnvironment> Node { get; }

    /// <summary>Its place among the idle ones of all versions.</summary>
    public LinkedListNode<SimulatedEnvironment> IdleNode { get; }
}
