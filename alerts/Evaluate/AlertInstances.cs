using System.Collections.Concurrent;
using Observe.Storage.Config;

namespace Observe.Alerts.Evaluate;

/// <summary>The instances in memory, always as the store has them: when a write fails, they are read again before use.</summary>
public sealed class AlertInstances(
    IAlertTransitionStore transitions, IAlertEvaluationStore evaluations, TimeProvider time)
{
    /// <summary>Longer than twice the longest interval.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(3);

    // By rule and fingerprint: an evaluation looks at those of its rule, not at all that there are.
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, Entry>> _byRule = new();
    private volatile bool _loaded;

    /// <summary>They are read again before use.</summary>
    public void Forget() => _loaded = false;

    public async Task EnsureLoadedAsync(CancellationToken cancellationToken)
    {
        if (_loaded)
        {
            return;
        }
        var rows = await transitions.LatestAsync(cancellationToken);
        var events = (await transitions.LatestEventsAsync(cancellationToken)).ToDictionary(row => row.Fingerprint);
        var evaluated = (await evaluations.LatestAsync(time.GetUtcNow() - LookBack, cancellationToken))
            .ToDictionary(row => row.Fingerprint, row => row.At);
        _byRule.Clear();
        foreach (var row in rows)
        {
            var instance = new AlertInstance
            {
                State = row.State,
                EvaluatedAt = evaluated.TryGetValue(row.Fingerprint, out var at) && at > row.ChangedAt ? at : row.ChangedAt,
                PendingSince = row.PendingSince,
                FiringSince = row.FiringSince,
                RecoveringSince = row.RecoveringSince,
            };
            Of(row.RuleId)[row.Fingerprint] = new Entry(instance, row, events.GetValueOrDefault(row.Fingerprint));
        }
        _loaded = true;
    }

    public AlertInstance Get(string ruleId, string fingerprint) => Find(ruleId, fingerprint)?.Instance ?? AlertInstance.New;

    /// <summary>The last change of an instance; null when it never changed.</summary>
    public AlertTransitionRow? LastOf(string ruleId, string fingerprint) => Find(ruleId, fingerprint)?.Last;

    /// <summary>Last changes of the instances of a rule of which more is to be said when nothing is seen of them: they are not at "no data" already.</summary>
    public IReadOnlyList<AlertTransitionRow> ToldOf(string ruleId) =>
        _byRule.TryGetValue(ruleId, out var own) ? [.. own.Values.Where(entry => RuleInstances.IsTold(entry.Instance)).Select(entry => entry.Last)] : [];

    /// <summary>The open alerts that no rule looks after any more, with their last change.</summary>
    /// <param name="isWatched">Whether a rule looks after the instance of such a change.</param>
    public IReadOnlyList<(AlertInstance Instance, AlertTransitionRow Last)> OpenBeside(Func<AlertTransitionRow, bool> isWatched) =>
        [.. All
            .Where(entry => entry.Instance.IsOpen && !isWatched(entry.Last))
            .Select(entry => (entry.Instance, entry.Last))];

    /// <summary>Writes changes, then believes them.</summary>
    public async Task ChangeAsync(
        IReadOnlyList<(AlertInstance Next, AlertTransitionRow Row)> changes, CancellationToken cancellationToken)
    {
        try
        {
            await transitions.AppendAsync([.. changes.Select(change => change.Row)], cancellationToken);
        }
        catch
        {
            // They may have landed all the same; only the store knows.
            _loaded = false;
            throw;
        }
        foreach (var (next, row) in changes)
        {
            var told = row.Event.Length > 0 ? row : Find(row.RuleId, row.Fingerprint)?.Told;
            Of(row.RuleId)[row.Fingerprint] = new Entry(next, row, told);
        }
    }

    /// <summary>The instances that ever fired, with the change that opened or closed their alert last.</summary>
    public IEnumerable<(AlertInstance Instance, AlertTransitionRow Event)> Told() => All
        .Where(entry => entry.Told is not null)
        .Select(entry => (entry.Instance, entry.Told!));

    /// <summary>Notes an evaluation that changed no state. What never changed has none to remember: names that come and go leave nothing behind.</summary>
    public void Keep(string ruleId, string fingerprint, AlertInstance instance)
    {
        if (Find(ruleId, fingerprint) is { } entry)
        {
            Of(ruleId)[fingerprint] = entry with { Instance = instance };
        }
    }

    private IEnumerable<Entry> All => _byRule.Values.SelectMany(own => own.Values);

    private ConcurrentDictionary<string, Entry> Of(string ruleId) => _byRule.GetOrAdd(ruleId, _ => new());

    private Entry? Find(string ruleId, string fingerprint) => _byRule.GetValueOrDefault(ruleId)?.GetValueOrDefault(fingerprint);

    /// <param name="Told">The last change with an event; null when it never fired.</param>
    private sealed record Entry(AlertInstance Instance, AlertTransitionRow Last, AlertTransitionRow? Told);
}
