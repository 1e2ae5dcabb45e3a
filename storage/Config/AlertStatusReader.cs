namespace Observe.Storage.Config;

/// <summary>Puts rules, states and evaluations together.</summary>
public sealed class AlertStatusReader(
    AlertRuleStore rules, SilenceStore silences, IAlertTransitionStore transitions, IAlertEvaluationStore evaluations, TimeProvider time)
{
    /// <summary>Longer than the longest interval of a rule.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(2);

    /// <summary>Open instances that a rule's status names.</summary>
    private const int MostOpen = 20;

    /// <summary>One entry a rule, in the order of the rules.</summary>
    public async Task<IReadOnlyList<AlertStatus>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await ReadAsync(cancellationToken)).Select(entry => Worst(entry.Rule, entry.Statuses))];

    /// <summary>One entry a rule and instance, in the order of the rules; one that was never anything but calm may be left out.</summary>
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
        var matching = silences.Matching(status.Rule, status.Labels.Labels);
        return status with { SilencedBy = matching, SilencedInstances = status.IsOpen && matching.Count > 0 ? 1 : 0 };
    });

    private static List<AlertStatus> Statuses(
        AlertRule rule, IReadOnlyList<AlertTransitionRow> changes, IReadOnlyList<AlertEvaluationRow> seen)
    {
        var newest = seen.MaxBy(row => row.At);
        if (rule.HasManyInstances)
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
        ? new AlertStatus { Rule = rule, Labels = rule.OwnLabels }
        : statuses
            .OrderByDescending(status => status.IsOpen)
            .ThenBy(status => status.SilencedInstances)
            .ThenByDescending(status => status.State is AlertState.Error)
            .ThenByDescending(status => status.State is AlertState.Pending)
            .ThenByDescending(status => status.Evaluation?.Value)
            .First() with
        {
            OpenInstances = statuses.Count(status => status.IsOpen),
            Open = rule.HasManyInstances ? Open(statuses) : [],
            SilencedInstances = statuses.Sum(status => status.SilencedInstances),
        };

    private static List<OpenAlert> Open(List<AlertStatus> statuses) =>
    [
        .. statuses.Where(status => status.IsOpen)
            .OrderByDescending(status => status.Evaluation?.Value).ThenBy(status => status.Labels.ToString(), StringComparer.Ordinal).Take(MostOpen)
            .Select(status => new OpenAlert(status.Labels, status.Evaluation?.Value, status.FiringSince!.Value)),
    ];

    private static AlertStatus Status(AlertRule rule, AlertTransitionRow? change, AlertEvaluationRow? evaluation) => new()
    {
        Rule = rule,
        Labels = change is null ? rule.OwnLabels : new LabelSet(change.Labels),
        OpenInstances = change?.FiringSince is null ? 0 : 1,
        Fingerprint = change?.Fingerprint ?? evaluation?.Fingerprint ?? "",
        State = change?.State ?? evaluation?.State ?? AlertState.Inactive,
        Since = change?.ChangedAt,
        PendingSince = change?.PendingSince,
        FiringSince = change?.FiringSince,
        RecoveringSince = change?.RecoveringSince,
        Evaluation = evaluation,
    };
}
