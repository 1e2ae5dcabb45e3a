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

/// <summary>A month that goes on as the range: the function, and containers in its place that serve its peak, USD.</summary>
public sealed record ObservedCost(decimal FunctionUsd, decimal ContainersUsd);
