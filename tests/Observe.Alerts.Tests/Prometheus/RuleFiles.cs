using System.Globalization;
using System.Text;
using Observe.Alerts.Evaluate;

namespace Observe.Alerts.Tests.Prometheus;

/// <summary>
/// Writes cases as rules of Prometheus and as a test of them: what our state machine saw is what promtool is to expect of
/// ALERTS (pending or firing, or neither) and of ALERTS_FOR_STATE (since when it is pending) after each evaluation.
/// </summary>
internal static class RuleFiles
{
    public const string RulesName = "rules.yml";

    public static (string Rules, string Tests) Write(IReadOnlyCollection<RuleCase> cases)
    {
        var rules = new StringBuilder("groups:\n");
        var tests = new StringBuilder($"rule_files: [{RulesName}]\nevaluation_interval: {Seconds(cases.First().Rule.Interval)}\ntests:\n")
            .Append(CultureInfo.InvariantCulture, $"- interval: {Seconds(cases.First().Rule.Interval)}\n  input_series:\n");
        var alerts = NewLists();
        var clocks = NewLists();
        foreach (var item in cases)
        {
            rules.Append(CultureInfo.InvariantCulture, $"- name: g{item.Number}\n  rules:\n  - alert: c{item.Number}\n    expr: {Expression(item)}\n")
                .Append(CultureInfo.InvariantCulture, $"    for: {Seconds(item.Rule.For)}\n    keep_firing_for: {Seconds(item.Rule.KeepFiringFor)}\n");
            tests.Append(CultureInfo.InvariantCulture, $"  - series: v{{case=\"{item.Number}\"}}\n    values: \"{string.Join(' ', item.Series.Select(Value))}\"\n");
            foreach (var (instance, i) in item.Run().Select((instance, i) => (instance, i)))
            {
                Expect(item, instance, alerts[i], clocks[i]);
            }
        }
        tests.Append("  promql_expr_test:\n");
        for (var i = 0; i < RuleCase.Evaluations; i++)
        {
            var at = Seconds(cases.First().Rule.Interval * i);
            Test(tests, "ALERTS", at, alerts[i]);
            Test(tests, "ALERTS_FOR_STATE and on (case) ALERTS{alertstate=\"pending\"}", at, clocks[i]);
        }
        return (rules.ToString(), tests.ToString());
    }

    private static List<string>[] NewLists() => [.. Enumerable.Range(0, RuleCase.Evaluations).Select(_ => new List<string>())];

    /// <summary>A recovery threshold is a second comparison for as long as the alert fires.</summary>
    private static string Expression(RuleCase item)
    {
        var series = $"v{{case=\"{item.Number}\"}}";
        var fires = $"{series} > {Number(item.Rule.Threshold)}";
        return item.Rule.RecoveryThreshold is { } recovery
            ? $"'{fires} or ({series} > {Number(recovery)} and on (case) ALERTS{{alertname=\"c{item.Number}\", alertstate=\"firing\"}})'"
            : $"'{fires}'";
    }

    private static void Expect(RuleCase item, AlertInstance instance, List<string> alerts, List<string> clocks)
    {
        var name = $"alertname=\"c{item.Number}\", case=\"{item.Number}\"";
        if (instance.IsOpen)
        {
            alerts.Add($"{{labels: 'ALERTS{{{name}, alertstate=\"firing\"}}', value: 1}}");
        }
        else if (instance.PendingSince is { } since)
        {
            alerts.Add($"{{labels: 'ALERTS{{{name}, alertstate=\"pending\"}}', value: 1}}");
            clocks.Add($"{{labels: 'ALERTS_FOR_STATE{{{name}}}', value: {since.ToUnixTimeSeconds()}}}");
        }
    }

    private static void Test(StringBuilder tests, string expression, string at, List<string> expected)
    {
        tests.Append(CultureInfo.InvariantCulture, $"  - expr: {expression}\n    eval_time: {at}\n    exp_samples:{(expected.Count == 0 ? " []" : "")}\n");
        expected.ForEach(sample => tests.Append(CultureInfo.InvariantCulture, $"    - {sample}\n"));
    }

    // Durations of Prometheus are whole numbers of a unit.
    private static string Seconds(TimeSpan time) => $"{(long)time.TotalMilliseconds}ms";

    private static string Value(double? value) => value switch
    {
        null => "stale",
        double.PositiveInfinity => "Inf",
        double.NegativeInfinity => "-Inf",
        _ => Number(value.Value),
    };

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
