using Observe.Storage.Config;

namespace Observe.UI.Components.Pages.Home;

/// <summary>The open and pending alerts: open ones first, the oldest of them at the top.</summary>
public sealed record HomeAlerts(IReadOnlyList<HomeAlert> Alerts, int RuleCount)
{
    public int FiringCount => Alerts.Count(alert => alert.IsOpen);

    public DateTimeOffset? FiringSince => Alerts.Where(alert => alert.IsOpen).Select(alert => (DateTimeOffset?)alert.Since).Min();

    /// <summary>States of rules that were deleted or switched off are left out: nothing evaluates them any more.</summary>
    public static HomeAlerts Of(IEnumerable<AlertTransitionRow> states, IReadOnlyList<AlertRule> rules)
    {
        var byId = rules.Where(rule => rule.Enabled).ToDictionary(rule => rule.Id, StringComparer.Ordinal);
        var alerts = states
            .Where(state => state.FiringSince is not null || state.State == AlertState.Pending)
            .Where(state => byId.ContainsKey(state.RuleId))
            .Select(state => HomeAlert.Of(state, byId[state.RuleId]))
            .OrderByDescending(alert => alert.IsOpen)
            .ThenBy(alert => alert.Since)
            .ThenBy(alert => alert.Name, StringComparer.Ordinal);
        return new HomeAlerts([.. alerts], rules.Count);
    }
}

/// <param name="IsOpen">It has fired and has not been resolved; otherwise it is pending.</param>
public sealed record HomeAlert(string Name, string Function, AlertState State, bool IsOpen, DateTimeOffset Since, double Value, double Threshold)
{
    public static HomeAlert Of(AlertTransitionRow state, AlertRule rule) => new(
        rule.Name, rule.Function, state.State, state.FiringSince is not null,
        state.FiringSince ?? state.PendingSince ?? state.ChangedAt, state.Value, state.Threshold);
}
