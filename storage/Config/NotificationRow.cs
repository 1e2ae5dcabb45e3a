namespace Observe.Storage.Config;

/// <summary>A message on its way to webhooks.</summary>
public sealed record NotificationRow
{
    /// <summary>Derived, so that the same message has the same id; its webhook-id.</summary>
    public required string Id { get; init; }

    /// <summary>Empty for a test ping and for what is said of a webhook.</summary>
    public required string RuleId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>One of <see cref="AlertEvents"/>.</summary>
    public required string Event { get; init; }

    public IReadOnlyList<string> WebhookIds { get; init; } = [];

    /// <summary>Fingerprints of the alerts that it says are firing.</summary>
    public IReadOnlyList<string> Firing { get; init; } = [];

    /// <summary>Fingerprints of the alerts that it says are resolved.</summary>
    public IReadOnlyList<string> Resolved { get; init; } = [];

    /// <summary>The body that is sent, the same bytes at each attempt.</summary>
    public required string Payload { get; init; }
}
