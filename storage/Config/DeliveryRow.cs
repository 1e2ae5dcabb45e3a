namespace Observe.Storage.Config;

public enum DeliveryOutcome
{
    /// <summary>Somebody asked to deliver it again.</summary>
    Queued,
    Delivered,

    /// <summary>It failed and is tried again at <see cref="DeliveryRow.NextAttemptAt"/>.</summary>
    Retry,

    /// <summary>It failed for good.</summary>
    Dead,
}

/// <summary>One attempt to deliver one notification to one webhook.</summary>
public sealed record DeliveryRow
{
    public required string NotificationId { get; init; }
    public required string WebhookId { get; init; }
    public string RuleId { get; init; } = "";
    public required string Event { get; init; }

    /// <summary>Counts over all rounds, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>How far along the retry schedule this round is.</summary>
    public int Step { get; init; }

    public required DateTimeOffset At { get; init; }
    public required DeliveryOutcome Outcome { get; init; }

    /// <summary>The HTTP status; 0 when there was no answer.</summary>
    public int Status { get; init; }

    public string Error { get; init; } = "";
    /// <summary>0 when nothing was sent: the webhook was disabled, deleted, or its secret could not be read.</summary>
    public long DurationNanoseconds { get; init; }

    /// <summary>The first 4 KiB of the answer.</summary>
    public string Answer { get; init; } = "";

    public DateTimeOffset? NextAttemptAt { get; init; }
}

/// <summary>A notification that is due at a webhook.</summary>
/// <param name="Attempts">Made so far, over all rounds.</param>
/// <param name="Step">Failed attempts of this round.</param>
public sealed record DueDelivery(
    string NotificationId, string WebhookId, string RuleId, string Event, string Payload, int Attempts, int Step);
