using Bunit;
using Observe.Storage.Config;
using Observe.UI.Components.Pages.Alerts;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Components.Pages.Alerts;

public sealed class WebhookListTests : UITestContext
{
    private static readonly Webhook Pager = new() { Id = "1", Name = "pager", Url = "https://pager.example/secret" };

    [Fact]
    public async Task Show_DisabledByObserve_SaysWhyAndOffersToEnableIt()
    {
        Webhook? enabled = null;
        var webhook = Pager with { Enabled = false, DisabledReason = "The receiver answered 410 Gone." };
        var list = Render<WebhookList>(parameters => parameters
            .Add(component => component.Health, [new WebhookStatus(webhook, new WebhookHealth("1", GivenUp: 2))])
            .Add(component => component.Now, Some.Now)
            .Add(component => component.OnEnable, item => enabled = item));

        Assert.Equal("The receiver answered 410 Gone.", list.Find(".x").TextContent);
        Assert.Empty(list.FindAll("[aria-label^='Redeliver']"));
        await ClickAsync(list, "[aria-label='Enable pager']");

        Assert.Equal(webhook, enabled);
    }

    [Fact]
    public void Show_FailsForMinutes_SaysSinceWhenAndHowManyMessagesWait()
    {
        var list = Render<WebhookList>(parameters => parameters
            .Add(component => component.Health, [new WebhookStatus(Pager, new WebhookHealth("1", FailingSince: Some.Now.AddMinutes(-12), LastFailure: "503", GivenUp: 2, Waiting: 3))])
            .Add(component => component.Now, Some.Now));

        Assert.Equal("fails for 12 min: 503", list.Find(".x").TextContent);
        Assert.Equal("5", list.Find("[aria-label='Redeliver to pager']").TextContent.Trim());
    }

    [Fact]
    public void Show_FromAFile_NamesItInPlaceOfEditing()
    {
        var list = Render<WebhookList>(parameters => parameters
            .Add(component => component.Health, [new WebhookStatus(Pager with { ProvisionedFrom = "night.yaml" }, new WebhookHealth("1"))])
            .Add(component => component.Now, Some.Now));

        Assert.Equal(["Test"], list.FindAll("button[aria-label$=' pager']").Select(button => button.TextContent));
        Assert.Equal("night.yaml", list.Find(".mono").TextContent);
    }

    [Fact]
    public void Show_Deleted_IsLeftOut() => Assert.Empty(Render<WebhookList>(parameters => parameters
        .Add(component => component.Health, [new WebhookStatus(null, new WebhookHealth("1", GivenUp: 2))])
        .Add(component => component.Now, Some.Now)).FindAll(".wh"));
}
