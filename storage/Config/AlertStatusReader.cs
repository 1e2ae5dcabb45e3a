namespace Observe.Storage.Config;

/// <summary>Puts rules, states and evaluations together.</summary>
public sealed class AlertStatusReader(
    AlertRuleStore rules, IAlertTransitionStore transitions, IAlertEvaluationStore evaluations, TimeProvider time)
{
    /// <summary>Longer than the longest interval of a rule.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(2);

    /// <summary>One entry a rule, in the order of the rules.</summary>
    public async Task<IReadOnlyList<AlertStatus>> ListAsync(CancellationToken cancellationToken)
    {
        var all = await rules.ListAsync(cancellationToken);
        var changes = (await transitions.LatestAsync(cancellationToken)).ToLookup(row => row.RuleId);
        var seen = (await evaluations.LatestAsync(time.GetUtcNow() - LookBack, cancellationToken)).ToLookup(row => row.RuleId);
        return [.. all.Select(rule => Status(rule, [.. changes[rule.Id]], seen[rule.Id].MaxBy(row => row.At)))];
    }

    private static AlertStatus Status(
        AlertRule rule, IReadOnlyList<AlertTransitionRow> changes, AlertEvaluationRow? evaluation)
    {
        // A rule that looks at another function now has left an instance behind; the one that is evaluated counts.
        var change = changes.FirstOrDefault(row => row.Fingerprint == evaluation?.Fingerprint)
            ?? (evaluation is null ? changes.MaxBy(row => row.ChangedAt) : null);
        return new AlertStatus
        {
            Rule = rule,
            Fingerprint = change?.Fingerprint ?? evaluation?.Fingerprint ?? "",
            State = change?.State ?? AlertState.Inactive,
            Since = change?.ChangedAt,
            PendingSince = change?.PendingSince,
            FiringSince = change?.FiringSince,
            RecoveringSince = change?.RecoveringSince,
            Evaluation = evaluation,
        };
    }
}
