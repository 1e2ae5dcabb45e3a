using Observe.Storage.Config;

namespace Observe.Alerts.Evaluate;

/// <summary>Where one instance of a rule stands.</summary>
public sealed record AlertInstance
{
    public static AlertInstance New { get; } = new();

    public AlertState State { get; init; } = AlertState.Inactive;

    /// <summary>Null when it was never evaluated.</summary>
    public DateTimeOffset? EvaluatedAt { get; init; }

    public DateTimeOffset? PendingSince { get; init; }

    /// <summary>Set as long as the alert is open, whatever the state.</summary>
    public DateTimeOffset? FiringSince { get; init; }

    public DateTimeOffset? RecoveringSince { get; init; }

    public bool IsOpen => FiringSince is not null;
}
