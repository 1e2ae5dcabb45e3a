using System.Text.Json;
using Observe.Alerts.Evaluate;
using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Alerts.Deliver;

/// <summary>What other receivers are told of a webhook that was disabled, and when it is enabled again: an alert like those of rules.</summary>
public sealed class WebhookNotice(AlertLinks links)
{
    private const string AlertName = "webhook disabled";

    /// <param name="webhook">One that Observe has disabled.</param>
    /// <returns>To nobody yet; with an id that is derived from what happened.</returns>
    public NotificationRow Write(Webhook webhook)
    {
        var startsAt = webhook.DisabledAt!.Value;
        var alertEvent = webhook.EnabledAgainAt is null ? AlertEvents.WebhookDisabled : AlertEvents.WebhookEnabled;
        var at = webhook.EnabledAgainAt ?? startsAt;
        return new NotificationRow
        {
            Id = AlertIdentity.MessageId(webhook.Id, alertEvent, at),
            RuleId = "",
            At = at,
            Event = alertEvent,
            Payload = Body(webhook, alertEvent, startsAt, at),
        };
    }

    private string Body(Webhook webhook, string alertEvent, DateTimeOffset startsAt, DateTimeOffset at)
    {
        var isFiring = alertEvent == AlertEvents.WebhookDisabled;
        var status = isFiring ? "firing" : "resolved";
        var group = new Dictionary<string, string> { ["alertname"] = AlertName };
        var labels = new Dictionary<string, string>(group) { ["webhook_id"] = webhook.Id, ["webhook"] = webhook.Name };
        var summary = isFiring
            ? $"Alerts do not reach {webhook.Name} any more, it is disabled: {webhook.DisabledReason}"
            : $"{webhook.Name} is enabled again.";
        var annotations = new Dictionary<string, string> { ["summary"] = summary };
        var page = links.BaseUrl + "/alerts";
        var (start, end) = (Rfc3339(startsAt), isFiring ? AlertPayload.NotEnded : Rfc3339(at));
        var fingerprint = AlertIdentity.Fingerprint(webhook.Id, new Dictionary<string, string>());
        var pages = new Dictionary<string, string> { ["alerts"] = page };
        return JsonSerializer.Serialize(
            new
            {
                type = alertEvent,
                timestamp = Rfc3339(at),
                data = new
                {
                    version = "4",
                    groupKey = "webhook " + webhook.Id,
                    truncatedAlerts = 0,
                    status,
                    receiver = "observe",
                    groupLabels = group,
                    commonLabels = labels,
                    commonAnnotations = annotations,
                    externalURL = links.BaseUrl,
                    reason = status,
                    alerts = new[] { new { status, labels, annotations, startsAt = start, endsAt = end, generatorURL = page, fingerprint, links = pages } },
                },
            },
            AlertPayload.Json);
    }

    private static string Rfc3339(DateTimeOffset time) => UnixTime.ToRfc3339(UnixTime.Nanoseconds(time));
}
