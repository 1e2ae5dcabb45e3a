namespace Observe.Storage.Config;

/// <summary>Says when a rule would have fired, had it been there.</summary>
public interface IRuleBacktest
{
    /// <param name="rule">It need not be saved.</param>
    /// <param name="range">Its end not after now.</param>
    Task<BacktestResult> RunAsync(AlertRule rule, TimeRange range, CancellationToken cancellationToken);
}

/// <summary>What a rule would have done.</summary>
public sealed record BacktestResult
{
    public required TimeRange Range { get; init; }

    /// <summary>Time between two evaluations.</summary>
    public TimeSpan Step { get; init; }

    public int Evaluations { get; init; }

    /// <summary>Instances of which there was something to measure.</summary>
    public int Instances { get; init; }

    /// <summary>How many times it would have fired, of all its instances.</summary>
    public int Fired { get; init; }

    /// <summary>The newest of those times, oldest first, at most <see cref="MaxPeriods"/>.</summary>
    public IReadOnlyList<BacktestPeriod> Periods { get; init; } = [];

    /// <summary>The highest value of all instances over time, at most <see cref="MaxPoints"/>.</summary>
    public IReadOnlyList<BacktestPoint> Points { get; init; } = [];

    /// <summary>In what it differs from what the evaluations would have seen, as sentences; empty when in nothing but data that came late.</summary>
    public string Approximation { get; init; } = "";

    /// <summary>Why there is no answer; empty when there is one.</summary>
    public string Refusal { get; init; } = "";

    public const int MaxPeriods = 500;
    public const int MaxPoints = 600;
}

/// <summary>From when an alert would have been open until it would have been resolved.</summary>
/// <param name="ResolvedAt">Null when it would be open still.</param>
/// <param name="Value">What it fired at.</param>
/// <param name="Highest">The highest value while it was open.</param>
/// <param name="Detail">What the value was made of; empty when it says it all.</param>
/// <param name="Seen">The time that the evaluation at which it fired looked at.</param>
public sealed record BacktestPeriod(
    LabelSet Labels, DateTimeOffset FiredAt, DateTimeOffset? ResolvedAt, double Value, double Highest, string Detail, TimeRange Seen);

/// <param name="Value">Null without data.</param>
public sealed record BacktestPoint(DateTimeOffset At, double? Value);
