using Observe.Storage.Config;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Home;

/// <summary>The open and pending alerts: open ones first, the oldest of them at the top.</summary>
/// <param name="Health">Of the webhooks that should tell of them.</param>
public sealed record HomeAlerts(IReadOnlyList<HomeAlert> Alerts, int RuleCount, IReadOnlyList<WebhookStatus> Health)
{
    /// <summary>Without those that are silenced: somebody knows of them.</summary>
    public int FiringCount => Alerts.Count(alert => alert.IsOpen && !alert.IsSilenced);

    public DateTimeOffset? FiringSince => Alerts.Where(alert => alert.IsOpen && !alert.IsSilenced).Select(alert => (DateTimeOffset?)alert.Since).Min();

    /// <summary>States of rules that were deleted or switched off are left out: nothing evaluates them any more.</summary>
    public static HomeAlerts Of(IEnumerable<AlertTransitionRow> states, IReadOnlyList<AlertRule> rules, SilenceBook silences, IReadOnlyList<WebhookStatus> health)
    {
        var byId = rules.Where(rule => rule.Enabled).ToDictionary(rule => rule.Id, StringComparer.Ordinal);
        var alerts = states
            .Where(state => state.FiringSince is not null || state.State == AlertState.Pending)
            .Where(state => byId.ContainsKey(state.RuleId))
            .Select(state => HomeAlert.Of(state, byId[state.RuleId], silences))
            .OrderByDescending(alert => alert.IsOpen)
            .ThenBy(alert => alert.IsSilenced)
            .ThenBy(alert => alert.Since)
            .ThenBy(alert => alert.Name, StringComparer.Ordinal);
        return new HomeAlerts([.. alerts], rules.Count, health);
    }
}

/// <param name="IsOpen">It has fired and has not been resolved; otherwise it is pending.</param>
/// <param name="What">The value and the threshold, as a sentence about the function goes on.</param>
public sealed record HomeAlert(string Name, string Subject, AlertState State, bool IsOpen, DateTimeOffset Since, string What, bool IsSilenced)
{
    public static HomeAlert Of(AlertTransitionRow state, AlertRule rule, SilenceBook silences) => new(
        rule.Name, state.Labels.Count > 0 ? new LabelSet(state.Labels).ToString() : rule.Function, state.State, state.FiringSince is not null,
        state.FiringSince ?? state.PendingSince ?? state.ChangedAt, Text(state, rule),
        silences.Matching(rule, state.Labels).Count > 0);

    private static string Text(AlertTransitionRow state, AlertRule rule) => AlertRuleType.Of(rule) switch
    {
        { Name: not AlertRule.ErrorRate } type => $"{type.Title} {type.Format(state.Value)}, fires above {type.Format(state.Threshold)}",
        _ => $"{Measure.Percent(state.Value)} errors, fires above {Measure.Percent(state.Threshold)}",
    };
}
