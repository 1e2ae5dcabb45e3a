using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Observe.Alerts.Evaluate;
using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Alerts.Deliver;

/// <summary>
/// The generic body: an envelope of type, timestamp and data, where data is the webhook object of Alertmanager
/// (version 4) with one alert, and beside it what Observe knows more of.
/// </summary>
public sealed class AlertPayload(AlertLinks links)
{
    /// <summary>What Alertmanager writes for "not ended".</summary>
    internal const string NotEnded = "0001-01-01T00:00:00Z";

    /// <summary>How bodies are written.</summary>
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        // The body is sent as application/json and never put into a page as it is.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string Write(AlertRule rule, LabelSet labels, AlertInstance before, AlertStep step, Observation observation)
    {
        var isFiring = step.Event == AlertEvents.Fired;
        var type = AlertRuleType.Of(rule);
        return Write(new Alert(
            step.Event, rule.Id, rule.Name, labels.Labels, Summary(rule, type, labels, labels.ToString() is { Length: > 0 } text ? text : rule.Name, isFiring, observation), observation.At,
            isFiring ? step.Next.FiringSince!.Value : before.FiringSince!.Value,
            observation.Value, rule.Threshold, observation.TraceIds, links.Traces(AlertSearch.Behind(rule, labels), observation.Range, AlertSearch.IsOfLogs(rule))));
    }

    private static string Missing(AlertRuleType type) =>
        type.IsSearch ? "nothing found" : type == AlertRuleType.QueueLag ? "no messages" : type == AlertRuleType.IteratorAge ? "no points of the metric" : "no invocations";

    private static string NewException(LabelSet labels, bool isFiring, Observation observation)
    {
        var exception = labels.Labels.GetValueOrDefault(LabelSet.ExceptionLabel, "");
        return isFiring
            ? string.Create(CultureInfo.InvariantCulture, $"{labels.Function}: {exception} is new, {observation.Value} times")
            : $"{labels.Function}: {exception} is not new any more";
    }

    private static string Finding(LabelSet labels, bool isFiring, Observation observation) => isFiring
        ? $"{labels.Function}: {observation.Detail}"
        : $"{labels.Function}: no {labels.Labels.GetValueOrDefault(LabelSet.FindingLabel, "")} found any more";

    private static string Summary(AlertRule rule, AlertRuleType type, LabelSet labels, string subject, bool isFiring, Observation observation) =>
        type == AlertRuleType.NewException ? NewException(labels, isFiring, observation)
        : type == AlertRuleType.Advice ? Finding(labels, isFiring, observation)
        : observation.Kind == ObservationKind.NoData ? $"{subject}: {Missing(type)} any more"
        : type == AlertRuleType.Silence ? $"{subject}: {(isFiring ? $"not invoked for {DurationText.Format(rule.Window)}" : "invoked again")}"
        : $"{subject}: {type.Title} {type.Format(observation.Value)}, {(isFiring ? "above" : "no longer above")} {type.Format(rule.Threshold)}"
            + (observation.Detail.Length > 0 ? $" ({observation.Detail})" : "");

    /// <param name="rule">Null when it was deleted.</param>
    public string WriteAbandoned(AlertTransitionRow last, AlertRule? rule, AlertInstance instance, DateTimeOffset at)
    {
        var labels = new LabelSet(last.Labels);
        var search = rule is null ? AlertSearch.OfFunction(labels.Function, failedOnly: true) : AlertSearch.Behind(rule, labels);
        var why = rule is null ? "the rule was deleted" : rule.Enabled ? "the rule was changed" : "the rule was disabled";
        var startsAt = instance.FiringSince!.Value;
        return Write(new Alert(
            AlertEvents.Resolved, last.RuleId, rule?.Name ?? last.RuleId, last.Labels, $"{labels}: {why}", at, startsAt,
            last.Value, last.Threshold, [], links.Traces(search, TimeRange.Of(startsAt, at > startsAt ? at : startsAt), AlertSearch.IsOfLogs(rule))));
    }

    private string Write(Alert alert)
    {
        var status = alert.Event == AlertEvents.Fired ? "firing" : "resolved";
        var labels = new Dictionary<string, string>(alert.Labels)
        {
            ["alertname"] = alert.RuleName,
            ["rule_id"] = alert.RuleId,
        };
        var annotations = new Dictionary<string, string> { ["summary"] = alert.Summary };
        var startsAt = Rfc3339(alert.StartsAt);
        var endsAt = status == "firing" ? NotEnded : Rfc3339(alert.At);
        var fingerprint = AlertIdentity.Fingerprint(alert.RuleId, alert.Labels);
        var traceIds = alert.TraceIds.Select(id => id.ToString()).ToList();
        var addresses = new Dictionary<string, string>
        {
            ["rule"] = links.Rule(alert.RuleId),
            ["traces"] = alert.TracesLink,
        };
        return JsonSerializer.Serialize(
            new
            {
                type = alert.Event,
                timestamp = Rfc3339(alert.At),
                data = new
                {
                    version = "4",
                    groupKey = alert.RuleId,
                    truncatedAlerts = 0,
                    status,
                    receiver = "observe",
                    groupLabels = alert.Labels,
                    commonLabels = labels,
                    commonAnnotations = annotations,
                    externalURL = links.BaseUrl,
                    alerts = new[]
                    {
                        new { status, labels, annotations, startsAt, endsAt, generatorURL = alert.TracesLink, fingerprint },
                    },
                    labels,
                    annotations,
                    startsAt,
                    endsAt,
                    fingerprint,
                    value = alert.Value,
                    threshold = alert.Threshold,
                    traceIds,
                    links = addresses,
                },
            },
            Json);
    }

    private static string Rfc3339(DateTimeOffset time) => UnixTime.ToRfc3339(UnixTime.Nanoseconds(time));

    private sealed record Alert(
        string Event, string RuleId, string RuleName, IReadOnlyDictionary<string, string> Labels, string Summary,
        DateTimeOffset At, DateTimeOffset StartsAt, double Value, double Threshold, IReadOnlyList<TraceId> TraceIds,
        string TracesLink);
}
