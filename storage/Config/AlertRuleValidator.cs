using Observe.Storage.Search;

namespace Observe.Storage.Config;

/// <summary>Checks a rule before it is saved; all errors at once.</summary>
public static class AlertRuleValidator
{
    public const int MaxNameLength = 200;
    public const int MaxWebhooks = 20;
    public static readonly TimeSpan MaxWindow = TimeSpan.FromDays(1);
    private static readonly TimeSpan MaxRepeat = TimeSpan.FromDays(5);

    /// <summary>The advisor takes a fifth of a second each time, and looks at hours.</summary>
    private static readonly TimeSpan LeastAdviceInterval = TimeSpan.FromMinutes(1);

    public static IReadOnlyList<FieldError> Validate(AlertRule rule, IReadOnlySet<string> webhookIds)
    {
        var errors = new List<FieldError>();
        Check(rule.Name.Trim().Length is > 0 and <= MaxNameLength, "name", $"A name of 1 to {MaxNameLength} characters.");
        var type = AlertRuleType.Find(rule.Type);
        Check(type is not null, "type", $"One of {string.Join(", ", AlertRuleType.All.Select(known => known.Name))}.");
        var isSearch = type is { IsSearch: true };
        Check(isSearch == rule.Search is not null, "query", isSearch ? "A search." : "Only of a rule of type search or log_match.");
        Check(type != AlertRuleType.LogMatch || rule.Search is null or { Target: SearchTarget.Logs }, "signal", "A rule of type log_match looks at logs.");
        if (isSearch && rule.Search is { } search)
        {
            errors.AddRange(RuleSearchValidator.Validate(search));
        }
        Check(isSearch || rule.Function.Trim().Length is > 0 and <= 512, "function", "The name of a function, 1 to 512 characters, or * for every function.");
        Check(type != AlertRuleType.QueueLag || !rule.IsForEveryFunction, "function", "The name of one function: queues are read function by function.");
        Check(type != AlertRuleType.Advice || !rule.IsForEveryFunction, "function", "The name of one function: the advisor looks through its newest invocations.");
        if (type is null || AlertRuleType.Of(rule).Unit == AlertUnit.Share)
        {
            Check(rule.Threshold is >= 0 and < 1, "threshold", "A share from 0 to below 1: it fires above it, so 1 would never fire.");
        }
        else
        {
            Check(rule.Threshold >= 0 && double.IsFinite(rule.Threshold), "threshold", "A number from 0.");
            Check(type != AlertRuleType.Silence || rule.Threshold < 1, "threshold", "Silence is 1: from 0 to below 1.");
            Check(type != AlertRuleType.Advice || rule.Threshold < 1, "threshold", "A finding is 1: from 0 to below 1.");
        }
        Check(type != AlertRuleType.NewException || rule.NoData == NoDataPolicy.Resolve, "noData", "Only 'resolve': what is not new any more has recovered.");
        Check(type != AlertRuleType.Advice || rule.NoData == NoDataPolicy.Resolve, "noData", "Only 'resolve': what is not found any more has recovered.");
        Check(type != AlertRuleType.SloBurnRate || rule.Objective is > 0 and < 1, "objective", "The share that has to succeed, above 0 and below 1, like 0.999.");
        Check(type == AlertRuleType.SloBurnRate || rule.Objective is null, "objective", $"Only of a rule of type {AlertRuleType.SloBurnRate.Name}.");
        Check(rule.RecoveryThreshold is null || (rule.RecoveryThreshold >= 0 && rule.RecoveryThreshold <= rule.Threshold),
            "recoveryThreshold", "From 0 to the threshold.");
        CheckTime(rule.Window, TimeSpan.FromSeconds(10), "window");
        CheckTime(rule.Interval, type == AlertRuleType.Advice ? LeastAdviceInterval : TimeSpan.FromSeconds(1), "interval");
        CheckTime(rule.For, TimeSpan.Zero, "for");
        CheckTime(rule.KeepFiringFor, TimeSpan.Zero, "keepFiringFor");
        CheckTime(rule.EvaluationDelay, TimeSpan.Zero, "evaluationDelay");
        CheckTime(rule.GroupWait, TimeSpan.Zero, "groupWait");
        CheckTime(rule.GroupInterval, TimeSpan.FromSeconds(1), "groupInterval");
        Check(rule.RepeatInterval >= rule.GroupInterval && rule.RepeatInterval <= MaxRepeat, "repeatInterval",
            $"From the group interval to {DurationText.Format(MaxRepeat)}, like \"4h\".");
        Check(rule.WebhookIds.Count <= MaxWebhooks, "webhookIds", $"At most {MaxWebhooks} webhooks.");
        foreach (var id in rule.WebhookIds.Where(id => !webhookIds.Contains(id)))
        {
            errors.Add(new FieldError("webhookIds", $"There is no webhook '{id}'."));
        }
        return errors;

        void Check(bool isFine, string field, string message)
        {
            if (!isFine)
            {
                errors.Add(new FieldError(field, message));
            }
        }

        void CheckTime(TimeSpan value, TimeSpan least, string field) =>
            Check(value >= least && value <= MaxWindow, field,
                $"From {DurationText.Format(least)} to {DurationText.Format(MaxWindow)}, like \"5m\".");
    }
}
