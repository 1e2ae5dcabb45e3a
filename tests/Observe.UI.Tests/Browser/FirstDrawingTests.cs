using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Observe.UI.Browser;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Browser;

/// <summary>What a browser shows before the page's connection stands, and that it is still there after.</summary>
public sealed class FirstDrawingTests : IAsyncLifetime
{
    private static readonly string Look = PageHost.LookOf();

    private readonly FakeReaders _readers = new();
    private PageHost _host = null!;

    public async Task InitializeAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        _readers.Functions.Functions = Night.Functions(now);
        _readers.Ingest.Result = Night.Ingest(now);
        _host = await PageHost.StartAsync(services =>
        {
            _readers.AddTo(services);
            new NightExplorer(now).AddTo(services);
        });
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Theory]
    [InlineData("Asia/Kathmandu|345|dark|open", "Asia/Kathmandu|345")]
    [InlineData("nonsense", null)]
    [InlineData(null, null)]
    public async Task Answer_HasTheRowsInTheZoneOfTheCookieOrOfThisMachine(string? look, string? zone)
    {
        var local = TimeZoneInfo.Local.Id == "Etc/UTC" ? "UTC" : TimeZoneInfo.Local.Id;

        var page = await GetAsync(look);

        Assert.Contains(">payments<", page, StringComparison.Ordinal);
        Assert.Contains($"data-zone=\"{zone ?? local}", page, StringComparison.Ordinal);
        Assert.Single(_readers.Functions.Queries);
    }

    [Fact]
    public async Task Answer_OfHome_LeavesWhatIsComparedWithToTheCircuit()
    {
        await GetAsync(Look, "/");
        Assert.Single(_readers.Functions.Queries);

        var visit = await _host.ArriveAsync(look: Look);
        await visit.Page.GotoAsync("/");

        await Assertions.Expect(visit.Page.Locator(".kpi .d").First).ToHaveTextAsync("as before");
    }

    [Fact]
    public async Task Answer_StoreTakesLong_HasThePageAndTheCircuitShowsTheRows()
    {
        _readers.Functions.Gate = new TaskCompletionSource();
        var visit = await _host.ArriveAsync(look: Look);
        await visit.Page.GotoAsync("/functions");
        await visit.ConnectedAsync();
        Assert.Equal(0, await visit.Page.GetByText("payments", new() { Exact = true }).CountAsync());

        _readers.Functions.Gate.SetResult();

        await visit.Page.GetByText("payments", new() { Exact = true }).First.WaitForAsync();
        Assert.Single(_readers.Functions.Queries);
    }

    [Fact]
    public async Task FirstVisit_FromAnotherZone_ShowsTheTimesOfItsOwn()
    {
        var visit = await _host.ArriveAsync();
        await visit.Page.GotoAsync("/functions");
        await visit.ConnectedAsync();

        await visit.Page.GetByText("payments", new() { Exact = true }).First.WaitForAsync();

        var cookie = Assert.Single(await visit.Page.Context.CookiesAsync(), cookie => cookie.Name == BrowserState.CookieName);
        Assert.Equal(Look, cookie.Value);
        await Assertions.Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("data-zone", new Regex("^Europe/Berlin"));
    }

    [Fact]
    public async Task Visit_WithoutCookiesFromAnotherZone_ShowsTheTimesOfItsOwn()
    {
        var visit = await _host.ArriveAsync();
        await visit.Page.AddInitScriptAsync("Object.defineProperty(document, 'cookie', { get: () => '', set: () => {} })");
        await visit.Page.GotoAsync("/functions");
        await visit.ConnectedAsync();

        await Assertions.Expect(visit.Page.Locator(".rangepick [title$='Europe/Berlin']").First).ToBeVisibleAsync();
        await visit.Page.GetByText("payments", new() { Exact = true }).First.WaitForAsync();
    }

    [Fact]
    public async Task Click_BeforeTheConnection_IsNotLost()
    {
        var (visit, release) = await OpenUnconnectedAsync("/functions");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Change the theme" }).ClickAsync();
        Assert.Equal("dark", await visit.Page.Locator("html").GetAttributeAsync("data-theme"));

        release.SetResult();

        await Assertions.Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
    }

    [Fact]
    public async Task Text_TypedBeforeTheConnection_StaysInItsField()
    {
        var (visit, release) = await OpenUnconnectedAsync("/functions");
        await visit.Page.Locator("#global-search").PressSequentiallyAsync("checkout");

        release.SetResult();
        await visit.ConnectedAsync();

        await Assertions.Expect(visit.Page.Locator("#global-search")).ToBeFocusedAsync();
        await Assertions.Expect(visit.Page.Locator("#global-search")).ToHaveValueAsync("checkout");
    }

    [Theory]
    [InlineData("/functions", "#global-search")]
    [InlineData("/traces?from=now-7d", "[data-page-search]")]
    public async Task Search_EnteredBeforeTheConnection_IsRun(string path, string field)
    {
        var (visit, release) = await OpenUnconnectedAsync(path, field);
        await visit.Page.Locator(field).PressSequentiallyAsync("checkout");
        await visit.Page.Keyboard.PressAsync("Enter");
        Assert.EndsWith(path, visit.Page.Url, StringComparison.Ordinal);

        release.SetResult();

        await Assertions.Expect(visit.Page).ToHaveURLAsync(new Regex("/traces\\?q=.*checkout"));
    }

    [Fact]
    public async Task Link_ClickedWhileTheConnectionIsMade_LeadsThereForGood()
    {
        var visit = await _host.ArriveAsync(look: Look);
        // Nothing that the server says of the first circuit arrives: a page that stays with it never connects.
        await visit.Page.AddInitScriptAsync("""
            if (location.pathname === '/functions') {
              const send = WebSocket.prototype.send;
              WebSocket.prototype.send = function (data) {
                send.call(this, data);
                if (typeof data !== 'string' && new TextDecoder('latin1').decode(data).includes('StartCircuit')) {
                  this.onmessage = null;
                  window.isAsked = true;
                }
              };
            }
            """);
        await visit.Page.GotoAsync("/functions");
        await visit.Page.GetByText("payments", new() { Exact = true }).First.WaitForAsync();
        await visit.Page.WaitForFunctionAsync("() => window.isAsked");

        await visit.Page.Locator("nav.rail a.brand").ClickAsync();
        await visit.ConnectedAsync();

        await Assertions.Expect(visit.Page.Locator(".kpis")).ToBeVisibleAsync();
        Assert.Equal("/", new Uri(visit.Page.Url).AbsolutePath);
    }

    /// <summary>The script that connects is held back.</summary>
    private async Task<(Visit Visit, TaskCompletionSource Release)> OpenUnconnectedAsync(string path, string until = "text=\"payments\"")
    {
        var visit = await _host.ArriveAsync(look: Look);
        var release = new TaskCompletionSource();
        await visit.Page.RouteAsync("**/blazor.web*.js", async route =>
        {
            await release.Task;
            await route.ContinueAsync();
        });
        await visit.Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        await visit.Page.Locator(until).First.WaitForAsync();
        return (visit, release);
    }

    private async Task<string> GetAsync(string? look, string path = "/functions")
    {
        using var http = new HttpClient { BaseAddress = new Uri(_host.Url) };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (look is not null)
        {
            request.Headers.Add("Cookie", $"{BrowserState.CookieName}={look}");
        }
        using var answer = await http.SendAsync(request);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }
}
