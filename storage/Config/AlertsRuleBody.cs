using System.Text.Json;
using Observe.Storage.Search;

namespace Observe.Storage.Config;

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

    /// <summary>Of a rule of type search: spans or logs.</summary>
    public string? Signal { get; init; }
    public string? Query { get; init; }

    /// <summary>count, rate, ratio or percentile.</summary>
    public string? Measure { get; init; }

    /// <summary>Of a ratio: the search within the query.</summary>
    public string? Part { get; init; }
    public double? Percentile { get; init; }

    /// <summary>Of a percentile: duration, or an attribute.</summary>
    public string? Field { get; init; }
    public IReadOnlyList<string>? GroupBy { get; init; }

    // A field of the contract that rules have no use for yet: said, not swallowed.
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
            Search = ReadSearch(errors),
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

    private RuleSearch? ReadSearch(ICollection<FieldError> errors)
    {
        if (AlertRuleType.Find(Type ?? "") is not { IsSearch: true } type)
        {
            var given = new (string Name, bool IsGiven)[]
            {
                ("signal", Signal is not null), ("query", !string.IsNullOrEmpty(Query)), ("measure", Measure is not null), ("part", Part is not null),
                ("percentile", Percentile is not null), ("field", Field is not null), ("groupBy", GroupBy is { Count: > 0 }),
            };
            foreach (var (name, _) in given.Where(field => field.IsGiven))
            {
                errors.Add(new FieldError(name, "Only of a rule of type search or log_match."));
            }
            return null;
        }
        var search = new RuleSearch();
        return search with
        {
            Target = Choice(Signal, type == AlertRuleType.LogMatch ? SearchTarget.Logs : SearchTarget.Spans, [SearchTarget.Spans, SearchTarget.Logs], "signal", errors),
            Query = Query ?? "",
            Measure = Choice(Measure, search.Measure, Enum.GetValues<SearchMeasure>(), "measure", errors),
            Part = Part ?? "",
            Percentile = Percentile ?? search.Percentile,
            Field = Field ?? search.Field,
            GroupBy = [.. (GroupBy ?? []).OfType<string>()],
        };
    }

    private static T Choice<T>(string? text, T fallback, IReadOnlyList<T> choices, string field, ICollection<FieldError> errors)
        where T : struct, Enum
    {
        if (text is null)
        {
            return fallback;
        }
        foreach (var choice in choices)
        {
            if (Word(choice) == text)
            {
                return choice;
            }
        }
        errors.Add(new FieldError(field, $"One of {string.Join(", ", choices.Select(Word))}."));
        return fallback;
    }

    private static string Word<T>(T choice)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(choice.ToString());

    private void RefuseUnused(ICollection<FieldError> errors)
    {
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
