using Observe.Storage.Config;

namespace Observe.Alerts.Evaluate;

/// <summary>What one evaluation of a rule came to.</summary>
/// <param name="OnWritten">Called once all of it is in the store.</param>
public sealed record RuleResult(
    IReadOnlyList<(AlertInstance Next, AlertTransitionRow Row)> Changes, IReadOnlyList<AlertEvaluationRow> History, Action OnWritten);
