using Observe.Storage.Config;

namespace Observe.Alerts.Evaluate;

/// <summary>Which instances of a rule an evaluation is about.</summary>
public static class RuleInstances
{
    /// <summary>The one that the rule has; or all that were measured, and those that were told of and are not there now.</summary>
    /// <param name="told">Instances of which more is to be said when nothing is seen of them.</param>
    public static IEnumerable<LabelSet> Of(AlertRule rule, Measurement measured, IEnumerable<LabelSet> told) => rule.HasManyInstances
        ? measured.Values.Keys.Concat(told).Distinct().OrderBy(labels => labels.ToString(), StringComparer.Ordinal)
        : [rule.OwnLabels];

    /// <summary>Whether more is to be said of an instance when nothing is seen of it: it is open, or not at "no data" already.</summary>
    public static bool IsTold(AlertInstance instance) => instance.IsOpen || instance.State != AlertState.NoData;

    /// <summary>Whether there is something to write down. The clocks count as part of the state: they must survive a restart.</summary>
    public static bool IsChange(AlertInstance from, AlertInstance to) =>
        from.State != to.State || from.PendingSince != to.PendingSince || from.FiringSince != to.FiringSince
        || from.RecoveringSince != to.RecoveringSince;
}
