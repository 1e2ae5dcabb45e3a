using Bunit;
using Observe.Storage.Config;
using Observe.UI.Components.Pages.Audit;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Components.Pages;

public sealed class AuditPageTests : UITestContext
{
    [Theory]
    [InlineData("/settings/audit")]
    [InlineData("/settings/audit?from=now-7d&actor=ada%40x&action=rule.add&outcome=refused")]
    public void State_OfAnAddress_IsWrittenTheSame(string url) =>
        Assert.Equal(url, AuditPageState.Parse(new Uri($"http://x{url}"))!.ToUrl());

    [Fact]
    public async Task Open_Rows_AreFilteredByTheAddressAndExportedTheSame()
    {
        await Readers.Audit.AppendAsync(Row("ada", AuditActions.AddRule), CancellationToken.None);
        await Readers.Audit.AppendAsync(Row("bo", AuditActions.Access) with { IsRefused = true, Object = "<script>alert(1)</script>" }, CancellationToken.None);
        Navigation.NavigateTo("/settings/audit?outcome=refused");
        var page = Render<AuditPage>();

        page.WaitForElement("tbody tr");

        Assert.Contains("bo", Assert.Single(page.FindAll("tbody tr")).TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("script"));
        Assert.Equal("/api/v1/audit/export?outcome=refused&format=csv", page.Find("a[download]").GetAttribute("href"));
        await page.InvokeAsync(() => page.Find("[aria-label='What']").Change("rule.add"));
        Assert.EndsWith("/settings/audit?action=rule.add&outcome=refused", Navigation.Uri, StringComparison.Ordinal);
        page.WaitForElement(".state");
    }

    [Fact]
    public async Task Open_StoreFails_SaysSoAndReadsAgainWhenAsked()
    {
        await Readers.Audit.AppendAsync(Row("ada", AuditActions.AddRule), CancellationToken.None);
        Readers.Audit.Failure = new TimeoutException();
        Navigation.NavigateTo("/settings/audit");
        var page = Render<AuditPage>();
        Assert.Contains("The audit could not be read", page.WaitForElement("[role=alert]").TextContent, StringComparison.Ordinal);

        Readers.Audit.Failure = null;
        await page.InvokeAsync(() => page.FindAll("button").Single(button => button.TextContent.Contains("again", StringComparison.OrdinalIgnoreCase)).Click());

        Assert.Contains("ada", page.WaitForElement("tbody tr").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NotAnAdmin_ShowsNothing()
    {
        Somebody.Role = AccountRole.Editor;
        Navigation.NavigateTo("/settings/audit");
        var page = Render<AuditPage>();

        page.WaitForElement(".state");

        Assert.Empty(page.FindAll("[aria-label='Audit']"));
    }

    private static AuditRow Row(string actor, string action) => new() { Id = actor, At = Some.Now, Actor = actor, Kind = "session", Address = "::1", Action = action };
}
