using Bunit;
using Observe.Storage.Config;
using Observe.UI.Components.Pages.Settings;
using Observe.UI.Live;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Components.Pages;

public sealed class SettingsPageTests : UITestContext
{
    [Theory]
    [InlineData("/settings")]
    [InlineData("/settings?from=now-24h")]
    public void State_OfAnAddress_IsWrittenTheSame(string url) =>
        Assert.Equal(url, SettingsPageState.Parse(new Uri($"http://x{url}"))!.ToUrl());

    [Fact]
    public void State_OfAnotherPage_IsNone() => Assert.Null(SettingsPageState.Parse(new Uri("http://x/alerts")));

    [Fact]
    public void Open_RefusedRecordsAndRequests_SaysHowManyAndWhy()
    {
        Readers.Ingest.Result = Some.Ingest with { RefusedRequests = new Dictionary<string, long> { ["no_key"] = 12 } };
        var page = Open();

        page.WaitForAssertion(() => Assert.Contains("no_key", page.Find("[aria-label='Ingest accounting']").TextContent, StringComparison.Ordinal));
        var rows = page.FindAll("[aria-label='Ingest accounting'] tbody tr").Select(row => row.TextContent).ToList();
        Assert.Contains(rows, row => row.Contains("Requests", StringComparison.Ordinal) && row.Contains("12", StringComparison.Ordinal));
        Assert.Equal(Some.Ingest.Signals.Count, page.FindAll("[aria-label='Ingest accounting'] table:first-of-type tbody")[0].Children.Length);
    }

    [Fact]
    public void Open_KeysBeyondTheLimit_SaysThatTheyAreNotCompleted()
    {
        Readers.Ingest.Result = Some.Ingest with { AttributeKeysLeftOut = new Dictionary<string, long> { ["spans"] = 1_234 } };
        var page = Open();

        page.WaitForAssertion(() => Assert.Contains("1,234 of spans", page.Find("[aria-label='Ingest accounting'] .foot.wrn").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Open_Store_ShowsTheEnginesRetentionAndTheForecast()
    {
        var page = Open();

        page.WaitForAssertion(() => Assert.Contains("14 days", page.Find("[aria-label='Storage']").TextContent, StringComparison.Ordinal));
        Assert.Contains("come in a day", page.Find("[aria-label='Storage'] .fc").TextContent, StringComparison.Ordinal);
        Assert.Contains("for good", page.Find("[aria-label='Storage']").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_RevokedAndActive_AreListedWithTheActiveFirstAndNeverWhole()
    {
        var keys = Services.GetRequiredService<ApiKeyStore>();
        var old = await keys.AddAsync("a-sender", [ApiKeyScopes.Ingest], default);
        await keys.RevokeAsync(old!.Key.Id, default);
        var active = await keys.AddAsync("b-program", [ApiKeyScopes.Read], default);
        var page = Open();

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("[aria-label='Keys'] tbody tr").Count));
        var rows = page.FindAll("[aria-label='Keys'] tbody tr").Select(row => row.TextContent).ToList();
        Assert.Contains(active!.Key.Prefix, rows[0], StringComparison.Ordinal);
        Assert.Contains("revoked", rows[1], StringComparison.Ordinal);
        Assert.DoesNotContain(active.Secret, page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoKeyYet_SaysWhenOneIsNeeded()
    {
        var page = Open();

        page.WaitForAssertion(() => Assert.Contains("no key yet", page.Find("[aria-label='Keys']").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Open_SlowStore_ShowsTheSkeletonAfterItsDelay()
    {
        Readers.Storage.Gate = new TaskCompletionSource();
        var page = Open();
        Time.Advance(QueryRunner.LoadingDelay);

        page.WaitForElement(".skeleton");
    }

    [Fact]
    public async Task Open_StoreFails_ShowsWhyAndRetries()
    {
        Readers.Storage.Failure = new TimeoutException("too slow");
        var page = Open();
        page.WaitForAssertion(() => Assert.Contains("did not answer in time", page.Find(".state").TextContent, StringComparison.Ordinal));

        Readers.Storage.Failure = null;
        await ClickAsync(page, ".state button");

        page.WaitForElement("[aria-label='Storage']");
    }

    private IRenderedComponent<SettingsPage> Open(string url = "/settings")
    {
        Navigation.NavigateTo(url);
        return Render<SettingsPage>();
    }
}
