namespace Observe.Samples.Platform.Queues;

/// <summary>A message as its queue keeps it.</summary>
internal sealed record QueuedMessage(string MessageId, string Body, IReadOnlyDictionary<string, string> Attributes, DateTimeOffset SentAt)
{
    /// <summary>How often it was received, this time included.</summary>
    public int Receives { get; init; }

    public DateTimeOffset? FirstReceivedAt { get; init; }

    /// <summary>Names this receive of it; an earlier one deletes nothing.</summary>
    public string Receipt { get; init; } = "";

    /// <summary>Nobody receives it before.</summary>
    public DateTimeOffset VisibleFrom { get; init; }
}
