using System.Text.Json.Nodes;
using Observe.Alerts.Deliver;

namespace Observe.Alerts.Format;

/// <summary>
/// A message of Slack's incoming webhooks: blocks, and a text for notifications. What users wrote stands in plain_text, where nothing is formatted;
/// only links of our own are mrkdwn (https://docs.slack.dev/messaging/formatting-message-text).
/// </summary>
public static class SlackBody
{
    public const int MaxBlocks = 50;
    public const int MaxTextLength = 3_000;
    public const int MaxHeaderLength = 150;

    /// <summary>Two blocks an alert; the header and the last line take the others.</summary>
    private const int MaxAlerts = (MaxBlocks - 2) / 2;

    /// <summary>Longer ones do not fit beside each other into one text.</summary>
    private const int MaxLinkLength = 1_200;

    public static string Write(AlertMessage message)
    {
        var blocks = new JsonArray(new JsonObject { ["type"] = "header", ["text"] = Plain(message.Title, MaxHeaderLength) });
        foreach (var alert in message.Alerts.Take(MaxAlerts))
        {
            blocks.Add(new JsonObject { ["type"] = "section", ["text"] = Plain(alert.Summary.Length > 0 ? alert.Summary : alert.Name, MaxTextLength) });
            blocks.Add(Context($"{Link(alert.Traces, "Traces")} · {Link(alert.Rule.Length > 0 ? alert.Rule : message.Page, "Alert")} · {alert.When}"));
        }
        var hidden = message.Alerts.Count - Math.Min(message.Alerts.Count, MaxAlerts) + message.Truncated;
        if (hidden > 0)
        {
            blocks.Add(Context($"and {hidden} more alerts: {Link(message.Page, "all of them")}"));
        }
        var fallback = string.Join('\n', message.Alerts.Take(3).Select(alert => alert.Summary).Prepend(message.Title));
        return new JsonObject
        {
            ["text"] = Escape(fallback, MaxTextLength),
            ["mrkdwn"] = false,
            ["blocks"] = blocks,
        }.ToJsonString(AlertPayload.Json);
    }

    private static JsonObject Plain(string text, int max) => new() { ["type"] = "plain_text", ["text"] = Escape(text, max), ["emoji"] = false };

    private static JsonObject Context(string mrkdwn) => new()
    {
        ["type"] = "context",
        ["elements"] = new JsonArray(new JsonObject { ["type"] = "mrkdwn", ["text"] = mrkdwn, ["verbatim"] = true }),
    };

    /// <summary>The three characters by which Slack knows its own: no mention, no link can be made of a text.</summary>
    private static string Escape(string text, int max) => TextCut.To(text, max, Cost)
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static int Cost(char character) => character switch
    {
        '&' => 5,
        '<' or '>' => 4,
        _ => 1,
    };

    private static string Link(string url, string text)
    {
        var safe = url.Replace("<", "%3C", StringComparison.Ordinal).Replace(">", "%3E", StringComparison.Ordinal)
            .Replace("|", "%7C", StringComparison.Ordinal).Replace("&", "&amp;", StringComparison.Ordinal);
        return safe.Length is 0 or > MaxLinkLength ? text : $"<{safe}|{text}>";
    }
}
