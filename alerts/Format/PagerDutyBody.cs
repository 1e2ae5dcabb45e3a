using System.Text;
using System.Text.Json.Nodes;
using Observe.Alerts.Deliver;

namespace Observe.Alerts.Format;

/// <summary>
/// An event of PagerDuty's Events API v2 (https://developer.pagerduty.com/docs/send-alert-event): one incident a group, triggered while any of its
/// alerts fires and resolved when none does.
/// </summary>
public static class PagerDutyBody
{
    public const int MaxSummaryLength = 1_024;
    public const int MaxKeyLength = 255;

    /// <summary>512 KB are taken; some of that is left.</summary>
    public const int MaxBytes = 500_000;

    private const int MaxFieldLength = 1_000;
    private static readonly string[] Severities = ["critical", "error", "warning", "info"];

    public static string Write(AlertMessage message, string routingKey)
    {
        for (var shown = message.Alerts.Count; ; shown /= 2)
        {
            var body = Write(message, routingKey, shown);
            if (shown == 0 || Encoding.UTF8.GetByteCount(body) <= MaxBytes)
            {
                return body;
            }
        }
    }

    private static string Write(AlertMessage message, string routingKey, int shown)
    {
        var first = message.Alerts[0];
        var others = message.Alerts.Count - 1 + message.Truncated;
        var function = first.Labels.GetValueOrDefault("function", "");
        var summary = (first.Summary.Length > 0 ? first.Summary : message.Title).ReplaceLineEndings(" ");
        var note = others > 0 ? $" (and {others} more)" : "";
        return new JsonObject
        {
            ["routing_key"] = routingKey,
            ["event_action"] = message.IsFiring ? "trigger" : "resolve",
            ["dedup_key"] = Key(message.GroupKey),
            ["payload"] = new JsonObject
            {
                ["summary"] = TextCut.To(summary, MaxSummaryLength - note.Length) + note,
                ["source"] = TextCut.To(function.Length > 0 ? function : "observe", MaxFieldLength),
                ["severity"] = first.Labels.GetValueOrDefault("severity") is { } severity && Severities.Contains(severity) ? severity : "error",
                ["timestamp"] = message.IsTest || !message.IsFiring ? message.Timestamp : first.StartsAt,
                ["component"] = TextCut.To(function, MaxFieldLength),
                ["group"] = TextCut.To(message.Name, MaxFieldLength),
                ["class"] = TextCut.To(first.Name, MaxFieldLength),
                ["custom_details"] = Details(message, shown),
            },
            ["links"] = Links(message, first),
            ["client"] = "Observe",
            ["client_url"] = message.Page,
        }.ToJsonString(AlertPayload.Json);
    }

    private static JsonObject Details(AlertMessage message, int shown)
    {
        var details = new JsonObject
        {
            ["alerts"] = new JsonArray([.. message.Alerts.Take(shown).Select(alert => new JsonObject
            {
                ["status"] = alert.IsFiring ? "firing" : "resolved",
                ["summary"] = TextCut.To(alert.Summary, MaxFieldLength),
                ["when"] = alert.When,
                ["traces"] = alert.Traces,
                ["trace_ids"] = new JsonArray([.. alert.TraceIds.Select(id => (JsonNode?)id)]),
            })]),
        };
        var hidden = message.Alerts.Count - shown + message.Truncated;
        if (hidden > 0)
        {
            details["left_out"] = $"{hidden} more alerts";
        }
        return details;
    }

    private static JsonArray Links(AlertMessage message, MessageAlert first)
    {
        var links = new JsonArray();
        Add(first.Traces, "Traces");
        Add(message.Page, "The alert in Observe");
        return links;

        void Add(string href, string text)
        {
            if (href.Length > 0)
            {
                links.Add(new JsonObject { ["href"] = href, ["text"] = text });
            }
        }
    }

    /// <summary>Keys of ours are short; one that is not is told apart by its end.</summary>
    private static string Key(string groupKey)
    {
        var key = "observe " + groupKey;
        return key.Length <= MaxKeyLength ? key : key[^MaxKeyLength..];
    }
}
