using Observe.Storage.Config;
using Observe.UI.Browser;
using Observe.UI.Shaping;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Shaping;

public sealed class DeliveryTroubleTextTests
{
    private static readonly Webhook Pager = new() { Id = "1", Name = "pager", Url = "https://pager.example" };

    [Fact]
    public void Of_Disabled_SaysSinceWhenAndWhy()
    {
        var webhook = Pager with { Enabled = false, DisabledReason = "The receiver answered 410 Gone.", DisabledAt = Some.Now.AddMinutes(-5) };

        Assert.Equal("pager is disabled since 03:10: The receiver answered 410 Gone. 1 message waits.", Text(new WebhookStatus(webhook, new WebhookHealth("1", Waiting: 1))));
    }

    [Fact]
    public void Of_Deleted_SaysThatItWas() => Assert.Equal(
        "A webhook that was deleted did not get everything. 1 message of the last day was given up.", Text(new WebhookStatus(null, new WebhookHealth("1", GivenUp: 1))));

    [Theory]
    [InlineData(1, 0, true, false)]
    [InlineData(3, 0, true, true)]
    [InlineData(1, 1, true, true)]
    [InlineData(3, 1, false, false)]
    public void HasTrouble_FailingForMinutes_IsTroubleUnlessAPersonDisabledIt(int minutes, long givenUp, bool enabled, bool expected) => Assert.Equal(
        expected, new WebhookStatus(Pager with { Enabled = enabled }, new WebhookHealth("1", FailingSince: Some.Now.AddMinutes(-minutes), GivenUp: givenUp)).HasTrouble(Some.Now));

    private static string Text(WebhookStatus status) => DeliveryTroubleText.Of(status, Some.Now, new ViewerClock());
}
