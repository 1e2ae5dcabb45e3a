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
    public long P99 { get; init; }

    /// <summary>As long as one invocation may take.</summary>
    public long Timeout { get; init; }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<ObservedVersion> Versions { get; init; } = [];
}

public sealed record ObservedVersion(string Version, long Invocations, long Errors, long ColdStarts, long InitP50);
