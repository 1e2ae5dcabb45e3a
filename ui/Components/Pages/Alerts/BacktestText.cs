using Observe.Storage;
using Observe.Storage.Config;
using Observe.UI.Addresses;

namespace Observe.UI.Components.Pages.Alerts;

/// <summary>What a backtest found, in words.</summary>
public static class BacktestText
{
    /// <summary><c>In the last 7 days this rule would have fired 3 times, for 2 of 14 functions.</c></summary>
    public static string Sentence(AlertRule rule, BacktestResult result)
    {
        var span = AlertText.Age(TimeSpan.FromTicks(result.Range.Nanoseconds / 100)) switch { "7 d" => "7 days", var age => age };
        var many = result.Periods.Select(period => period.Labels).Distinct().Count() is var hit and > 1 ? $", for {hit} of {result.Instances} {(rule.Search is null ? "functions" : "label sets")}" : "";
        return result switch
        {
            { Instances: 0, Fired: 0 } => $"In the last {span} there was nothing to measure.",
            { Fired: 0 } => $"In the last {span} this rule would not have fired.",
            { Fired: 1 } => $"In the last {span} this rule would have fired once.",
            _ => $"In the last {span} this rule would have fired {result.Fired} times{many}.",
        };
    }

    /// <summary>How long it was open: <c>12 min</c>, <c>still</c>.</summary>
    public static string Length(BacktestPeriod period) => period.ResolvedAt is { } end ? AlertText.Age(end - period.FiredAt) : "still";

    /// <summary>The page with the traces behind it, those of the window at which it fired.</summary>
    public static string Traces(AlertRule rule, BacktestPeriod period) => AlertText.Behind(
        rule, period.Labels,
        PageRange.Absolute(UnixTime.ToDateTimeOffset(period.Seen.FromUnixNanoseconds), UnixTime.ToDateTimeOffset(period.Seen.ToUnixNanoseconds)));
}
