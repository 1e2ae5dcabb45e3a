namespace Observe.Storage.Config;

/// <summary>The bodies that a webhook can be sent.</summary>
public static class WebhookFormats
{
    public const string Generic = "generic";
    public const string Alertmanager = "alertmanager";
    public const string Slack = "slack";
    public const string Teams = "teams";
    public const string PagerDuty = "pagerduty";

    /// <summary>A Liquid template of the webhook's own.</summary>
    public const string Template = "template";

    /// <summary>Each with the words that people choose it by.</summary>
    public static readonly IReadOnlyList<(string Name, string Title)> All =
    [
        (Generic, "Observe (JSON, Standard Webhooks)"),
        (Alertmanager, "Alertmanager (version 4)"),
        (Slack, "Slack (incoming webhook)"),
        (Teams, "Microsoft Teams (Workflows)"),
        (PagerDuty, "PagerDuty (Events API v2)"),
        (Template, "A template of your own (Liquid)"),
    ];

    /// <summary>What a template can say that it makes.</summary>
    public static readonly IReadOnlyList<string> ContentTypes = [Json, "text/plain", "application/xml", "application/x-www-form-urlencoded"];

    /// <summary>Of all formats but templates; a template that says so is checked to be JSON.</summary>
    public const string Json = "application/json";
}
