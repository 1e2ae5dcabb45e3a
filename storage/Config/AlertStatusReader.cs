namespace Observe.Storage.Config;

/// <summary>Puts rules, states and evaluations together.</summary>
public sealed class AlertStatusReader(
    AlertRuleStore rules, SilenceStore silences, IAlertTransitionStore transitions, IAlertEvaluationStore evaluations, TimeProvider time)
{
    /// <summary>Longer than the longest interval of a rule.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(2);

    private static readonly Dictionary<string, string> NoLabels = [];

    /// <summary>One entry a rule, in the order of the rules.</summary>
    public async Task<IReadOnlyList<AlertStatus>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await ReadAsync(cancellationToken)).Select(entry => Worst(entry.Rule, entry.Statuses))];

    /// <summary>One entry a rule and function, in the order of the rules; a function that was never anything but calm may be left out.</summary>
    public async Task<IReadOnlyList<AlertStatus>> InstancesAsync(CancellationToken cancellationToken) =>
        [.. (await ReadAsync(cancellationToken)).SelectMany(entry => entry.Statuses)];

    private async Task<IEnumerable<(AlertRule Rule, List<AlertStatus> Statuses)>> ReadAsync(CancellationToken cancellationToken)
    {
        var all = await rules.ListAsync(cancellationToken);
        var silenced = new SilenceBook(await silences.ListAsync(cancellationToken), time.GetUtcNow());
        var changes = (await transitions.LatestAsync(cancellationToken)).ToLookup(row => row.RuleId);
        var seen = (await evaluations.LatestAsync(time.GetUtcNow() - LookBack, cancellationToken)).ToLookup(row => row.RuleId);
        return all.Select(rule => (rule, Silenced(Statuses(rule, [.. changes[rule.Id]], [.. seen[rule.Id]]), silenced)));
    }

    private static List<AlertStatus> Silenced(List<AlertStatus> statuses, SilenceBook silences) => statuses.ConvertAll(status =>
    {
        var matching = silences.Matching(status.Rule, status.Labels);
        return status with { SilencedBy = matching, SilencedFunctions = status.IsOpen && matching.Count > 0 ? 1 : 0 };
    });

    private static List<AlertStatus> Statuses(
        AlertRule rule, IReadOnlyList<AlertTransitionRow> changes, IReadOnlyList<AlertEvaluationRow> seen)
    {
        var newest = seen.MaxBy(row => row.At);
        if (rule.IsForEveryFunction)
        {
            var byFingerprint = seen.ToDictionary(row => row.Fingerprint);
            var known = changes.Select(change => Status(rule, change, byFingerprint.GetValueOrDefault(change.Fingerprint) ?? newest)).ToList();
            // The worst of the calm ones stands for all that never changed.
            return newest is not null && known.TrueForAll(status => status.Fingerprint != newest.Fingerprint) ? [.. known, Status(rule, null, newest)]
                : known;
        }
        // A rule that looks at another function now has left an instance behind; the one that is evaluated counts.
        var change = changes.FirstOrDefault(row => row.Fingerprint == newest?.Fingerprint)
            ?? (newest is null ? changes.MaxBy(row => row.ChangedAt) : null);
        return [Status(rule, change, newest)];
    }

    private static AlertStatus Worst(AlertRule rule, List<AlertStatus> statuses) => statuses.Count == 0
        ? new AlertStatus { Rule = rule, Function = rule.IsForEveryFunction ? "" : rule.Function }
        : statuses
            .OrderByDescending(status => status.IsOpen)
            .ThenBy(status => status.SilencedFunctions)
            .ThenByDescending(status => status.State is AlertState.Error)
            .ThenByDescending(status => status.State is AlertState.Pending)
            .ThenByDescending(status => status.Evaluation?.Value)
            .First() with
        {
            OpenFunctions = statuses.Count(status => status.IsOpen),
            SilencedFunctions = statuses.Sum(status => status.SilencedFunctions),
        };

    private static AlertStatus Status(AlertRule rule, AlertTransitionRow? change, AlertEvaluationRow? evaluation) => new()
    {
        Rule = rule,
        Function = change?.Labels.GetValueOrDefault("function") ?? (rule.IsForEveryFunction ? "" : rule.Function),
        Labels = change?.Labels ?? (rule.IsForEveryFunction ? NoLabels : new Dictionary<string, string> { ["function"] = rule.Function }),
        OpenFunctions = change?.FiringSince is null ? 0 : 1,
        Fingerprint = change?.Fingerprint ?? evaluation?.Fingerprint ?? "",
        State = change?.State ?? evaluation?.State ?? AlertState.Inactive,
        Since = change?.ChangedAt,
        PendingSince = change?.PendingSince,
        FiringSince = change?.FiringSince,
        RecoveringSince = change?.RecoveringSince,
        Evaluation = evaluation,
    };
}
