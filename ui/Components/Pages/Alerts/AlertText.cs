using Observe.Storage.Config;
using Observe.UI.Addresses;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Alerts;

/// <summary>Words and marks of a rule's state.</summary>
public static class AlertText
{
    public static string Icon(AlertStatus status) =>
        !status.Rule.Enabled ? "mute"
        : status.IsOpen ? "error"
        : status.State switch
        {
            AlertState.Pending => "clock",
            AlertState.NoData or AlertState.Error => "unplug",
            _ => "ok-circle",
        };

    public static string Tone(AlertStatus status) =>
        !status.Rule.Enabled ? "t3"
        : status.IsOpen ? "err"
        : status.State switch
        {
            AlertState.Pending => "wrn",
            AlertState.NoData or AlertState.Error => "hcl",
            _ => "okc",
        };

    /// <summary>The newest value, or why there is none.</summary>
    public static string Value(AlertStatus status) => status.Evaluation switch
    {
        null => "not yet",
        { Value: { } value } => Number(status.Rule, value),
        { Error.Length: > 0 } => "failed",
        _ => "no data",
    };

    public static string Condition(AlertRule rule) =>
        rule.Type == AlertRuleType.Silence.Name ? $"not invoked for {DurationText.Format(rule.Window)}"
        : rule.Type == AlertRuleType.SloBurnRate.Name ? $"error budget of {Objective(rule)} burns over {Number(rule, rule.Threshold)} of the limits"
        : rule.IsOfExceptions && rule.Threshold == 0 ? $"an exception that is new, {DurationText.Format(rule.Window)}"
        : rule.IsOfFindings ? $"a finding of the advisor, {DurationText.Format(rule.Window)}"
        : $"{Type(rule).Title} over {Number(rule, rule.Threshold)}, {DurationText.Format(rule.Window)}";

    /// <summary>Whose state it is: <c>checkout</c>, <c>every function</c>, <c>3 functions</c>.</summary>
    public static string Subject(AlertStatus status) =>
        status.OpenInstances > 1 ? $"{status.OpenInstances} {(status.Rule.Search is not null ? "label sets" : status.Rule.IsOfExceptions ? "exceptions" : status.Rule.IsOfFindings ? "findings" : "functions")}"
        : status.IsOpen && status.Rule.HasManyInstances ? status.Labels.ToString()
        : status.Rule.Search is { } search ? Found(search)
        : status.Rule.IsForEveryFunction ? "every function"
        : status.Rule.Function;

    /// <summary><c>kind = server by service</c>; of a ratio <c>kind = server with status = error</c></summary>
    public static string Found(RuleSearch search) =>
        (search.Query.Length > 0 ? search.Query : "everything")
        + (search.Measure == SearchMeasure.Ratio ? $" with {search.Part}" : "")
        + (search.GroupBy.Count > 0 ? $" by {string.Join(", ", search.GroupBy)}" : "");

    /// <summary>The page with the traces or logs behind an instance.</summary>
    public static string Behind(AlertRule rule, LabelSet labels, PageRange range)
    {
        var search = AlertSearch.Behind(rule, labels);
        return AlertSearch.IsOfLogs(rule) ? ObserveUrls.Logs(search, range) : ObserveUrls.Traces(search, range);
    }

    /// <summary><c>99.9 %</c></summary>
    public static string Objective(AlertRule rule) =>
        ((rule.Objective ?? 0) * 100).ToString("0.#####", System.Globalization.CultureInfo.InvariantCulture) + " %";

    public static AlertRuleType Type(AlertRule rule) => AlertRuleType.Of(rule);

    /// <summary>A value in the unit of the rule.</summary>
    public static string Number(AlertRule rule, double value) =>
        Type(rule) is { Unit: not AlertUnit.Share } type ? type.Format(value) : Measure.Percent(value).ToString();

    /// <summary><c>firing for 20 min</c></summary>
    public static string Badge(AlertStatus status, DateTimeOffset now)
    {
        if (!status.Rule.Enabled)
        {
            return "disabled";
        }
        var words = status.State switch
        {
            AlertState.NoData => status.IsOpen ? "firing, no data" : "no data",
            AlertState.Error => status.IsOpen ? "firing, not measured" : "not measured",
            AlertState.Recovering => "recovering",
            AlertState.Inactive => "calm",
            var state => state.ToString().ToLowerInvariant(),
        };
        var since = status.FiringSince ?? status.Since;
        return since is { } start && now > start ? $"{words} for {Age(now - start)}" : words;
    }

    public static string BadgeKind(AlertStatus status) => Tone(status) switch
    {
        "err" => "error",
        "wrn" => "warn",
        "hcl" => "hcold",
        "okc" => "ok",
        _ => "",
    };

    /// <summary><c>silenced</c>, <c>2 of 3 silenced</c>, or empty.</summary>
    public static string Silenced(AlertStatus status) => status switch
    {
        { SilencedInstances: > 0 } when status.SilencedInstances < status.OpenInstances => $"{status.SilencedInstances} of {status.OpenInstances} silenced",
        { SilencedInstances: > 0 } or { SilencedBy.Count: > 0, OpenInstances: 0, Rule.HasManyInstances: false } => "silenced",
        _ => "",
    };

    /// <summary>Who silenced it, and why.</summary>
    public static string SilencedWhy(AlertStatus status) => string.Join(
        "; ", status.SilencedBy.Select(silence => silence.Author.Length > 0 ? $"{silence.Reason} ({silence.Author})" : silence.Reason));

    /// <summary>Whole units: <c>45 s</c>, <c>20 min</c>, <c>3 h</c>, <c>2 d</c>.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => $"{(int)age.TotalSeconds} s",
        { TotalHours: < 1 } => $"{(int)age.TotalMinutes} min",
        { TotalDays: < 1 } => $"{(int)age.TotalHours} h",
        _ => $"{(int)age.TotalDays} d",
    };
}
