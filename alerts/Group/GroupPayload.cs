using System.Text.Json;
using System.Text.Json.Nodes;
using Observe.Alerts.Deliver;
using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Alerts.Group;

/// <summary>One body for the alerts of a group, put together from those of their last changes: that of the first, with all of them in its list.</summary>
public static class GroupPayload
{
    /// <summary>More are counted, not sent: a receiver must be able to take the message.</summary>
    public const int MaxAlerts = 100;

    private static readonly string[] OfEachAlert = ["value", "threshold", "traceIds", "links"];

    /// <param name="changes">The change that each alert was told by: at least one, those that fire first.</param>
    public static string Write(string alertEvent, GroupReason reason, DateTimeOffset at, IReadOnlyList<AlertTransitionRow> changes)
    {
        var bodies = changes.Take(MaxAlerts).Select(change => JsonNode.Parse(change.Payload)!.AsObject()).ToList();
        var alerts = bodies.ConvertAll(body => AlertOf(body["data"]!.AsObject()));
        var root = bodies[0];
        root["type"] = alertEvent;
        root["timestamp"] = UnixTime.ToRfc3339(UnixTime.Nanoseconds(at));
        var data = root["data"]!.AsObject();
        data["groupKey"] = changes[0].RuleId;
        data["truncatedAlerts"] = changes.Count - bodies.Count;
        data["status"] = alertEvent == AlertEvents.Fired ? "firing" : "resolved";
        data["reason"] = JsonNamingPolicy.CamelCase.ConvertName(reason.ToString());
        data["groupLabels"] = new JsonObject { ["alertname"] = data["labels"]?["alertname"]?.DeepClone() };
        data["commonLabels"] = Common(alerts, "labels");
        data["commonAnnotations"] = Common(alerts, "annotations");
        data["alerts"] = new JsonArray([.. alerts]);
        return root.ToJsonString(AlertPayload.Json);
    }

    private static JsonObject AlertOf(JsonObject data)
    {
        var alert = data["alerts"]![0]!.DeepClone().AsObject();
        foreach (var name in OfEachAlert)
        {
            alert[name] = data[name]?.DeepClone();
        }
        return alert;
    }

    private static JsonObject Common(List<JsonObject> alerts, string name)
    {
        var common = new JsonObject();
        foreach (var (key, value) in alerts[0][name]!.AsObject())
        {
            if (alerts.TrueForAll(alert => JsonNode.DeepEquals(alert[name]![key], value)))
            {
                common[key] = value?.DeepClone();
            }
        }
        return common;
    }
}
