using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Observe.Testing;
using static Microsoft.Playwright.Assertions;

namespace Observe.EndToEnd.Tests;

/// <summary>One person's way through the running product: from a slow function to a signed message about it, and on to its end.</summary>
public sealed partial class JourneyTests : IAsyncLifetime
{
    private const string Rule = "payments fail";
    private static readonly TimeSpan AlertPatience = TimeSpan.FromSeconds(90);
    private readonly List<string> _browserErrors = [];
    private WebhookListener _listener = null!;
    private ServerProcess _server = null!;
    private SystemBrowser _browser = null!;
    private Uri _address = null!;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(ProjectPaths.Screenshots);
        _listener = await WebhookListener.StartAsync();
        _server = ServerProcess.Start(
            new Dictionary<string, string>
            {
                ["OBSERVE_DEMO_BAD_PHASE"] = "always",
                ["OBSERVE_DEMO_SHAPE"] = "steady",
                ["OBSERVE_DEMO_UNFORESEEN_EVERY"] = "never",
                ["Observe__Demo__KeepAlive"] = "00:00:05",
            },
            "--demo", $"--Observe:Alerts:AllowedTargets=127.0.0.1:{_listener.Address.Port}");
        _address = await _server.ListeningAsync("ui");
        _browser = await SystemBrowser.LaunchAsync();
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        await _server.DisposeAsync();
        await _listener.DisposeAsync();
    }

    [Fact]
    public async Task Person_FollowsATraceAndIsToldOfErrors()
    {
        // How long a page may take is not this test's question.
        SetDefaultExpectTimeout(120_000);
        using var api = new HttpClient { BaseAddress = _address };
        var page = await _browser.OpenAsync(_address);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _browserErrors.Add(message.Text);
            }
        };

        await AskSendersForAKeyAsync(api);
        await FindATraceAsync(page);
        await ReadItsLogsAsync(page);
        await SeeTheFunctionsAsync(page);
        var secret = await AddTheWebhookAsync(api);
        await MakeARuleFromATemplateAsync(page);
        var told = await BeToldAsync(secret, "alert.fired");
        await SeeTheAlertAsync(page);
        await OpenTheTraceBehindItAsync(page, told);
        await SilenceItAsync(page);
        await LetItRecoverAsync(page);
        var ended = await BeToldAsync(secret, "alert.resolved");
        await SendItAgainAsync(page, ended);

        Assert.Empty(_browserErrors);
        Assert.Equal(0, await _server.EndAsync("TERM", TimeSpan.FromSeconds(30)));
    }

    /// <summary>From here on nobody may send without a key; the demo has one of its own.</summary>
    private async Task AskSendersForAKeyAsync(HttpClient api)
    {
        await PostAsync(api, "/api/v1/keys", new { name = "shop", scopes = new[] { "ingest" } });
        using var stranger = await api.PostAsJsonAsync(new Uri(await _server.ListeningAsync("otlp-http"), "/v1/traces"), new { });
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
    }

    private static async Task FindATraceAsync(IPage page)
    {
        // The first traces take a few seconds from the start of the functions' processes. On a slow machine the first orders run into the timeout
        // of their function, which then cannot tell of its request: a trace with that request is looked for.
        await page.GotoAsync($"/traces?q={Uri.EscapeDataString("{ service = payments } and { http.route = \"/orders\" }")}");
        var rows = page.Locator("a[href^='/trace/']");
        await Expect(rows.First).ToBeVisibleAsync(new() { Timeout = 180_000 });
        await ShootAsync(page, "traces");

        await rows.First.ClickAsync();
        await Expect(page).ToHaveURLAsync(TraceUrl());
        await Expect(page.Locator("h1")).ToContainTextAsync("/orders");
        await Expect(page.GetByText("payments").First).ToBeVisibleAsync();
        await ShootAsync(page, "trace");
    }

    private static async Task ReadItsLogsAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { NameRegex = LogsTab() }).ClickAsync();
        await Expect(page.GetByText("Order").First).ToBeVisibleAsync();
        await ShootAsync(page, "trace-logs");
    }

    private static async Task SeeTheFunctionsAsync(IPage page)
    {
        await page.GotoAsync("/functions");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "checkout" }).First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "payments" }).First).ToBeVisibleAsync();
        await ShootAsync(page, "functions");
        await page.GotoAsync("/");
        await Expect(page.GetByText("payments").First).ToBeVisibleAsync();
        await ShootAsync(page, "home");
    }

    /// <summary>Through the API; answers the webhook's secret.</summary>
    private async Task<string> AddTheWebhookAsync(HttpClient api)
    {
        var webhook = await PostAsync(api, "/api/v1/alerts/webhooks", new { name = "listener", url = _listener.Address, format = "generic" });
        return webhook.GetProperty("secret").GetString()!;
    }

    private static async Task MakeARuleFromATemplateAsync(IPage page)
    {
        await page.GotoAsync("/alerts");
        await ConnectedAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "New", Exact = true }).ClickAsync();
        var dialog = page.Locator(".mud-dialog");
        await dialog.GetByLabel("Starts from").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Expect(dialog.GetByLabel("Function", new() { Exact = true })).ToHaveValueAsync("*");
        await FillAsync(dialog, "Name", Rule);
        await FillAsync(dialog, "Function", "payments");
        await FillAsync(dialog, "Fires above (%)", "1");
        await FillAsync(dialog, "Recovers at (%)", "");
        await FillAsync(dialog, "Every", "10s");
        await FillAsync(dialog, "Must hold for", "0s");
        await FillAsync(dialog, "Keeps firing for", "0s");
        await FillAsync(dialog, "Waits for late data", "1s");
        await FillAsync(dialog, "First message waits for others", "0s");
        await FillAsync(dialog, "Next message gathers changes for", "2s");
        await dialog.GetByLabel("listener").CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Try on the last 7 days" }).ClickAsync();
        await Expect(dialog.GetByText("In the last 7 days")).ToBeVisibleAsync();
        await ShootAsync(page, "backtest");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync(Rule);
    }

    /// <summary>The next message of the listener, with what it must be.</summary>
    private async Task<ReceivedWebhook> BeToldAsync(string secret, string type)
    {
        var received = await _listener.NextAsync(AlertPatience);

        Assert.Equal("", await SignatureCheck.VerifyAsync(received, secret));
        Assert.NotEqual("", await SignatureCheck.VerifyAsync(received with { Body = received.Body + " " }, secret));
        using var message = JsonDocument.Parse(received.Body);
        Assert.Equal(type, message.RootElement.GetProperty("type").GetString());
        Assert.Equal(type == "alert.fired" ? "firing" : "resolved", message.RootElement.GetProperty("data").GetProperty("status").GetString());
        return received;
    }

    private static async Task SeeTheAlertAsync(IPage page)
    {
        await page.GotoAsync("/alerts");
        await Expect(page.GetByText(Rule).First).ToBeVisibleAsync();
        await Expect(page.GetByText("Firing").First).ToBeVisibleAsync();
        await ShootAsync(page, "alerts");
    }

    /// <summary>By the link in the message, as whoever is woken by it does.</summary>
    private static async Task OpenTheTraceBehindItAsync(IPage page, ReceivedWebhook told)
    {
        using var message = JsonDocument.Parse(told.Body);
        await page.GotoAsync(message.RootElement.GetProperty("data").GetProperty("alerts")[0].GetProperty("links").GetProperty("traces").GetString()!);
        await page.Locator("a[href^='/trace/']").First.ClickAsync();
        await Expect(page).ToHaveURLAsync(TraceUrl());
        await Expect(page.GetByText("payments").First).ToBeVisibleAsync();
        await ShootAsync(page, "trace-of-the-alert");
    }

    private static async Task SilenceItAsync(IPage page)
    {
        await page.GotoAsync("/alerts");
        await ConnectedAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Silence", Exact = true }).First.ClickAsync();
        var dialog = page.Locator(".mud-dialog");
        await Expect(dialog.GetByText($"Matches 1 alert that fires now: {Rule} (payments).")).ToBeVisibleAsync();
        await FillAsync(dialog, "Why", "somebody is at it");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Silence", Exact = true }).ClickAsync();
        await Expect(page.GetByText("silenced", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Silences").GetByText("somebody is at it")).ToBeVisibleAsync();
        await ShootAsync(page, "silenced");
    }

    /// <summary>What is still wrong with the function is none of this rule's business any more.</summary>
    private static async Task LetItRecoverAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).First.ClickAsync();
        var dialog = page.Locator(".mud-dialog");
        await FillAsync(dialog, "Fires above (%)", "99");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("resolved for").First).ToBeVisibleAsync();
    }

    private async Task SendItAgainAsync(IPage page, ReceivedWebhook message)
    {
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "alert.resolved" }).GetByRole(AriaRole.Button, new() { Name = "Redeliver" }).First.ClickAsync();

        var again = await _listener.NextAsync(AlertPatience);
        Assert.Equal((message.Body, message.Headers["webhook-id"]), (again.Body, again.Headers["webhook-id"]));
    }

    private static async Task ConnectedAsync(IPage page) =>
        await page.WaitForSelectorAsync("html[data-connected]", new() { State = WaitForSelectorState.Attached, Timeout = 60_000 });

    /// <summary>And leaves the field, which is when it is read.</summary>
    private static async Task FillAsync(ILocator dialog, string label, string value)
    {
        var field = dialog.GetByLabel(label, new() { Exact = true });
        await field.FillAsync(value);
        await field.BlurAsync();
    }

    private static async Task<JsonElement> PostAsync(HttpClient api, string path, object body)
    {
        using var response = await api.PostAsJsonAsync(path, body);
        Assert.True(response.StatusCode == HttpStatusCode.Created, $"{path}: {await response.Content.ReadAsStringAsync()}");
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task ShootAsync(IPage page, string name) =>
        await page.ScreenshotAsync(new() { Path = Path.Combine(ProjectPaths.Screenshots, $"{name}.png") });

    [GeneratedRegex("/trace/[0-9a-f]{32}")]
    private static partial Regex TraceUrl();

    [GeneratedRegex("^Logs\\s*\\d")]
    private static partial Regex LogsTab();
}
