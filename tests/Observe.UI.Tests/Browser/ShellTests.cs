using Microsoft.Playwright;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Browser;

/// <summary>The frame in a real browser: what bUnit cannot see (policy, script modules, fonts, focus, width).</summary>
public sealed class ShellTests : IAsyncLifetime
{
    private readonly FakeFunctionReader _functions = new();
    private readonly FakeIngestReader _ingest = new();
    private PageHost _host = null!;

    public async Task InitializeAsync()
    {
        _functions.Functions = Night.Functions(TimeProvider.System.GetUtcNow());
        _ingest.Result = Night.Ingest(TimeProvider.System.GetUtcNow());
        _host = await PageHost.StartAsync(services =>
        {
            services.AddSingleton<IFunctionReader>(_functions);
            services.AddSingleton<IIngestReader>(_ingest);
        });
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
    }

    [Theory]
    [InlineData("/", "dark")]
    [InlineData("/functions", "light")]
    public async Task Open_NothingReceivedYet_ShowsTheFirstStep(string path, string theme)
    {
        _functions.Functions = [];
        _ingest.Result = Some.NoIngest with { RefusedRequests = new Dictionary<string, long> { ["no key"] = 12 } };

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
        _functions.Failure = new HttpRequestException("Connection refused (127.0.0.1:8123)");

        var visit = await _host.OpenAsync(path, theme: theme);
        var retry = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" });
        await retry.WaitForAsync();
        await visit.PictureAsync($"{(path == "/" ? "home" : path[1..])}-failed-{theme}");
        _functions.Failure = null;
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

        await visit.Page.WaitForURLAsync("**/trace/0af7651916cd43dd8448eb211c80319c");
    }

    [Fact]
    public async Task J_ThenEnter_OpensTheTracesOfTheFirstFunction()
    {
        var visit = await _host.OpenAsync("/functions");
        await visit.Page.GetByText("payments", new() { Exact = true }).First.WaitForAsync();

        await visit.Page.Keyboard.PressAsync("j");
        await visit.Page.Keyboard.PressAsync("j");
        await visit.Page.Keyboard.PressAsync("k");
        await visit.Page.Keyboard.PressAsync("Enter");

        await visit.Page.WaitForURLAsync("**/traces?q=function%20%3D%20cart");
    }

    [Fact]
    public async Task Range_Chosen_IsInTheAddressAndTheNextQuery()
    {
        var visit = await _host.OpenAsync("/");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Last 1 h" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog, new() { Name = "Time range" }).WaitForAsync();
        await visit.PictureAsync("range-open");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Last 6 h" }).ClickAsync();

        await visit.Page.WaitForURLAsync("**/?from=now-6h");
        await visit.Page.GetByText("on the 6 h before").WaitForAsync();
        Assert.Contains(_functions.Queries, query => query.Range.Nanoseconds == 6 * 3600 * UnixTime.NanosecondsPerSecond);
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
