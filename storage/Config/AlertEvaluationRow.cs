namespace Observe.Storage.Config;

/// <summary>One evaluation of one instance.</summary>
public sealed record AlertEvaluationRow
{
    public required string RuleId { get; init; }
    public required string Fingerprint { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The state after it.</summary>
    public required AlertState State { get; init; }

    /// <summary>Null without data and after a failure.</summary>
    public double? Value { get; init; }

    public double Threshold { get; init; }
    public long DurationNanoseconds { get; init; }

    /// <summary>Empty when it went well.</summary>
    public string Error { get; init; } = "";

    /// <summary>What the value was made of, as a sentence goes on; empty when it says it all.</summary>
    public string Detail { get; init; } = "";
}
