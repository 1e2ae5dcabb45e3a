using System.Text.Json;
using System.Text.Json.Nodes;
using Observe.Storage.Config;

namespace Observe.Alerts.Format;

/// <summary>A generic body as the other formats read it.</summary>
/// <param name="Data">Its <c>data</c> as it stands.</param>
/// <param name="GroupKey">The same for all messages about a group.</param>
/// <param name="Truncated">Alerts that the body left out.</param>
/// <param name="Page">Where to read on: the rule, or the alerts.</param>
public sealed record AlertMessage(
    string Type, string Timestamp, JsonObject Data, bool IsFiring, string Name, string GroupKey, int Truncated, string Page, IReadOnlyList<MessageAlert> Alerts)
{
    public bool IsTest => Type == AlertEvents.TestPing;

    /// <summary><c>Firing: payments fail (3)</c></summary>
    public string Title => IsTest ? Alerts[0].Summary : $"{State}: {Name}{(Alerts.Count + Truncated > 1 ? $" ({Alerts.Count + Truncated})" : "")}";

    private string State => !IsFiring ? "Resolved" : Text(Data, "reason") == "repeat" ? "Still firing" : "Firing";

    /// <param name="payload">As it is in the outbox.</param>
    /// <param name="baseUrl">Of the pages, for what has no link of its own.</param>
    public static AlertMessage Parse(string payload, string baseUrl)
    {
        var root = JsonNode.Parse(payload)!.AsObject();
        var type = Text(root, "type");
        var timestamp = Text(root, "timestamp");
        var data = root["data"]!.AsObject();
        if (type == AlertEvents.TestPing)
        {
            var ping = new MessageAlert(
                true, "ObserveTest", new Dictionary<string, string> { ["alertname"] = "ObserveTest", ["webhook"] = Text(data, "webhookName"), ["severity"] = "info" },
                Text(data, "message"), timestamp, Deliver.AlertPayload.NotEnded, baseUrl + "/alerts", Text(data, "webhookId"), []);
            return new AlertMessage(type, timestamp, data, true, ping.Name, "test " + ping.Fingerprint, 0, baseUrl + "/alerts", [ping]);
        }
        var alerts = data["alerts"]!.AsArray().Select(node => MessageAlert.Of(node!.AsObject())).ToList();
        var name = Text(data["groupLabels"] as JsonObject, "alertname");
        var page = alerts.Select(alert => alert.Rule).FirstOrDefault(link => link.Length > 0) ?? "";
        return new AlertMessage(
            type, timestamp, data, Text(data, "status") == "firing", name.Length > 0 ? name : alerts[0].Name, Text(data, "groupKey"),
            data["truncatedAlerts"]?.GetValue<int>() ?? 0, page.Length > 0 ? page : baseUrl + "/alerts", alerts);
    }

    internal static string Text(JsonObject? of, string name) =>
        of?[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";
}

/// <summary>One of its alerts.</summary>
/// <param name="StartsAt">RFC 3339.</param>
/// <param name="EndsAt">RFC 3339; the year 1 while it fires.</param>
/// <param name="Traces">The page with the traces behind it.</param>
/// <param name="TraceIds">Some of them.</param>
public sealed record MessageAlert(
    bool IsFiring, string Name, IReadOnlyDictionary<string, string> Labels, string Summary, string StartsAt, string EndsAt, string Traces, string Fingerprint,
    IReadOnlyList<string> TraceIds)
{
    /// <summary>The page of its rule; empty when it has none.</summary>
    public string Rule { get; init; } = "";

    public static MessageAlert Of(JsonObject alert)
    {
        var labels = Texts(alert["labels"]);
        var links = alert["links"] as JsonObject;
        var traces = AlertMessage.Text(links, "traces");
        return new MessageAlert(
            AlertMessage.Text(alert, "status") == "firing", labels.GetValueOrDefault("alertname", ""), labels, Texts(alert["annotations"]).GetValueOrDefault("summary", ""),
            AlertMessage.Text(alert, "startsAt"), AlertMessage.Text(alert, "endsAt"), traces.Length > 0 ? traces : AlertMessage.Text(alert, "generatorURL"),
            AlertMessage.Text(alert, "fingerprint"), [.. (alert["traceIds"] as JsonArray ?? []).Select(id => id!.ToString())])
        {
            Rule = AlertMessage.Text(links, "rule"),
        };
    }

    /// <summary><c>2026-11-23 03:00:10 UTC</c></summary>
    public static string Time(string rfc3339) => rfc3339.Length >= 19 ? $"{rfc3339[..10]} {rfc3339[11..19]} UTC" : rfc3339;

    /// <summary><c>since ... UTC</c>, or from when to when.</summary>
    public string When => IsFiring ? $"since {Time(StartsAt)}" : $"{Time(StartsAt)} to {Time(EndsAt)}";

    private static Dictionary<string, string> Texts(JsonNode? of) =>
        of is JsonObject texts ? texts.ToDictionary(text => text.Key, text => text.Value?.ToString() ?? "") : [];
}
