namespace Observe.Storage.Config;

/// <summary>The kinds of notification, as receivers see them.</summary>
public static class AlertEvents
{
    public const string Fired = "alert.fired";
    public const string Resolved = "alert.resolved";

    /// <summary>Observe has disabled another webhook, whose messages do not arrive.</summary>
    public const string WebhookDisabled = "webhook.disabled";

    /// <summary>Somebody has enabled it again.</summary>
    public const string WebhookEnabled = "webhook.enabled";

    public const string TestPing = "test.ping";
}
