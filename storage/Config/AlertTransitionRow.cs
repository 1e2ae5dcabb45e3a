namespace Observe.Storage.Config;

/// <summary>One state change of one instance, and at once its notification when <see cref="Event"/> is not empty.</summary>
public sealed record AlertTransitionRow
{
    /// <summary>Derived from rule, labels and time, so that the same change has the same id; the webhook-id of its notification.</summary>
    public required string Id { get; init; }

    /// <summary>Empty for a test ping.</summary>
    public required string RuleId { get; init; }

    public required string Fingerprint { get; init; }
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
    public AlertState From { get; init; }
    public required AlertState State { get; init; }
    public required DateTimeOffset ChangedAt { get; init; }
    public DateTimeOffset? PendingSince { get; init; }

    /// <summary>Set as long as the alert is open.</summary>
    public DateTimeOffset? FiringSince { get; init; }

    public DateTimeOffset? RecoveringSince { get; init; }
    public double Value { get; init; }
    public double Threshold { get; init; }

    /// <summary>One of <see cref="AlertEvents"/>, or empty when nobody is told.</summary>
    public string Event { get; init; } = "";

    public IReadOnlyList<string> WebhookIds { get; init; } = [];

    /// <summary>The body that is sent, the same bytes at each attempt.</summary>
    public string Payload { get; init; } = "";
}
