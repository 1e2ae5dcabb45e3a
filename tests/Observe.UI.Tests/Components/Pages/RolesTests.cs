using Bunit;
using MudBlazor;
using Observe.Storage.Config;
using Observe.UI.Components.Controls;
using Observe.UI.Components.Pages.Alerts;
using Observe.UI.Components.Pages.Settings;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Components.Pages;

/// <summary>What somebody may not do is not drawn for them, and is refused when it comes all the same.</summary>
public sealed class RolesTests : UITestContext
{
    private static readonly string[] Changes = ["New", "Silence", "Edit", "Test-fire", "Webhook", "Test", "Redeliver", "New rule"];

    public RolesTests()
    {
        Services.AddSingleton<IAlertEvaluationStore>(new FakeAlertEvaluationStore());
        Services.AddSingleton<INotificationStore>(new FakeNotificationStore());
        Services.AddSingleton<ProvisioningState>();
        Services.AddSingleton<AlertStatusReader>();
        Services.AddSingleton<AlertBoardReader>();
        Services.AddSingleton<AlertsDesk>();
        Services.AddSingleton<IRuleBacktest, NoBacktest>();
        Services.AddSingleton<IWebhookBodies, NoBodies>();
    }

    [Theory]
    [InlineData(AccountRole.Viewer, false)]
    [InlineData(AccountRole.Editor, true)]
    public async Task Alerts_Role_DecidesWhichButtonsThereAre(AccountRole role, bool expected)
    {
        Somebody.Role = role;
        var rule = await Readers.FireAsync("Errors", "*");
        await Readers.Webhooks.AddAsync(new Webhook { Name = "pager", Url = "https://pager.example/x" }, CancellationToken.None);
        Navigation.NavigateTo($"/alerts/{rule.Id}");
        var page = Render<AlertsPage>();

        page.WaitForElement(".rd h1");

        var buttons = page.FindAll("button").Select(button => button.TextContent.Trim()).Intersect(Changes).ToList();
        Assert.Equal(expected, buttons.Count > 0);
        Assert.Equal(expected, buttons.Contains("Edit"));
    }

    [Fact]
    public async Task Alerts_ChangeOfAViewerThatComesAllTheSame_IsRefused()
    {
        Somebody.Role = AccountRole.Viewer;
        var rule = await Readers.FireAsync("Errors", "*");
        var webhook = (await Readers.Webhooks.AddAsync(new Webhook { Name = "pager", Url = "https://pager.example/x", Enabled = false }, CancellationToken.None)).Webhook;
        Navigation.NavigateTo($"/alerts/{rule.Id}");
        var page = Render<AlertsPage>();
        page.WaitForElement(".rd h1");

        var list = page.FindComponent<WebhookList>().Instance;
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => page.InvokeAsync(() => list.OnEnable.InvokeAsync(webhook)));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => page.InvokeAsync(() => page.FindComponent<RuleDetail>().Instance.OnEdit.InvokeAsync()));

        Assert.False((await Readers.Webhooks.GetAsync(webhook.Id, CancellationToken.None))!.Enabled);
    }

    [Theory]
    [InlineData("Edit", "Save")]
    [InlineData("Edit", "Delete")]
    [InlineData("New silence", "Save")]
    [InlineData("New webhook", "Save")]
    public async Task Alerts_RoleThatGoesWhileADialogIsOpen_IsAskedForAgain(string open, string change)
    {
        var rule = await Readers.FireAsync("Errors", "*");
        Navigation.NavigateTo($"/alerts/{rule.Id}");
        var dialogs = Render<MudDialogProvider>();
        var page = Render<AlertsPage>();
        page.WaitForElement(".rd h1");
        // It ends with the dialog.
        _ = page.InvokeAsync(() => open switch
        {
            "Edit" => page.FindComponent<RuleDetail>().Instance.OnEdit.InvokeAsync(),
            "New silence" => page.FindComponent<RuleDetail>().Instance.OnSilence.InvokeAsync(),
            _ => page.FindComponent<WebhookList>().Instance.OnAdd.InvokeAsync(),
        });
        dialogs.WaitForElement("button.pri");
        Somebody.Role = AccountRole.Viewer;

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => dialogs.InvokeAsync(() => change == "Delete"
            ? dialogs.FindComponent<ConfirmButton>().Instance.OnConfirm.InvokeAsync()
            : dialogs.Find("button.pri").ClickAsync(new())));

        Assert.Equal((AuditActions.Access, true), Readers.Audit.Rows.Select(row => (row.Action, row.IsRefused)).Single());
        Assert.NotNull(await Services.GetRequiredService<AlertRuleStore>().GetAsync(rule.Id, CancellationToken.None));
    }

    [Theory]
    [InlineData(AccountRole.Viewer, false)]
    [InlineData(AccountRole.Editor, false)]
    [InlineData(AccountRole.Admin, true)]
    public void Settings_Role_DecidesWhetherKeysAndUsersAreThere(AccountRole role, bool expected)
    {
        Somebody.Role = role;
        Navigation.NavigateTo("/settings");
        var page = Render<SettingsPage>();

        page.WaitForElement("[aria-label='Storage']");

        Assert.Equal(expected, page.FindAll("[aria-label='Keys']").Count == 1);
        Assert.Equal(expected, page.FindAll("[aria-label='Users']").Count == 1);
    }

    [Fact]
    public async Task Settings_RoleOfTheLastAdmin_IsRefusedInWords()
    {
        var accounts = Services.GetRequiredService<AccountStore>();
        Somebody.Name = "ada";
        await accounts.AddAsync("ada", AccountRole.Admin, "hash", CancellationToken.None);
        await accounts.InviteAsync("bo", AccountRole.Viewer, CancellationToken.None);
        Navigation.NavigateTo("/settings");
        var page = Render<SettingsPage>();
        page.WaitForElement("[aria-label='Users'] tbody tr");

        Assert.Equal(["New link for bo"], page.FindAll("button[aria-label^='New link']").Select(button => button.GetAttribute("aria-label")));
        await page.InvokeAsync(() => page.Find("[aria-label='Role of ada']").Change("Viewer"));
        page.WaitForAssertion(() => Assert.Contains("last admin", page.Find("[aria-label='Users'] [role=alert]").TextContent, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.Find("[aria-label='Role of bo']").Change("Editor"));

        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[aria-label='Users'] [role=alert]")));
        Assert.Equal(AccountRole.Admin, (await accounts.FindAsync("ada", CancellationToken.None))!.Account.Role);
        Assert.Equal(AccountRole.Editor, (await accounts.FindAsync("bo", CancellationToken.None))!.Account.Role);
        Assert.Contains("invited", page.FindAll("[aria-label='Users'] tbody tr")[1].TextContent, StringComparison.Ordinal);
    }
}
