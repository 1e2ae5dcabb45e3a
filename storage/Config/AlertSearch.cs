using Observe.Storage.Search;

namespace Observe.Storage.Config;

/// <summary>The search for what is behind an alert.</summary>
public static class AlertSearch
{
    /// <summary>What is behind a rule are logs, not traces.</summary>
    public static bool IsOfLogs(AlertRule? rule) => rule?.Search is { Target: SearchTarget.Logs };

    /// <summary>Finds the traces (or logs) of an instance in the search language; empty for all.</summary>
    /// <param name="labels">Of the instance; without any, of the rule.</param>
    public static string Behind(AlertRule rule, LabelSet labels) => rule.Search is { } search
        ? OfSearch(search, labels)
        : OfFunction(labels.Function, AlertRuleType.Find(rule.Type) is not { IsAboutFailures: false });

    /// <param name="function">Empty for all.</param>
    public static string OfFunction(string function, bool failedOnly) => string.Join(
        " and ", new[] { function.Length > 0 ? $"function = {Value(function)}" : "", failedOnly ? "status = error" : "" }.Where(condition => condition.Length > 0));

    private static string OfSearch(RuleSearch search, LabelSet labels)
    {
        var text = search.Measure == SearchMeasure.Ratio ? SearchText.And(search.Query, search.Part) : search.Query;
        foreach (var (name, value) in labels.Labels.Where(label => search.GroupBy.Contains(label.Key)))
        {
            text = value.Length > 0 ? SearchText.WithFilter(text, name, "=", value) : SearchText.And(text, $"{SearchField.Of(name)} not exists");
        }
        return text;
    }

    private static string Value(string text) => SearchQuoting.IsBareValue(text) ? text : SearchQuoting.Quote(text);
}
