using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Observe.Testing;

namespace Observe.EndToEnd.Tests.Hostile;

/// <summary>
/// Whatever senders write into names, keys and values is text on the pages and nothing else: it runs nothing, asks nobody for anything, and moves
/// nothing out of its place. Through the real collector into a real store, and looked at in a real browser under the policy that the server sends.
/// Names and units of metrics are sent, too, but no page shows them; nor do pages show the states of traces, the attributes of links, or the names that senders give to severities.
/// </summary>
public sealed class HostileTests : IAsyncLifetime
{
    private const string Trace = "/trace/" + HostileTelemetry.TraceId;
    private const int Typed = HostileTelemetry.Typed;

    /// <summary>What has a place on some page: of each of these at least one was seen there.</summary>
    private static readonly string[] Shown =
    [
        "service", "version", "scope", "span", "status", "attribute key", "attribute value", "event", "event key", "event value", "resource key", "resource value", "database", "server address",
        "function", "function version", "region", "instance", "invocation", "log body", "log key", "log value", "exception", "stack trace", "typed",
    ];

    private ServerProcess _server = null!;
    private SystemBrowser _browser = null!;
    private Uri _address = null!;

    public async Task InitializeAsync()
    {
        _server = ServerProcess.Start();
        _address = await _server.ListeningAsync("ui");
        _browser = await SystemBrowser.LaunchAsync();
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task HostileStrings_InEveryField_AreTextAndBreakNoLayout()
    {
        var telemetry = new HostileTelemetry(TimeProvider.System.GetUtcNow());
        using var api = new HttpClient { BaseAddress = _address };
        await SendAsync(telemetry);
        await NameThingsAsync(api);
        var functions = await ReadAsync(api, "/api/v1/functions?fresh=true");
        var look = new HostileLook(await _browser.OpenAsync(_address), telemetry);
        await look.WatchAsync(_address);

        await look.GoAsync($"{Trace}?span={HostileTelemetry.SpanId(0)}");
        await look.Page.ClickAsync("aside.drawer button:has-text('Show all')");
        await look.Page.Locator($"aside.drawer .a >> nth={HostileTelemetry.Attributes}").WaitForAsync();
        await look.AtAsync("span");
        var function = $"/functions/{functions.GetProperty("items").EnumerateArray().First().GetProperty("id").GetString()}";
        var others = Uri.EscapeDataString($"name != \"{HostileStrings.Of(7)}\"");
        foreach (var path in (string[])
        [
            "/", "/functions", function, function + "/invocations", "/services", $"/services/{Uri.EscapeDataString(telemetry.FunctionName)}", $"/traces?q={others}",
            Trace + "?view=flame", Trace + "?view=operations", Trace + "?view=logs", Trace + "/compare/" + HostileTelemetry.TraceId, "/logs?view=patterns", "/alerts", "/settings", "/settings/audit",
        ])
        {
            await look.GoAsync(path);
            await look.AtAsync(path);
        }
        await OpenALineAsync(look, $"/logs?q={others}");
        await FollowAsync(look, telemetry);

        Assert.True(look.Complaints.Count == 0, string.Join('\n', look.Complaints.Take(40)));
        Assert.InRange(look.Seen.Count, 10_000, int.MaxValue);
        Assert.Empty(Shown.Except(look.Seen.Select(telemetry.FieldOf)));
    }

    private static async Task OpenALineAsync(HostileLook look, string path)
    {
        await look.GoAsync(path);
        await look.Page.Locator(".lr").First.ClickAsync();
        await look.Page.Locator(".ex").First.WaitForAsync();
        await look.AtAsync(path);
    }

    /// <summary>What arrives while somebody looks is drawn into a page that stands.</summary>
    private async Task FollowAsync(HostileLook look, HostileTelemetry telemetry)
    {
        await look.GoAsync("/traces?view=tail");
        using var sender = new HttpClient { BaseAddress = await _server.ListeningAsync("otlp-http") };
        for (var number = 0; number < 20; number++)
        {
            await SendAsync(sender, "/v1/traces", telemetry.Function(1_000 + number));
        }
        await look.Page.Locator("a.tr").First.WaitForAsync();
        await look.AtAsync("tail");
    }

    /// <summary>All of it is taken: what is no text, and what is longer than is kept, is mended and said so.</summary>
    private async Task SendAsync(HostileTelemetry telemetry)
    {
        using var sender = new HttpClient { BaseAddress = await _server.ListeningAsync("otlp-http") };
        foreach (var (path, bodies) in new[]
        {
            ("/v1/traces", telemetry.TraceRequests()), ("/v1/logs", telemetry.LogRequests()), ("/v1/metrics", [telemetry.MetricRequest()]),
        })
        {
            foreach (var part in bodies.Chunk(16))
            {
                await Task.WhenAll(part.Select(body => SendAsync(sender, path, body)));
            }
        }
    }

    private static async Task SendAsync(HttpClient sender, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await sender.PostAsync(path, content);
        var said = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK && !said.Contains("\"rejected", StringComparison.Ordinal), said);
    }

    /// <summary>Rules, webhooks, silences and searches have names that people type. What is refused is refused with its reason.</summary>
    private static async Task NameThingsAsync(HttpClient api)
    {
        var taken = 0;
        for (var number = Typed; number < Typed + 40; number++)
        {
            var text = HostileStrings.Of(number);
            text = text.Length > 100 ? text[..100] : text;
            (string Path, object Body)[] bodies =
            [
                ("alerts/rules", new { name = text, function = text, threshold = 0.5 }), ("alerts/webhooks", new { name = text, url = "https://pager.example/x", format = "generic" }),
                ("alerts/silences", new { matchers = new[] { new { name = "function", op = "=", value = text } }, reason = text, endsAt = "2099-01-01T00:00:00Z" }),
                ("searches", new { name = text, signal = "traces", search = "cold", shared = true }),
            ];
            var (path, body) = bodies[number % bodies.Length];
            using var answer = await api.PostAsJsonAsync($"/api/v1/{path}", body);
            Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.BadRequest or HttpStatusCode.Conflict, $"{path}: {answer.StatusCode}");
            taken += answer.StatusCode == HttpStatusCode.Created ? 1 : 0;
        }
        Assert.InRange(taken, 15, 40);
    }

    private static async Task<JsonElement> ReadAsync(HttpClient api, string path)
    {
        using var answer = await api.GetAsync(path);
        var said = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, said);
        return JsonSerializer.Deserialize<JsonElement>(said);
    }
}
