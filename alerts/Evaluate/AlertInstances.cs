using System.Collections.Concurrent;
using Observe.Storage.Config;

namespace Observe.Alerts.Evaluate;

/// <summary>The instances in memory, always as the store has them: when a write fails, they are read again before use.</summary>
public sealed class AlertInstances(
    IAlertTransitionStore transitions, IAlertEvaluationStore evaluations, TimeProvider time)
{
    /// <summary>Longer than twice the longest interval.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(3);

    private readonly ConcurrentDictionary<string, Entry> _byFingerprint = new();
    private volatile bool _loaded;

    public async Task EnsureLoadedAsync(CancellationToken cancellationToken)
    {
        if (_loaded)
        {
            return;
        }
        var rows = await transitions.LatestAsync(cancellationToken);
        var evaluated = (await evaluations.LatestAsync(time.GetUtcNow() - LookBack, cancellationToken))
            .ToDictionary(row => row.Fingerprint, row => row.At);
        _byFingerprint.Clear();
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
            _byFingerprint[row.Fingerprint] = new Entry(instance, row);
        }
        _loaded = true;
    }

    public AlertInstance Get(string fingerprint) =>
        _byFingerprint.TryGetValue(fingerprint, out var entry) ? entry.Instance : AlertInstance.New;

    /// <summary>The open alerts that no rule looks after any more, with their last change.</summary>
    public IReadOnlyList<(AlertInstance Instance, AlertTransitionRow Last)> OpenBeside(IReadOnlySet<string> fingerprints) =>
        [.. _byFingerprint
            .Where(pair => pair.Value.Instance.IsOpen && !fingerprints.Contains(pair.Key))
            .Select(pair => (pair.Value.Instance, pair.Value.Last!))];

    /// <summary>Writes a change, then believes it.</summary>
    public async Task ChangeAsync(AlertInstance next, AlertTransitionRow row, CancellationToken cancellationToken)
    {
        try
        {
            await transitions.AppendAsync(row, cancellationToken);
        }
        catch
        {
            // It may have landed all the same; only the store knows.
            _loaded = false;
            throw;
        }
        _byFingerprint[row.Fingerprint] = new Entry(next, row);
    }

    /// <summary>Notes an evaluation that changed no state.</summary>
    public void Keep(string fingerprint, AlertInstance instance) => _byFingerprint.AddOrUpdate(
        fingerprint, _ => new Entry(instance, null), (_, entry) => entry with { Instance = instance });

    private sealed record Entry(AlertInstance Instance, AlertTransitionRow? Last);
}
