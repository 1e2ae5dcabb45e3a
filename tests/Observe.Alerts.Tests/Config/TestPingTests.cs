using System.Text.Json;
using Observe.Alerts.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Config;

public sealed class TestPingTests
{
    [Fact]
    public void To_Webhook_IsANotificationOfItsOwnForThatWebhookOnly()
    {
        var ping = TestPing.To(new Webhook { Id = "hook", Name = "oncall", Url = "https://hooks.example" }, Some.Time);

        Assert.Equal((AlertEvents.TestPing, "", "hook"), (ping.Event, ping.RuleId, Assert.Single(ping.WebhookIds)));
        Assert.DoesNotContain('.', ping.Id);
        using var json = JsonDocument.Parse(ping.Payload);
        Assert.Equal("test.ping", json.RootElement.GetProperty("type").GetString());
        Assert.Equal("2026-11-23T03:00:00.000000000Z", json.RootElement.GetProperty("timestamp").GetString());
        Assert.Equal("oncall", json.RootElement.GetProperty("data").GetProperty("webhookName").GetString());
    }
}
