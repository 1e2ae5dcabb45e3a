namespace Observe.Functions.Invocations;

/// <summary>
/// One report about one invocation: its start record, its span, or a platform report. Pieces arrive late, twice and
/// out of order; readers merge those of one invocation id and instance (a piece that names no instance goes to the nearest one).
/// </summary>
public sealed record InvocationPiece
{
    public required PieceSource Source { get; init; }
    public required FunctionIdentity Function { get; init; }
    public string InvocationId { get; init; } = "";

    /// <summary>Lower-case hex, 32 characters, or empty.</summary>
    public string TraceId { get; init; } = "";

    /// <summary>Lower-case hex, 16 characters, or empty.</summary>
    public string SpanId { get; init; } = "";

    public string Version { get; init; } = "";
    public string Instance { get; init; } = "";
    public string Trigger { get; init; } = "";

    /// <summary>As the convention host.arch names it, of which <c>arm64</c> and <c>amd64</c> have prices of their own; or empty.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>Unix nanoseconds.</summary>
    public required long StartUnixNanoseconds { get; init; }

    /// <summary>Unix nanoseconds; 0 when the end is not known.</summary>
    public long EndUnixNanoseconds { get; init; }

    /// <summary>Unix nanoseconds; 0 when the deadline is not known.</summary>
    public long DeadlineUnixNanoseconds { get; init; }

    public InitClass InitClass { get; init; }
    public long InitDurationNanoseconds { get; init; }

    /// <summary>As in <c>cloud.platform</c>, or empty: which of a provider's plans has the prices.</summary>
    public string Platform { get; init; } = "";

    /// <summary>Nanoseconds on the bill, initialisation included, by the rules of the price book; 0 while no end is known.</summary>
    public long BilledNanoseconds { get; init; }

    /// <summary>Those of <see cref="BilledNanoseconds"/> that are initialisation.</summary>
    public long BilledInitNanoseconds { get; init; }
    public long MemorySizeBytes { get; init; }

    /// <summary>The most memory that the instance has used so far; 0 when nobody told.</summary>
    public long MemoryUsedBytes { get; init; }

    public InvocationOutcome Outcome { get; init; }

    /// <summary>What the emitter named as the reason of a failure, such as an error type; empty after success.</summary>
    public string Cause { get; init; } = "";

    /// <summary>Log records that the platform dropped, of a <see cref="PieceSource.Dropped"/> piece.</summary>
    public long DroppedRecords { get; init; }

    /// <summary>How many invocations this one stands for (1 without sampling; from the ot=th trace state).</summary>
    public double AdjustedCount { get; init; } = 1;
}

/// <summary>Which kind of record a piece came from.</summary>
public enum PieceSource : byte
{
    /// <summary>The SDK's word that it began.</summary>
    Start = 1,
    Span = 2,

    /// <summary>The platform's word of an invocation.</summary>
    Platform = 3,

    /// <summary>Of an instance before it served: belongs to its first invocation, and is none itself.</summary>
    Initialisation = 4,

    /// <summary>Telemetry of a function that its platform lost; belongs to no invocation.</summary>
    Dropped = 5,
}
