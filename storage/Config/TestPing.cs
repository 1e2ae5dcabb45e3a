using System.Text.Json;

namespace Observe.Storage.Config;

/// <summary>A notification that says nothing but "this webhook is set up": through the same outbox as a real one.</summary>
public static class TestPing
{
    public static NotificationRow To(Webhook webhook, DateTimeOffset now)
    {
        var payload = new
        {
            type = AlertEvents.TestPing,
            timestamp = UnixTime.ToRfc3339(UnixTime.Nanoseconds(now)),
            data = new { webhookId = webhook.Id, webhookName = webhook.Name, message = "A test from Observe." },
        };
        return new NotificationRow
        {
            Id = "msg_" + ConfigId.New(),
            RuleId = "",
            At = now,
            Event = AlertEvents.TestPing,
            WebhookIds = [webhook.Id],
            Payload = JsonSerializer.Serialize(payload, JsonSerializerOptions.Web),
        };
    }
}
