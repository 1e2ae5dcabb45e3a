using Observe.Storage.Config;

namespace Observe.Alerts.Group;

/// <summary>
/// When the alerts of a rule are told together, and when not: the timelines of Alertmanager (https://prometheus.io/docs/alerting/latest/configuration/#route),
/// pure. A first alert waits for others (group wait); changes are gathered (group interval); what does not change is told again (repeat interval).
/// </summary>
public static class GroupTimeline
{
    /// <param name="alerts">All that fire, and all that have resolved: those that were told of as resolved, or came and went before the group did, are left out here.</param>
    /// <returns>The state, and the flush when one is due.</returns>
    public static (GroupState State, GroupFlush? Flush) Advance(
        AlertRule rule, GroupState state, IReadOnlyCollection<GroupAlert> alerts, DateTimeOffset now)
    {
        var firing = alerts.Where(alert => alert.IsFiring && !alert.IsSilenced).ToList();
        var current = state with { NextFlush = Reachable(rule, NextFlush(rule, state, firing), now) };
        if (current.NextFlush is not { } due || due > now)
        {
            return (current, null);
        }
        // Looks that were missed are one look: the newest of them.
        var at = due + (rule.GroupInterval * Math.Floor((now - due) / rule.GroupInterval));
        var since = current.LastFlush ?? due - rule.GroupWait;
        // The end of what was told is told, silenced or not.
        var resolved = alerts.Where(alert => alert.EndsAt is { } end && (WasTold(alert) || (end > since && !alert.IsSilenced))).ToList();
        var silenced = alerts.Where(alert => alert.IsFiring && alert.IsSilenced && WasTold(alert)).ToList();
        var reason = Reason(rule, current.LastNotice, firing, resolved, at);
        var notice = reason is null
            ? current.LastNotice
            : new GroupNotice(at, firing.Concat(silenced).Select(alert => alert.Fingerprint).ToHashSet(), resolved.Select(alert => alert.Fingerprint).ToHashSet());
        // Without an alert that fires the group ends with this look: the next alert waits for others again.
        var next = new GroupState(notice, firing.Count + silenced.Count == 0 ? null : at + rule.GroupInterval, now > at ? now : at);
        return (current, new GroupFlush(at, reason, [.. firing, .. resolved], next));

        bool WasTold(GroupAlert alert) => current.LastNotice?.Firing.Contains(alert.Fingerprint) == true;
    }

    private static DateTimeOffset? NextFlush(AlertRule rule, GroupState state, List<GroupAlert> firing)
    {
        if (state.NextFlush is { } known)
        {
            return known;
        }
        if (state.LastNotice is { Firing.Count: > 0 } notice)
        {
            // A group that lives on after a start keeps its times.
            return notice.At + rule.GroupInterval;
        }
        return firing.Count == 0 ? null : firing.Min(alert => alert.StartsAt) + rule.GroupWait;
    }

    /// <summary>A clock that was set back, or intervals that were made shorter, must not hold a group up.</summary>
    private static DateTimeOffset? Reachable(AlertRule rule, DateTimeOffset? due, DateTimeOffset now)
    {
        var longest = rule.GroupWait > rule.GroupInterval ? rule.GroupWait : rule.GroupInterval;
        return due > now + longest ? now : due;
    }

    private static GroupReason? Reason(
        AlertRule rule, GroupNotice? last, List<GroupAlert> firing, List<GroupAlert> resolved, DateTimeOffset at)
    {
        if (last is null)
        {
            // What came and went before anybody was told is told to nobody.
            return firing.Count > 0 ? GroupReason.Firing : null;
        }
        if (firing.Exists(alert => !last.Firing.Contains(alert.Fingerprint)))
        {
            return GroupReason.Firing;
        }
        if (firing.Count == 0)
        {
            return resolved.Exists(alert => last.Firing.Contains(alert.Fingerprint)) ? GroupReason.Resolved : null;
        }
        if (resolved.Exists(alert => !last.Resolved.Contains(alert.Fingerprint)))
        {
            return GroupReason.Resolved;
        }
        return at - last.At >= rule.RepeatInterval ? GroupReason.Repeat : null;
    }
}
