using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Server.Api;

/// <summary>A rule as it is answered: everything that can be written, and what the store adds.</summary>
public sealed record AlertsRuleAnswer(
    string Id, long Version, string UpdatedAt, string Name, string Type, string Function, double Threshold,
    double? RecoveryThreshold, double? Objective, string Window, string Interval, string For, string KeepFiringFor, string EvaluationDelay,
    string GroupWait, string GroupInterval, string RepeatInterval, string NoData, IReadOnlyList<string> WebhookIds, bool Enabled,
    string? Signal, string? Query, string? Measure, string? Part, double? Percentile, string? Field, IReadOnlyList<string>? GroupBy, string ProvisionedFrom)
{
    public static AlertsRuleAnswer Of(AlertRule rule) => new(
        rule.Id, rule.Version, UnixTime.ToRfc3339(UnixTime.Nanoseconds(rule.UpdatedAt)), rule.Name, rule.Type, rule.Function,
        rule.Threshold, rule.RecoveryThreshold, rule.Objective, DurationText.Format(rule.Window), DurationText.Format(rule.Interval),
        DurationText.Format(rule.For), DurationText.Format(rule.KeepFiringFor), DurationText.Format(rule.EvaluationDelay),
        DurationText.Format(rule.GroupWait), DurationText.Format(rule.GroupInterval), DurationText.Format(rule.RepeatInterval),
        rule.NoData == NoDataPolicy.Keep ? "keep" : "resolve", rule.WebhookIds, rule.Enabled,
        rule.Search is { } search ? AlertsText.Camel(search.Target) : null, rule.Search?.Query, rule.Search is { } measured ? AlertsText.Camel(measured.Measure) : null,
        rule.Search is { Measure: SearchMeasure.Ratio } ratio ? ratio.Part : null, rule.Search is { Measure: SearchMeasure.Percentile } percentile ? percentile.Percentile : null,
        rule.Search is { Measure: SearchMeasure.Percentile } number ? number.Field : null, rule.Search?.GroupBy, rule.ProvisionedFrom);
}
