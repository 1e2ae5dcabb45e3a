using System.Text;
using System.Text.Json.Nodes;
using Observe.Alerts.Deliver;

namespace Observe.Alerts.Format;

/// <summary>
/// An adaptive card 1.5 in the envelope that the Workflows of Microsoft Teams take. Texts stand in text runs, in which nothing is Markdown
/// (https://adaptivecards.io/explorer/TextRun.html).
/// </summary>
public static class TeamsBody
{
    /// <summary>Teams refuses more than 28 KB; as it counts the encoded message, some of that is left.</summary>
    public const int MaxBytes = 27_000;

    private const int MaxAlerts = 25;
    private const int MaxTextLength = 1_000;
    private const int MaxTitleLength = 300;
    private const int MaxLinkLength = 2_000;

    public static string Write(AlertMessage message)
    {
        for (var shown = Math.Min(message.Alerts.Count, MaxAlerts); ; shown--)
        {
            var body = Write(message, shown);
            if (shown == 0 || Encoding.UTF8.GetByteCount(body) <= MaxBytes)
            {
                return body;
            }
        }
    }

    private static string Write(AlertMessage message, int shown)
    {
        var body = new JsonArray(Line(Run(TextCut.To(message.Title, MaxTitleLength), run =>
        {
            run["size"] = "Large";
            run["weight"] = "Bolder";
            run["color"] = message.IsTest ? "Default" : message.IsFiring ? "Attention" : "Good";
        })));
        foreach (var alert in message.Alerts.Take(shown))
        {
            body.Add(Line(Run(TextCut.To(alert.Summary.Length > 0 ? alert.Summary : alert.Name, MaxTextLength))));
            body.Add(Line(Run("Traces", run => Open(run, alert.Traces)), Run($"  {alert.When}", run => run["isSubtle"] = true)));
        }
        var hidden = message.Alerts.Count - shown + message.Truncated;
        if (hidden > 0)
        {
            body.Add(Line(Run($"and {hidden} more alerts", run => run["isSubtle"] = true)));
        }
        var actions = new JsonArray();
        if (message.Page.Length is > 0 and <= MaxLinkLength)
        {
            actions.Add(new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = "Open in Observe", ["url"] = message.Page });
        }
        return new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/vnd.microsoft.card.adaptive",
                ["contentUrl"] = null,
                ["content"] = new JsonObject
                {
                    ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
                    ["type"] = "AdaptiveCard",
                    ["version"] = "1.5",
                    ["fallbackText"] = TextCut.To(message.Title, MaxTitleLength),
                    ["msteams"] = new JsonObject { ["width"] = "Full" },
                    ["body"] = body,
                    ["actions"] = actions,
                },
            }),
        }.ToJsonString(AlertPayload.Json);
    }

    private static JsonObject Line(params JsonObject[] runs) => new() { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray([.. runs]) };

    private static JsonObject Run(string text, Action<JsonObject>? dress = null)
    {
        var run = new JsonObject { ["type"] = "TextRun", ["text"] = text };
        dress?.Invoke(run);
        return run;
    }

    private static void Open(JsonObject run, string url)
    {
        if (url.Length is > 0 and <= MaxLinkLength)
        {
            run["selectAction"] = new JsonObject { ["type"] = "Action.OpenUrl", ["url"] = url };
        }
    }
}
