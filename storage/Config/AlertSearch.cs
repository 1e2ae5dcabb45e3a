using Observe.Storage.Search;

namespace Observe.Storage.Config;

/// <summary>The search for what is behind an alert.</summary>
public static class AlertSearch
{
    /// <summary>Finds the traces of an instance in the search language; empty for all.</summary>
    /// <param name="labels">Of the instance; without any, of the rule.</param>
    public static string Behind(AlertRule rule, LabelSet labels) => OfFunction(labels.Function, AlertRuleType.Find(rule.Type) is not { IsAboutFailures: false });

    /// <param name="function">Empty for all.</param>
    public static string OfFunction(string function, bool failedOnly) => string.Join(
        " and ", new[] { function.Length > 0 ? $"function = {Value(function)}" : "", failedOnly ? "status = error" : "" }.Where(condition => condition.Length > 0));

    private static string Value(string text) => SearchQuoting.IsBareValue(text) ? text : SearchQuoting.Quote(text);
}
