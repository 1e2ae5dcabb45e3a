namespace Observe.Functions.Advice;

/// <summary>What the advisor looks at, over one range. Lengths are nanoseconds; 0 where they are not known.</summary>
public sealed record ObservedFunction
{
    public required long Invocations { get; init; }

    /// <summary>Cold starts that a caller waited for.</summary>
    public long ColdStarts { get; init; }

    public long Crashes { get; init; }
    public long Timeouts { get; init; }
    public long OutOfMemory { get; init; }
    public long Lost { get; init; }
    public long Throttled { get; init; }
    public long P50 { get; init; }
    public long P99 { get; init; }

    /// <summary>As long as one invocation may take.</summary>
    public long Timeout { get; init; }

    /// <summary>Somebody waits for the answer.</summary>
    public bool IsSynchronous { get; init; }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<ObservedVersion> Versions { get; init; } = [];

    public ObservedMemory Memory { get; init; } = ObservedMemory.Unknown;
    public ObservedRepeats Repeats { get; init; } = ObservedRepeats.None;
    public ObservedRecursion Recursion { get; init; } = ObservedRecursion.None;
    public ObservedChatter Chatter { get; init; } = ObservedChatter.None;
    public ObservedRetries Retries { get; init; } = ObservedRetries.None;
    public ObservedContext Context { get; init; } = ObservedContext.None;
    public ObservedSecrets Secrets { get; init; } = ObservedSecrets.None;

    /// <summary>Null where the load is not known for long enough, or a price is not.</summary>
    public ObservedCost? Monthly { get; init; }
}

public sealed record ObservedVersion(string Version, long Invocations, long Errors, long ColdStarts, long InitP50);

/// <param name="Bytes">Of an instance; 0 when it is not known or was changed.</param>
/// <param name="MostUsedBytes">The most that any instance had used.</param>
/// <param name="Measured">Invocations of which the platform told it.</param>
public sealed record ObservedMemory(long Bytes, long MostUsedBytes, long Measured)
{
    public static readonly ObservedMemory Unknown = new(0, 0, 0);
}

/// <summary>Messages, or requests by the platform's ids, that were worked on more than once.</summary>
/// <param name="Of">How many were looked at.</param>
/// <param name="TraceIds">Of the last work on some of them.</param>
public sealed record ObservedRepeats(long Count, long Of, IReadOnlyList<string> TraceIds)
{
    public static readonly ObservedRepeats None = new(0, 0, []);
}

/// <param name="Depth">The most invocations of the function on one path of a trace.</param>
/// <param name="TraceIds">The deepest first.</param>
public sealed record ObservedRecursion(int Depth, IReadOnlyList<string> TraceIds)
{
    public static readonly ObservedRecursion None = new(0, []);
}

/// <summary>Invocations that ask one peer again and again (<see cref="CallsInSequence"/>).</summary>
/// <param name="Peer">The one of which there are the most.</param>
/// <param name="Calls">The most in a row.</param>
/// <param name="Of">How many invocations were looked at.</param>
/// <param name="TraceIds">Those with the most calls first.</param>
public sealed record ObservedChatter(string Peer, int Calls, long Invocations, long Of, IReadOnlyList<string> TraceIds)
{
    public static readonly ObservedChatter None = new("", 0, 0, 0, []);
}

/// <summary>Spans of the function that held a secret (<see cref="SecretsInTelemetry"/>).</summary>
/// <param name="Attribute">The one that held the most.</param>
/// <param name="TraceIds">The newest first.</param>
public sealed record ObservedSecrets(string Attribute, long Spans, IReadOnlyList<string> TraceIds)
{
    public static readonly ObservedSecrets None = new("", 0, []);
}

/// <summary>One thing that several layers try again (<see cref="LayeredRetries"/>).</summary>
/// <param name="Attempts">The most of one request.</param>
/// <param name="Peer">Whom they went to; empty when nothing names it.</param>
/// <param name="TraceIds">Those with the most first.</param>
public sealed record ObservedRetries(int Attempts, string Peer, IReadOnlyList<string> TraceIds)
{
    public static readonly ObservedRetries None = new(0, "", []);
}

/// <summary>Work on messages that leads to no sender, from queues that senders with traces write to.</summary>
/// <param name="Destination">The queue with the most of them.</param>
/// <param name="Count">From this queue.</param>
/// <param name="Of">How many from this queue were looked at.</param>
/// <param name="TraceIds">The newest first.</param>
public sealed record ObservedContext(string Destination, long Count, long Of, IReadOnlyList<string> TraceIds)
{
    public static readonly ObservedContext None = new("", 0, 0, []);
}

/// <summary>A month that goes on as the range: the function, and containers in its place that serve its peak, USD.</summary>
public sealed record ObservedCost(decimal FunctionUsd, decimal ContainersUsd);
