namespace Observe.Functions.Async;

/// <summary>A message that an invocation worked on, as far as its span tells of it. Times are unix nanoseconds.</summary>
public sealed record QueuedMessage
{
    /// <summary>Of the span that worked on it: lower-case hex.</summary>
    public required string TraceId { get; init; }

    /// <summary>When the work on it began.</summary>
    public required long ProcessedUnixNanoseconds { get; init; }

    /// <summary>When it was put into its queue; null when nothing says it.</summary>
    public long? EnqueuedUnixNanoseconds { get; init; }

    /// <summary><c>messaging.message.id</c>, or empty.</summary>
    public string MessageId { get; init; } = "";

    /// <summary><c>messaging.destination.name</c>, or empty.</summary>
    public string Destination { get; init; } = "";
}
