using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Server.Api;

/// <summary>A webhook as a program writes it.</summary>
/// <param name="Url">Without one, or with one as it is answered, a webhook that is changed keeps its address.</param>
/// <param name="Template">Liquid, for the format template.</param>
/// <param name="ContentType">Of what the template makes; default: application/json, which is checked.</param>
/// <param name="RoutingKey">Of PagerDuty: kept encrypted and never answered; without one the former is kept.</param>
public sealed record AlertsWebhookBody(
    string? Name, string? Url, string? Format, bool? Enabled, string? Template, string? ContentType, string? RoutingKey)
{
    public Webhook ToWebhook() => new()
    {
        Name = Name ?? "",
        Url = Url ?? "",
        Format = Format ?? WebhookFormats.Generic,
        Template = Template ?? "",
        ContentType = ContentType ?? WebhookFormats.Json,
        RoutingKey = RoutingKey,
        Enabled = Enabled ?? true,
    };
}

/// <summary>A webhook as it is answered: without its secret.</summary>
/// <param name="Url">Shortened where it is a secret itself: that of Slack, of Teams, for a template, or with a query.</param>
public sealed record AlertsWebhookAnswer(
    string Id, long Version, string UpdatedAt, string Name, string Url, string Format, bool Enabled, string DisabledReason,
    string? DisabledAt, string? FormerSecretUntil, string Template, string ContentType, bool HasRoutingKey, string ProvisionedFrom)
{
    public static AlertsWebhookAnswer Of(Webhook webhook) => new(
        webhook.Id, webhook.Version, UnixTime.ToRfc3339(UnixTime.Nanoseconds(webhook.UpdatedAt)), webhook.Name, WebhookAddress.Shown(webhook),
        webhook.Format, webhook.Enabled, webhook.DisabledReason, AlertsText.Time(webhook.DisabledAt), AlertsText.Time(webhook.FormerSecretUntil),
        webhook.Template, webhook.ContentType, webhook.HasRoutingKey, webhook.ProvisionedFrom);
}

/// <summary>The one answer that holds the secret.</summary>
public sealed record AlertsCreatedWebhook(string Id, string Secret, long Version, string Name, string Url, string Format);

/// <param name="KeepFormerFor">How long messages are signed with the former secret, too: a duration like "24h", which is the default; "0s" ends it at once.</param>
public sealed record AlertsRotateBody(string? KeepFormerFor);

/// <summary>The one answer that holds the new secret.</summary>
public sealed record AlertsRotateAnswer(string Id, string Secret, long Version, string? FormerSecretUntil);

/// <param name="NotificationId">The webhook-id to look for in the deliveries.</param>
public sealed record AlertsTestAnswer(string NotificationId);

/// <summary>Which messages are sent again.</summary>
public sealed class AlertsRedeliverParameters
{
    [FromQuery(Name = "from")]
    [Description("Start of the range that the last attempt was in; default: an hour before its end. " + ApiTime.Expected)]
    public string? From { get; init; }

    [FromQuery(Name = "to")]
    [Description("End of the range, not part of it; default: now")]
    public string? To { get; init; }

    [FromQuery(Name = "limit")]
    [Description("1 to 1000; default: 1000")]
    public string? Limit { get; init; }
}

/// <param name="Queued">Messages that are in the outbox again.</param>
/// <param name="Left">Messages over the limit: ask again for them.</param>
public sealed record AlertsRedeliverAnswer(int Queued, long Left);

/// <summary>A body to look at before it is saved.</summary>
/// <param name="Sample">Of which message: fired, resolved or test.</param>
public sealed record AlertsPreviewBody(string? Format, string? Template, string? ContentType, string? Sample)
{
    public Webhook ToWebhook() => new()
    {
        Name = "preview",
        Url = "https://preview.example",
        Format = Format ?? WebhookFormats.Template,
        Template = Template ?? "",
        ContentType = ContentType ?? WebhookFormats.Json,
    };
}

public sealed record AlertsPreviewAnswer(string Body, string ContentType);
