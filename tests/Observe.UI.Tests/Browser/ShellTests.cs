using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Observe.Functions;
using Observe.Functions.Cost;
using Observe.Functions.Limits;
using Observe.Storage;
using Observe.Storage.Config;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Browser;

/// <summary>The frame in a real browser: what bUnit cannot see (policy, script modules, fonts, focus, width).</summary>
public sealed class ShellTests : IAsyncLifetime
{
    private readonly FakeReaders _readers = new();
    private PageHost _host = null!;

    public async Task InitializeAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        _readers.Functions.Functions = Night.Functions(now);
        _readers.Functions.Before = [Some.Function("payments", 18_000, errors: 9, cold: 60, timeouts: 3), Some.Function("cart", 200_000)];
        _readers.Ingest.Result = Night.Ingest(now);
        await _readers.FireAsync("payments errors over 2 %", "payments");
        await _readers.FireAsync("checkout errors over 1.5 %", "checkout", AlertState.Pending, open: false);
        _host = await PageHost.StartAsync(_readers.AddTo);
        _host.Services.GetRequiredService<FunctionsOptions>().Limits.Add(new ConcurrencyLimit { Function = "payments", Reserved = 120 });
        _readers.Histories.History = FakeInvocationHistoryReader.Pairs();
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Theory]
    [InlineData("/", 1440, "dark")]
    [InlineData("/", 1440, "light")]
    [InlineData("/", 400, "dark")]
    [InlineData("/functions", 1440, "dark")]
    [InlineData("/functions", 1440, "light")]
    [InlineData("/functions", 400, "light")]
    public async Task Open_WithFunctions_ShowsRowsAndTheBrowserHasNoComplaint(string path, int width, string theme)
    {
        var visit = await _host.OpenAsync(path, width, theme);

        await visit.Page.GetByText("payments", new() { Exact = true }).First.WaitForAsync();
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await visit.PictureAsync($"{(path == "/" ? "home" : path[1..])}-{theme}-{width}");

        Assert.Empty(visit.Complaints);
        Assert.Equal(theme, await visit.Page.Locator("html").GetAttributeAsync("data-theme"));
        Assert.Equal(width, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.True(await visit.Page.EvaluateAsync<bool>("document.fonts.check('13px Inter')"));
        if (width == 400)
        {
            Assert.Equal(5, await visit.Page.Locator(".rail a:visible").CountAsync());
            Assert.Equal(path == "/" ? 1 : 0, await visit.Page.Locator("header a[href^='/services']:visible").CountAsync());
        }
    }

    [Theory]
    [InlineData("", ".kpis")]
    [InlineData("cold-starts", ".inst")]
    [InlineData("concurrency", ".it")]
    [InlineData("cost", ".kpis")]
    [InlineData("errors", ".it")]
    [InlineData("async", ".lists")]
    [InlineData("invocations", ".it")]
    public async Task Function_OfTheNight_FitsTheScreenAndTheBrowserHasNoComplaint(string view, string until)
    {
        NightFunction.Fill(_readers.Function, TimeProvider.System.GetUtcNow());
        // All that there is for the fullest of them; the others share its parts.
        (int Width, string Theme)[] looks = view == "cold-starts"
            ? [(1440, "dark"), (1440, "light"), (400, "dark"), (400, "light")]
            : [(1440, "light"), (400, "dark")];
        foreach (var (width, theme) in looks)
        {
            var visit = await _host.OpenAsync($"/functions/{NightFunction.Identity.Id}/{view}".TrimEnd('/'), width, theme);

            await visit.Page.Locator(until).First.WaitForAsync();
            await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await visit.PictureAsync($"function-{view}-{theme}-{width}");

            Assert.Empty(visit.Complaints);
            Assert.Equal(width, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        }
    }

    [Theory]
    [InlineData("/services", ".map", 1440, "dark")]
    [InlineData("/services", ".map", 1440, "light")]
    [InlineData("/services", ".rt", 400, "dark")]
    [InlineData("/services?focus=payments", ".map", 1440, "dark")]
    [InlineData("/services/payments", ".rt", 1440, "light")]
    [InlineData("/services/payments", ".rt", 400, "light")]
    public async Task Services_OfTheNight_FitTheScreenAndTheBrowserHasNoComplaint(string path, string until, int width, string theme)
    {
        NightServices.Fill(_readers.Services, TimeProvider.System.GetUtcNow());
        var visit = await _host.OpenAsync(path, width, theme);

        await visit.Page.Locator(until).First.WaitForAsync();
        await visit.Page.EvaluateAsync<bool>("document.fonts.ready.then(() => true)");
        await visit.PictureAsync($"{path[1..].Replace('/', '-').Replace('?', '-').Replace('=', '-')}-{theme}-{width}");

        Assert.Empty(visit.Complaints);
        Assert.Equal(width, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Fact]
    public async Task Services_OfALargeShop_CanBeFilteredAndFollowedByTheKeyboard()
    {
        _readers.Services.Map = NightServices.Many(200, 1_000);
        var visit = await _host.OpenAsync("/services?view=map&least=0");
        await Assertions.Expect(visit.Page.Locator("a.node")).ToHaveCountAsync(200);
        await visit.PictureAsync("services-many");

        await visit.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Filter by name" }).FillAsync("service-007");
        await Assertions.Expect(visit.Page).ToHaveURLAsync(new Regex("filter=service-007"));
        await visit.Page.Locator("a.node[data-node='service-007']").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page).ToHaveURLAsync(new Regex("focus=service-007"));
        await visit.Page.Locator("a.node.on").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(visit.Page).ToHaveURLAsync(new Regex("/services/service-007$"));
        Assert.Empty(visit.Complaints);
    }

    [Theory]
    [InlineData(1440, "dark")]
    [InlineData(1440, "light")]
    [InlineData(400, "light")]
    [InlineData(400, "dark")]
    public async Task Settings_OfAStoreInUse_ShowsAllOfItAndTheBrowserHasNoComplaint(int width, string theme)
    {
        await AddKeysAsync();
        var visit = await _host.OpenAsync("/settings", width, theme);

        await visit.Page.GetByText("last event", new() { Exact = false }).First.WaitForAsync();
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await visit.PictureAsync($"settings-{theme}-{width}");

        Assert.Empty(visit.Complaints);
        Assert.Equal(width, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Fact]
    public async Task Settings_NewKey_IsShownOnceAndListedByItsFirstCharacters()
    {
        var visit = await _host.OpenAsync("/settings");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "New key" }).ClickAsync();
        await visit.Page.GetByLabel("Name").FillAsync("checkout-functions");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        var secret = await visit.Page.Locator("pre.secret").InnerTextAsync();
        await visit.PictureAsync("settings-key");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();

        await Assertions.Expect(visit.Page.Locator("tbody")).ToContainTextAsync([$"{secret[..12]}…"]);
        Assert.DoesNotContain(secret, await visit.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.StartsWith("obs_", secret, StringComparison.Ordinal);
        Assert.Empty(visit.Complaints);
    }

    private async Task AddKeysAsync()
    {
        using var keys = new ApiKeyStore(_readers.Documents, TimeProvider.System);
        var sender = await keys.AddAsync("checkout-functions", [ApiKeyScopes.Ingest], CancellationToken.None);
        await keys.UsedAsync(sender!.Key.Id, TimeProvider.System.GetUtcNow().AddMinutes(-4), CancellationToken.None);
        await keys.AddAsync("grafana", [ApiKeyScopes.Read], CancellationToken.None);
        var old = await keys.AddAsync("terraform of the platform team in Frankfurt", [ApiKeyScopes.Admin], CancellationToken.None);
        await keys.RevokeAsync(old!.Key.Id, CancellationToken.None);
    }

    [Theory]
    [InlineData("/", "dark")]
    [InlineData("/functions", "light")]
    public async Task Open_NothingReceivedYet_ShowsTheFirstStep(string path, string theme)
    {
        _readers.Functions.Functions = [];
        _readers.Ingest.Result = Some.NoIngest with { RefusedRequests = new Dictionary<string, long> { ["no key"] = 12 } };

        var visit = await _host.OpenAsync(path, theme: theme);

        await visit.Page.GetByRole(AriaRole.Heading, new() { Name = "No trace yet" }).WaitForAsync();
        await visit.PictureAsync($"{(path == "/" ? "home" : path[1..])}-empty-{theme}");
        Assert.Empty(visit.Complaints);
    }

    [Theory]
    [InlineData("/", "dark")]
    [InlineData("/functions", "light")]
    public async Task Open_StoreFails_SaysSoAndRetries(string path, string theme)
    {
        _readers.Functions.Failure = new HttpRequestException("Connection refused (127.0.0.1:8123)");

        var visit = await _host.OpenAsync(path, theme: theme);
        var retry = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" });
        await retry.WaitForAsync();
        await visit.PictureAsync($"{(path == "/" ? "home" : path[1..])}-failed-{theme}");
        _readers.Functions.Failure = null;
        await retry.ClickAsync();

        await visit.Page.GetByText("payments", new() { Exact = true }).First.WaitForAsync();
    }

    [Fact]
    public async Task Theme_Toggled_IsKeptForTheNextVisit()
    {
        var visit = await _host.OpenAsync("/");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Change the theme" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");

        await visit.Page.ReloadAsync();

        await Assertions.Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        Assert.Equal("rgb(245, 246, 248)", await visit.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
    }

    [Fact]
    public async Task Rail_Expanded_ShowsLabelsAndIsKept()
    {
        var visit = await _host.OpenAsync("/");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Expand the rail" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Collapse the rail" }).WaitForAsync();

        await visit.Page.ReloadAsync();

        await Assertions.Expect(visit.Page.Locator(".rail .lbl", new() { HasText = "Functions" })).ToBeVisibleAsync();
        await visit.Page.GetByText("payments", new() { Exact = true }).First.WaitForAsync();
        await visit.PictureAsync("home-rail-open");
    }

    [Fact]
    public async Task Slash_ThenATraceId_OpensTheTrace()
    {
        var visit = await _host.OpenAsync("/functions");
        await visit.Page.GetByText("payments", new() { Exact = true }).First.WaitForAsync();

        await visit.Page.Keyboard.PressAsync("/");
        await visit.Page.Keyboard.TypeAsync("0AF7651916CD43DD8448EB211C80319C");
        await visit.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(visit.Page).ToHaveURLAsync(new Regex("/trace/0af7651916cd43dd8448eb211c80319c$"));
    }

    [Fact]
    public async Task Functions_Compared_SayWhatCostsMoreThanBefore()
    {
        var visit = await _host.OpenAsync("/functions?sort=-cost");
        var payments = visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "payments" });
        await Assertions.Expect(payments.Locator("[data-l=cost]")).ToHaveTextAsync("$0.10");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Compare with the 1 h before" }).ClickAsync();

        await Assertions.Expect(payments.Locator("[data-l=cost]")).ToHaveTextAsync(new Regex("\\$0.10\\s*▲ 429 %"));
        await Assertions.Expect(visit.Page).ToHaveURLAsync(new Regex("compare=previous"));
        await visit.PictureAsync("functions-compared");
        await visit.Page.GetByText("price book " + PriceBook.BuiltIn.Version, new() { Exact = false }).WaitForAsync();
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task J_ThenEnter_OpensTheFirstFunction()
    {
        var visit = await _host.OpenAsync("/functions");
        await visit.Page.GetByText("payments", new() { Exact = true }).First.WaitForAsync();

        await visit.Page.Keyboard.PressAsync("j");
        await visit.Page.Keyboard.PressAsync("j");
        await visit.Page.Keyboard.PressAsync("k");
        await visit.Page.Keyboard.PressAsync("Enter");

        var cart = _readers.Functions.Functions.Single(function => function.Identity.Name == "cart").Identity.Id;
        await Assertions.Expect(visit.Page).ToHaveURLAsync(new Regex($"/functions/{cart}$"));
    }

    [Fact]
    public async Task Range_Chosen_IsInTheAddressAndTheNextQuery()
    {
        var visit = await _host.OpenAsync("/");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Last 1 h" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog, new() { Name = "Time range" }).WaitForAsync();
        await Assertions.Expect(visit.Page.Locator(".rangepop")).ToHaveCSSAsync("opacity", "1");
        await visit.PictureAsync("range-open");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Last 6 h" }).ClickAsync();

        await Assertions.Expect(visit.Page).ToHaveURLAsync(new Regex("/\\?from=now-6h$"));
        await visit.Page.GetByText("on the 6 h before").WaitForAsync();
        Assert.Contains(_readers.Functions.Queries, query => query.Range.Nanoseconds == 6 * 3600 * UnixTime.NanosecondsPerSecond);
        await visit.Page.GoBackAsync();
        await visit.Page.GetByText("on the 1 h before").WaitForAsync();
    }

    [Fact]
    public async Task QuestionMark_Pressed_ShowsTheKeys()
    {
        var visit = await _host.OpenAsync("/");
        await visit.Page.GetByText("payments", new() { Exact = true }).First.WaitForAsync();

        await visit.Page.Keyboard.PressAsync("?");

        await visit.Page.GetByRole(AriaRole.Dialog).GetByText("Next row, former row").WaitForAsync();
        await visit.PictureAsync("keys");
    }
}
