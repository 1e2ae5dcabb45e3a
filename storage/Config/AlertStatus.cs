namespace Observe.Storage.Config;

/// <summary>A rule and where it stands; of a rule with many instances the one that needs a look most.</summary>
public sealed record AlertStatus
{
    public required AlertRule Rule { get; init; }

    /// <summary>Of the instance whose state this is; <see cref="AlertRule.OwnLabels"/> when it is not known which of many that is.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>How many instances the alert is open for.</summary>
    public int OpenInstances { get; init; }

    /// <summary>Some of those, of a rule with many, the highest first.</summary>
    public IReadOnlyList<OpenAlert> Open { get; init; } = [];

    /// <summary>Empty as long as it was never evaluated.</summary>
    public string Fingerprint { get; init; } = "";

    public AlertState State { get; init; } = AlertState.Inactive;

    /// <summary>Since when it is in that state; null when it was never in another.</summary>
    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? PendingSince { get; init; }

    /// <summary>Set as long as the alert is open.</summary>
    public DateTimeOffset? FiringSince { get; init; }

    public DateTimeOffset? RecoveringSince { get; init; }

    /// <summary>Null when it was never evaluated.</summary>
    public AlertEvaluationRow? Evaluation { get; init; }

    /// <summary>The silences that match it now.</summary>
    public IReadOnlyList<Silence> SilencedBy { get; init; } = [];

    /// <summary>How many of the <see cref="OpenInstances"/> are silenced.</summary>
    public int SilencedInstances { get; init; }

    public bool IsOpen => FiringSince is not null;
}

/// <param name="Value">Of the newest evaluation; null when it had none.</param>
public sealed record OpenAlert(LabelSet Labels, double? Value, DateTimeOffset FiringSince);
