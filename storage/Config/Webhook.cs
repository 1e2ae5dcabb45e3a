using System.Text.Json.Serialization;

namespace Observe.Storage.Config;

/// <summary>A receiver of notifications. Its secret is not part of it: see <see cref="WebhookStore"/>.</summary>
public sealed record Webhook
{
    /// <summary>Empty until it is saved.</summary>
    public string Id { get; init; } = "";

    /// <summary>0 until it is saved.</summary>
    public long Version { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }
    public required string Name { get; init; }
    public required string Url { get; init; }

    /// <summary>One of <see cref="WebhookFormats.All"/>.</summary>
    public string Format { get; init; } = WebhookFormats.Generic;

    /// <summary>Liquid; empty unless the format is one.</summary>
    public string Template { get; init; } = "";

    /// <summary>Of what the template makes: one of <see cref="WebhookFormats.ContentTypes"/>.</summary>
    public string ContentType { get; init; } = WebhookFormats.Json;

    /// <summary>A new routing key of PagerDuty, to be kept; null to leave the one that is kept. It is never read back.</summary>
    [JsonIgnore]
    public string? RoutingKey { get; init; }

    /// <summary>Whether a routing key is kept. Set by the store.</summary>
    [JsonIgnore]
    public bool HasRoutingKey { get; init; }

    public bool Enabled { get; init; } = true;

    /// <summary>Why Observe itself disabled it; empty when it did not.</summary>
    public string DisabledReason { get; init; } = "";

    /// <summary>When Observe disabled it last; null when it never did. Kept by the store.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>When somebody enabled it after that; null until then. Kept by the store.</summary>
    public DateTimeOffset? EnabledAgainAt { get; init; }

    /// <summary>Until when messages are signed with the former secret, too; null when it was never made anew, or is as long as its file says so. Kept by the store.</summary>
    public DateTimeOffset? FormerSecretUntil { get; init; }

    /// <summary>The file that it comes from, which alone can change it; empty for one that was made by hand.</summary>
    public string ProvisionedFrom { get; init; } = "";
}

/// <param name="Secret">In plain text, <c>whsec_...</c>; answered once, never again.</param>
public sealed record CreatedWebhook(Webhook Webhook, string Secret);
