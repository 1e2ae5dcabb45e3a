using Bunit;
using Observe.Storage.Config;
using Observe.UI.Components.Pages.Alerts;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Components.Pages.Alerts;

public sealed class WebhookPreviewTests : UITestContext
{
    private readonly Bodies _bodies = new();
    private Webhook _webhook = new() { Name = "x", Url = "https://x.example", Format = WebhookFormats.Template, Template = "one" };

    public WebhookPreviewTests() => Services.AddSingleton<IWebhookBodies>(_bodies);

    [Fact]
    public async Task Show_Sample_IsOfWhatIsTypedThen()
    {
        var preview = Render<WebhookPreview>(parameters => parameters.Add(component => component.Of, () => _webhook));
        Assert.Empty(preview.FindAll("pre"));

        _webhook = _webhook with { Template = "two" };
        await ClickAsync(preview, "button", "resolved");

        Assert.Equal("{\n  \"of\": \"two of resolved\"\n}", preview.Find("pre").TextContent.ReplaceLineEndings("\n"));
        Assert.Equal("true", preview.FindAll("button")[1].GetAttribute("aria-pressed"));
    }

    [Fact]
    public async Task Show_TemplateFails_SaysWhy()
    {
        _bodies.Error = "There is a loop in a capture at line 2.";
        var preview = Render<WebhookPreview>(parameters => parameters.Add(component => component.Of, () => _webhook));

        await ClickAsync(preview, "button", "fired");

        Assert.Equal(_bodies.Error, preview.Find("[role=alert]").TextContent);
    }

    private sealed class Bodies : IWebhookBodies
    {
        public string Error { get; set; } = "";

        public IReadOnlyList<string> Samples => ["fired", "resolved"];

        public IReadOnlyList<FieldError> Check(Webhook webhook) => [];

        public WebhookBody Preview(Webhook webhook, string sample) =>
            Error.Length > 0 ? WebhookBody.Failed(Error) : new WebhookBody($$"""{"of":"{{webhook.Template}} of {{sample}}"}""", WebhookFormats.Json);
    }
}
