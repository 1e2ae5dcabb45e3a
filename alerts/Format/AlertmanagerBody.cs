using System.Text.Json.Nodes;
using Observe.Alerts.Deliver;

namespace Observe.Alerts.Format;

/// <summary>The webhook object of Alertmanager, version 4, and nothing else (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config).</summary>
public static class AlertmanagerBody
{
    private static readonly string[] OfMessage =
        ["version", "groupKey", "truncatedAlerts", "status", "receiver", "groupLabels", "commonLabels", "commonAnnotations", "externalURL"];

    private static readonly string[] OfAlert = ["status", "labels", "annotations", "startsAt", "endsAt", "generatorURL", "fingerprint"];

    private static readonly string[] OfLabels = ["labels", "groupLabels", "commonLabels"];

    public static string Write(AlertMessage message)
    {
        var body = message.IsTest ? Test(message) : Pick(message.Data, OfMessage);
        if (!message.IsTest)
        {
            body["alerts"] = new JsonArray([.. message.Data["alerts"]!.AsArray().Select(alert => (JsonNode)Pick(alert!.AsObject(), OfAlert))]);
        }
        return body.ToJsonString(AlertPayload.Json);
    }

    /// <summary>
    /// As Prometheus allows it: <c>http_route</c> for <c>http.route</c>
    /// (https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels).
    /// </summary>
    public static string LabelName(string name)
    {
        var valid = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return valid.Length == 0 || char.IsAsciiDigit(valid[0]) ? "_" + valid : valid;
    }

    private static JsonObject Test(AlertMessage message)
    {
        var alert = message.Alerts[0];
        return new JsonObject
        {
            ["version"] = "4",
            ["groupKey"] = message.GroupKey,
            ["truncatedAlerts"] = 0,
            ["status"] = "firing",
            ["receiver"] = "observe",
            ["groupLabels"] = new JsonObject { ["alertname"] = alert.Name },
            ["commonLabels"] = Labels(),
            ["commonAnnotations"] = Annotations(),
            ["externalURL"] = message.Page,
            ["alerts"] = new JsonArray(new JsonObject
            {
                ["status"] = "firing",
                ["labels"] = Labels(),
                ["annotations"] = Annotations(),
                ["startsAt"] = alert.StartsAt,
                ["endsAt"] = alert.EndsAt,
                ["generatorURL"] = alert.Traces,
                ["fingerprint"] = alert.Fingerprint,
            }),
        };

        JsonObject Labels() => new(alert.Labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value)));
        JsonObject Annotations() => new() { ["summary"] = alert.Summary };
    }

    private static JsonObject Pick(JsonObject from, string[] names) =>
        new(names.Select(name => KeyValuePair.Create(name, OfLabels.Contains(name) ? Labels(from[name]) : from[name]?.DeepClone())));

    /// <summary>Values whose names become the same are joined, as Prometheus joins those of OTLP.</summary>
    private static JsonObject? Labels(JsonNode? labels) => labels is not JsonObject of ? null : new JsonObject(of
        .GroupBy(label => LabelName(label.Key))
        .Select(same => KeyValuePair.Create(same.Key, (JsonNode?)string.Join(';', same.Select(label => label.Value?.ToString() ?? "")))));
}
