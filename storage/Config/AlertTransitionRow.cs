namespace Observe.Storage.Config;

/// <summary>One state change of one instance.</summary>
public sealed record AlertTransitionRow
{
    /// <summary>Derived from rule, labels and time, so that the same change has the same id.</summary>
    public required string Id { get; init; }

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

    /// <summary>One of <see cref="AlertEvents"/> when it opened or closed the alert, else empty.</summary>
    public string Event { get; init; } = "";

    public IReadOnlyList<string> WebhookIds { get; init; } = [];

    /// <summary>The body of a message about this alert alone, of which those about its group are made.</summary>
    public string Payload { get; init; } = "";
}
