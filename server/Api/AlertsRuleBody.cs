using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Server.Api;

/// <summary>A rule as a program writes it: durations as text like "5m", shares from 0 to 1.</summary>
public sealed record AlertsRuleBody
{
    public string? Name { get; init; }
    public string? Type { get; init; }
    public string? Function { get; init; }
    public double? Threshold { get; init; }
    public double? RecoveryThreshold { get; init; }
    public double? Objective { get; init; }
    public string? Window { get; init; }
    public string? Interval { get; init; }
    public string? For { get; init; }
    public string? KeepFiringFor { get; init; }
    public string? EvaluationDelay { get; init; }
    public string? GroupWait { get; init; }
    public string? GroupInterval { get; init; }
    public string? RepeatInterval { get; init; }
    public string? NoData { get; init; }
    public IReadOnlyList<string>? WebhookIds { get; init; }
    public bool? Enabled { get; init; }

    // Fields of the contract that rules of this type have no use for yet: said, not swallowed.
    public string? Query { get; init; }
    public IReadOnlyList<string>? GroupBy { get; init; }
    public string? OnError { get; init; }

    public AlertRule ToRule(ICollection<FieldError> errors)
    {
        var rule = new AlertRule { Name = Name ?? "", Function = Function ?? "", Threshold = Threshold ?? double.NaN };
        RefuseUnused(errors);
        return rule with
        {
            Type = Type ?? rule.Type,
            RecoveryThreshold = RecoveryThreshold,
            Objective = Objective,
            Window = Duration(Window, rule.Window, "window", errors),
            Interval = Duration(Interval, rule.Interval, "interval", errors),
            For = Duration(For, rule.For, "for", errors),
            KeepFiringFor = Duration(KeepFiringFor, rule.KeepFiringFor, "keepFiringFor", errors),
            EvaluationDelay = Duration(EvaluationDelay, rule.EvaluationDelay, "evaluationDelay", errors),
            GroupWait = Duration(GroupWait, rule.GroupWait, "groupWait", errors),
            GroupInterval = Duration(GroupInterval, rule.GroupInterval, "groupInterval", errors),
            RepeatInterval = Duration(RepeatInterval, rule.RepeatInterval, "repeatInterval", errors),
            NoData = Policy(errors),
            WebhookIds = [.. (WebhookIds ?? []).Distinct()],
            Enabled = Enabled ?? true,
        };
    }

    private NoDataPolicy Policy(ICollection<FieldError> errors)
    {
        switch (NoData)
        {
            case null or "resolve":
                return NoDataPolicy.Resolve;
            case "keep":
                return NoDataPolicy.Keep;
            default:
                errors.Add(new FieldError("noData", "'resolve' or 'keep'."));
                return NoDataPolicy.Resolve;
        }
    }

    private void RefuseUnused(ICollection<FieldError> errors)
    {
        const string Only = "A rule watches one function, or each of all, and takes none.";
        if (!string.IsNullOrEmpty(Query))
        {
            errors.Add(new FieldError("query", Only));
        }
        if (GroupBy is { Count: > 0 })
        {
            errors.Add(new FieldError("groupBy", Only));
        }
        if (OnError is not (null or "keep"))
        {
            errors.Add(new FieldError("onError", "Only 'keep': a failed evaluation opens and closes nothing."));
        }
    }

    private static TimeSpan Duration(string? text, TimeSpan fallback, string field, ICollection<FieldError> errors)
    {
        if (text is null)
        {
            return fallback;
        }
        if (!DurationText.TryParse(text, out var duration))
        {
            errors.Add(new FieldError(field, $"\"{text}\" is no duration like \"5m\"."));
            return fallback;
        }
        return duration;
    }
}

/// <summary>A rule as it is answered: everything that can be written, and what the store adds.</summary>
public sealed record AlertsRuleAnswer(
    string Id, long Version, string UpdatedAt, string Name, string Type, string Function, double Threshold,
    double? RecoveryThreshold, double? Objective, string Window, string Interval, string For, string KeepFiringFor, string EvaluationDelay,
    string GroupWait, string GroupInterval, string RepeatInterval, string NoData, IReadOnlyList<string> WebhookIds, bool Enabled)
{
    public static AlertsRuleAnswer Of(AlertRule rule) => new(
        rule.Id, rule.Version, UnixTime.ToRfc3339(UnixTime.Nanoseconds(rule.UpdatedAt)), rule.Name, rule.Type, rule.Function,
        rule.Threshold, rule.RecoveryThreshold, rule.Objective, DurationText.Format(rule.Window), DurationText.Format(rule.Interval),
        DurationText.Format(rule.For), DurationText.Format(rule.KeepFiringFor), DurationText.Format(rule.EvaluationDelay),
        DurationText.Format(rule.GroupWait), DurationText.Format(rule.GroupInterval), DurationText.Format(rule.RepeatInterval),
        rule.NoData == NoDataPolicy.Keep ? "keep" : "resolve", rule.WebhookIds, rule.Enabled);
}
