using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Observe.Testing;
using static Microsoft.Playwright.Assertions;

namespace Observe.EndToEnd.Tests;

/// <summary>One person's way through the running product: from a slow function to a signed message about it.</summary>
public sealed partial class JourneyTests : IAsyncLifetime
{
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
            new Dictionary<string, string> { ["OBSERVE_DEMO_BAD_PHASE"] = "always", ["Observe__Demo__KeepAlive"] = "00:00:05", ["OBSERVE_DEMO_UNFORESEEN_EVERY"] = "never" },
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
        SetDefaultExpectTimeout(60_000);
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
        var secret = await AskToBeToldAsync(api);
        await BeToldAsync(secret);
        await SeeTheAlertAsync(page);

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
        await Expect(rows.First).ToBeVisibleAsync(new() { Timeout = 60_000 });
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

    /// <summary>A webhook and a rule through the API; answers the webhook's secret.</summary>
    private async Task<string> AskToBeToldAsync(HttpClient api)
    {
        var webhook = await PostAsync(api, "/api/v1/alerts/webhooks", new { name = "listener", url = _listener.Address, format = "generic" });
        await PostAsync(api, "/api/v1/alerts/rules", new
        {
            name = "payments fail",
            type = "error_rate",
            function = "payments",
            threshold = 0.01,
            window = "5m",
            interval = "10s",
            evaluationDelay = "1s",
            groupWait = "0s",
            webhookIds = new[] { webhook.GetProperty("id").GetString() },
        });
        return webhook.GetProperty("secret").GetString()!;
    }

    private async Task BeToldAsync(string secret)
    {
        var received = await _listener.NextAsync(AlertPatience);

        Assert.Equal("", await SignatureCheck.VerifyAsync(received, secret));
        Assert.NotEqual("", await SignatureCheck.VerifyAsync(received with { Body = received.Body + " " }, secret));
        using var message = JsonDocument.Parse(received.Body);
        Assert.Equal("alert.fired", message.RootElement.GetProperty("type").GetString());
        Assert.Equal("firing", message.RootElement.GetProperty("data").GetProperty("status").GetString());
    }

    private static async Task SeeTheAlertAsync(IPage page)
    {
        await page.GotoAsync("/alerts");
        await Expect(page.GetByText("payments fail").First).ToBeVisibleAsync();
        await Expect(page.GetByText("Firing").First).ToBeVisibleAsync();
        await ShootAsync(page, "alerts");
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
