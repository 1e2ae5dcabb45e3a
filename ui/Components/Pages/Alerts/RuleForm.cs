using System.Globalization;
using Observe.Storage.Config;
using Observe.Storage.Search;

namespace Observe.UI.Components.Pages.Alerts;

/// <summary>A rule as the dialog's fields hold it: text, until it is read.</summary>
public sealed class RuleForm
{
    private readonly AlertRule? _original;

    public RuleForm(AlertRule? original)
    {
        _original = original;
        if (original is not null)
        {
            Name = original.Name;
            Type = original.Type;
            Function = original.Function;
            Threshold = Text(original.Threshold);
            Objective = original.Objective is { } objective ? (objective * 100).ToString("0.######", CultureInfo.InvariantCulture) : Objective;
            RecoveryThreshold = original.RecoveryThreshold is { } recovery ? Text(recovery) : "";
            Window = DurationText.Format(original.Window);
            Interval = DurationText.Format(original.Interval);
            For = DurationText.Format(original.For);
            KeepFiringFor = DurationText.Format(original.KeepFiringFor);
            EvaluationDelay = DurationText.Format(original.EvaluationDelay);
            GroupWait = DurationText.Format(original.GroupWait);
            GroupInterval = DurationText.Format(original.GroupInterval);
            RepeatInterval = DurationText.Format(original.RepeatInterval);
            KeepOnNoData = original.NoData == NoDataPolicy.Keep;
            Enabled = original.Enabled;
            WebhookIds = [.. original.WebhookIds];
            if (original.Search is { } search)
            {
                (IsOfLogs, Query, Measure, Part, Field) = (search.Target == SearchTarget.Logs, search.Query, search.Measure, search.Part, search.Field);
                (Percentile, GroupBy) = (search.Percentile.ToString(CultureInfo.InvariantCulture), string.Join(", ", search.GroupBy));
            }
        }
    }

    public string Name { get; set; } = "";
    public string Function { get; set; } = "";

    public string Type { get; set; } = AlertRule.ErrorRate;

    /// <summary>It looks at windows of its own.</summary>
    public bool IsBurnRate => Type == AlertRuleType.SloBurnRate.Name;

    /// <summary>Percent.</summary>
    public string Objective { get; set; } = "99.9";

    public bool IsSearch => AlertRuleType.Find(Type) is { IsSearch: true };

    public bool IsOfLogs { get; set; }
    public string Query { get; set; } = "";
    public SearchMeasure Measure { get; set; }
    public string Part { get; set; } = "";
    public string Percentile { get; set; } = "95";
    public string Field { get; set; } = RuleSearch.DurationField;

    /// <summary>Fields with commas between them.</summary>
    public string GroupBy { get; set; } = "";

    /// <summary>Takes a type, and the threshold and the window that it begins with where none was chosen yet.</summary>
    public void Choose(string type)
    {
        var (threshold, window, interval) = (Threshold == FirstThreshold, Window == FirstWindow, Interval == FirstInterval);
        Type = type;
        Threshold = threshold ? FirstThreshold : Threshold;
        Window = window ? FirstWindow : Window;
        Interval = interval ? FirstInterval : Interval;
        IsOfLogs |= type == AlertRuleType.LogMatch.Name;
    }

    private string FirstThreshold => Unit == AlertUnit.Factor ? "1" : ResolvesItself ? "0" : "5";

    /// <summary>As long as its window an exception is new.</summary>
    private string FirstWindow => IsOfExceptions ? "1h" : IsOfFindings ? "24h" : "5m";

    private string FirstInterval => IsOfFindings ? "10m" : "1m";

    public bool IsOfExceptions => Type == AlertRuleType.NewException.Name;

    public bool IsOfFindings => Type == AlertRuleType.Advice.Name;

    /// <summary>That nothing is seen is an answer of it, and no lack of one.</summary>
    public bool ResolvesItself => IsOfExceptions || IsOfFindings;

    /// <summary>Percent, seconds, dollars or a number, as the type has it.</summary>
    public string ThresholdUnit => Unit switch
    {
        AlertUnit.Share => "%",
        AlertUnit.Seconds => "s",
        AlertUnit.Dollars => "$",
        AlertUnit.Factor => "of the limits",
        _ => "",
    };

    /// <summary>In the unit of the type.</summary>
    public string Threshold { get; set; } = "5";

    public string RecoveryThreshold { get; set; } = "";
    public string Window { get; set; } = "5m";
    public string Interval { get; set; } = "1m";
    public string For { get; set; } = "0s";
    public string KeepFiringFor { get; set; } = "0s";
    public string EvaluationDelay { get; set; } = "5s";
    public string GroupWait { get; set; } = "30s";
    public string GroupInterval { get; set; } = "5m";
    public string RepeatInterval { get; set; } = "4h";
    public bool KeepOnNoData { get; set; }
    public bool Enabled { get; set; } = true;
    public HashSet<string> WebhookIds { get; } = [];

    /// <summary>Null with at least one error when the fields make no rule.</summary>
    public AlertRule? Read(IReadOnlySet<string> knownWebhooks, out IReadOnlyList<FieldError> errors)
    {
        var found = new List<FieldError>();
        var rule = new AlertRule
        {
            Id = _original?.Id ?? "",
            Name = Name.Trim(),
            Type = Type,
            Function = IsSearch ? "" : Function.Trim(),
            Search = IsSearch ? ReadSearch(found) : null,
            Threshold = Number(Threshold, "threshold", found) ?? 0,
            Objective = IsBurnRate ? Share(Objective, "objective", found) : null,
            RecoveryThreshold = RecoveryThreshold.Length == 0 ? null : Number(RecoveryThreshold, "recoveryThreshold", found),
            Window = Duration(Window, "window", found),
            Interval = Duration(Interval, "interval", found),
            For = Duration(For, "for", found),
            KeepFiringFor = Duration(KeepFiringFor, "keepFiringFor", found),
            EvaluationDelay = Duration(EvaluationDelay, "evaluationDelay", found),
            GroupWait = Duration(GroupWait, "groupWait", found),
            GroupInterval = Duration(GroupInterval, "groupInterval", found),
            RepeatInterval = Duration(RepeatInterval, "repeatInterval", found),
            NoData = KeepOnNoData && !ResolvesItself ? NoDataPolicy.Keep : NoDataPolicy.Resolve,
            Enabled = Enabled,
            WebhookIds = [.. WebhookIds],
        };
        var unread = found.Select(error => error.Field).ToHashSet();
        found.AddRange(AlertRuleValidator.Validate(rule, knownWebhooks).Where(error => !unread.Contains(error.Field)));
        errors = found;
        return found.Count == 0 ? rule : null;
    }

    private AlertUnit Unit => IsSearch ? new RuleSearch { Measure = Measure, Field = Field.Trim() }.Unit : AlertRuleType.Find(Type)?.Unit ?? AlertUnit.Share;

    private RuleSearch ReadSearch(List<FieldError> errors)
    {
        var isNumber = double.TryParse(Percentile.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var percentile);
        if (!isNumber && Measure == SearchMeasure.Percentile)
        {
            errors.Add(new FieldError("percentile", "A number, like 95."));
        }
        return new RuleSearch
        {
            Target = IsOfLogs ? SearchTarget.Logs : SearchTarget.Spans,
            Query = Query.Trim(),
            Measure = Measure,
            Part = Part.Trim(),
            Percentile = isNumber ? percentile : 95,
            Field = Field.Trim(),
            GroupBy = GroupBy.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        };
    }

    private double? Number(string text, string field, List<FieldError> errors)
    {
        if (Unit == AlertUnit.Share)
        {
            return Share(text, field, errors);
        }
        if (double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }
        errors.Add(new FieldError(field, "A number, like 5 or 0.5."));
        return null;
    }

    private static double? Share(string text, string field, List<FieldError> errors)
    {
        // By decimals: 99.9 percent is 0.999 and not a little more.
        if (decimal.TryParse(text.Trim().TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var percent))
        {
            return (double)(percent / 100);
        }
        errors.Add(new FieldError(field, "A number of percent, like 5 or 0.5."));
        return null;
    }

    private static TimeSpan Duration(string text, string field, List<FieldError> errors)
    {
        if (!DurationText.TryParse(text, out var duration))
        {
            errors.Add(new FieldError(field, "A duration, like 30s, 5m or 1h."));
        }
        return duration;
    }

    private string Text(double value) => (Unit == AlertUnit.Share ? value * 100 : value).ToString("0.######", CultureInfo.InvariantCulture);
}
