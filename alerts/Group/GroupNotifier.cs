using Microsoft.Extensions.Options;
using Observe.Alerts.Evaluate;
using Observe.Storage.Config;

namespace Observe.Alerts.Group;

/// <summary>Puts into the outbox what the groups are to be told. A group is a rule; what it was told last is in the store.</summary>
public sealed class GroupNotifier(
    AlertInstances instances, INotificationStore notifications, SilenceStore silences, IOptions<AlertsOptions> options, TimeProvider time)
{
    /// <summary>No group waits longer between two looks.</summary>
    private static readonly TimeSpan LongestWait = AlertRuleValidator.MaxWindow;

    /// <summary>Messages that are put together before they are written together.</summary>
    private const int MessagesAStatement = 200;

    private readonly Dictionary<string, GroupState> _states = [];

    // Of rules that were deleted: their alerts resolve towards those who were told, at the times that the rule had.
    private readonly Dictionary<string, AlertRule> _lastRules = [];
    private IReadOnlyList<Silence> _silences = [];
    private DateTimeOffset? _silencesReadAt;
    private bool _loaded;

    /// <summary>What the groups were told is read again before use.</summary>
    public void Forget() => _loaded = false;

    public async Task TellAsync(IReadOnlyList<AlertRule> rules, CancellationToken cancellationToken)
    {
        await EnsureLoadedAsync(cancellationToken);
        foreach (var rule in rules)
        {
            _lastRules[rule.Id] = rule;
        }
        var now = time.GetUtcNow();
        var due = instances.Told().ToLookup(item => item.Event.RuleId).Where(group => MayBeDue(group.Key, group, now));
        foreach (var groups in due.Chunk(MessagesAStatement))
        {
            var flushes = new List<(string RuleId, GroupState Next, NotificationRow? Row)>();
            foreach (var group in groups)
            {
                if (await AdvanceAsync(group.Key, [.. group], now, cancellationToken) is { } flush)
                {
                    flushes.Add((group.Key, flush.Next, Message(group.Key, flush, group)));
                }
            }
            await AppendAsync([.. flushes.Select(flush => flush.Row).OfType<NotificationRow>()], cancellationToken);
            flushes.ForEach(flush => _states[flush.RuleId] = flush.Next);
        }
        ForgetDeleted(rules);
    }

    private bool MayBeDue(string ruleId, IEnumerable<(AlertInstance Instance, AlertTransitionRow Event)> members, DateTimeOffset now)
    {
        var state = _states.GetValueOrDefault(ruleId);
        return state?.NextFlush is { } due
            // Further away than any look can be: the clock was set back.
            ? due <= now || due - now > LongestWait
            : state?.LastNotice?.Firing.Count > 0 || members.Any(member => member.Instance.IsOpen);
    }

    private void ForgetDeleted(IReadOnlyList<AlertRule> rules)
    {
        var known = rules.Select(rule => rule.Id).ToHashSet();
        foreach (var ruleId in _lastRules.Keys.Where(id => !known.Contains(id) && _states.GetValueOrDefault(id)?.NextFlush is null).ToList())
        {
            _lastRules.Remove(ruleId);
        }
    }

    private async Task EnsureLoadedAsync(CancellationToken cancellationToken)
    {
        if (_loaded)
        {
            return;
        }
        var latest = await notifications.LatestAsync(cancellationToken);
        _states.Clear();
        foreach (var row in latest)
        {
            _states[row.RuleId] = GroupState.After(new GroupNotice(row.At, row.Firing.ToHashSet(), row.Resolved.ToHashSet()));
        }
        _loaded = true;
    }

    /// <returns>Null when nothing is due.</returns>
    private async Task<GroupFlush?> AdvanceAsync(
        string ruleId, IReadOnlyList<(AlertInstance Instance, AlertTransitionRow Event)> members, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rule = _lastRules.GetValueOrDefault(ruleId) ?? new AlertRule { Id = ruleId, Name = "", Function = "", Threshold = 0 };
        var active = await ActiveSilencesAsync(now, cancellationToken);
        var alerts = members.Select(member => Alert(member.Instance, member.Event, active.Matching(rule, member.Event.Labels).Count > 0)).ToList();
        var (state, flush) = GroupTimeline.Advance(rule, _states.GetValueOrDefault(ruleId) ?? GroupState.After(null), alerts, now);
        _states[ruleId] = state;
        return flush;
    }

    /// <summary>Null when there is nothing to be told.</summary>
    private NotificationRow? Message(string ruleId, GroupFlush flush, IEnumerable<(AlertInstance Instance, AlertTransitionRow Event)> members)
    {
        if (flush.Reason is not { } reason)
        {
            return null;
        }
        var changes = members.ToDictionary(member => member.Event.Fingerprint, member => member.Event);
        var alertEvent = flush.Alerts.Any(alert => alert.IsFiring) ? AlertEvents.Fired : AlertEvents.Resolved;
        // What this message is about comes first.
        var known = _states[ruleId].LastNotice;
        var sorted = flush.Alerts
            .OrderByDescending(alert => alert.IsFiring ? known?.Firing.Contains(alert.Fingerprint) != true : reason == GroupReason.Resolved)
            .ThenByDescending(alert => alert.IsFiring).ThenBy(alert => alert.StartsAt).Select(alert => changes[alert.Fingerprint]).ToList();
        return new NotificationRow
        {
            Id = AlertIdentity.MessageId(ruleId, alertEvent, flush.At),
            RuleId = ruleId,
            At = flush.At,
            Event = alertEvent,
            WebhookIds = [.. sorted.SelectMany(change => change.WebhookIds).Distinct()],
            Firing = [.. flush.Next.LastNotice!.Firing.Order(StringComparer.Ordinal)],
            Resolved = [.. flush.Next.LastNotice.Resolved.Order(StringComparer.Ordinal)],
            Payload = GroupPayload.Write(alertEvent, reason, flush.At, sorted),
        };
    }

    private async Task AppendAsync(IReadOnlyList<NotificationRow> rows, CancellationToken cancellationToken)
    {
        try
        {
            await notifications.AppendAsync(rows, cancellationToken);
        }
        catch
        {
            // They may have landed all the same; only the store knows.
            _loaded = false;
            throw;
        }
    }

    private async Task<SilenceBook> ActiveSilencesAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_silencesReadAt is not { } readAt || now < readAt || now - readAt >= options.Value.RuleRefresh)
        {
            _silences = await silences.ListAsync(cancellationToken);
            _silencesReadAt = now;
        }
        return new SilenceBook(_silences, now);
    }

    private static GroupAlert Alert(AlertInstance instance, AlertTransitionRow change, bool isSilenced) => instance.FiringSince is { } since
        ? new GroupAlert(change.Fingerprint, since, null, isSilenced)
        : new GroupAlert(change.Fingerprint, change.ChangedAt, change.ChangedAt, isSilenced);
}
