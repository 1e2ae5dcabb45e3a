using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Observe.Testing;
using static Microsoft.Playwright.Assertions;

namespace Observe.EndToEnd.Tests;

/// <summary>A file of a trace goes in through the page, and the trace comes out of its page again; that nothing is lost on the way is tested at the API.</summary>
public sealed class TraceImportTests
{
    private const string Trace = "5b8efff798038103d269b633813fc60c";
    private const string Another = "0af7651916cd43dd8448eb211c80319c";

    /// <summary>Drops files of these texts onto the page, 1.json and so on.</summary>
    private const string Drop = """
        (texts) => {
          const dataTransfer = new DataTransfer();
          texts.forEach((text, index) => dataTransfer.items.add(new File([text], `${index + 1}.json`, { type: 'application/json' })));
          document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
        }
        """;

    [Fact]
    public async Task Person_ImportsATraceAndDownloadsIt_HasItInTheFile()
    {
        Directory.CreateDirectory(ProjectPaths.Screenshots);
        await using var server = ServerProcess.Start();
        var address = await server.ListeningAsync("ui");
        await using var browser = await SystemBrowser.LaunchAsync();
        var page = await browser.OpenAsync(address);
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        try
        {
            // Nothing was ever sent: the first-use page offers it, too.
            await page.GotoAsync("/traces");
            await page.Locator("html[data-connected]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
            await ImportAsync(page, file, "no JSON at all");
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("was not imported. This is no OTLP/JSON.");
            await page.ScreenshotAsync(new() { Path = Path.Combine(ProjectPaths.Screenshots, "trace-import-failed.png") });
            await ImportAsync(page, file, Body(TimeProvider.System.GetUtcNow().AddDays(-400), Trace));
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("older");

            await page.EvaluateAsync(Drop, new[] { Body(TimeProvider.System.GetUtcNow().AddHours(-1), Another), "no JSON at all" });
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("2.json was not imported. This is no OTLP/JSON.");
            await Expect(page.GetByRole(AriaRole.Status).And(page.Locator(".imp span"))).ToHaveTextAsync("1 span imported");
            await page.ScreenshotAsync(new() { Path = Path.Combine(ProjectPaths.Screenshots, "trace-import-of-two.png") });
            await page.GetByRole(AriaRole.Link, new() { Name = "Open it" }).ClickAsync();
            await Expect(page).ToHaveURLAsync(new Regex($"/trace/{Another}$"));
            await Expect(page.Locator("h1")).ToContainTextAsync("GET /orders");

            await page.GotoAsync("/traces");
            await page.Locator("html[data-connected]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
            await ImportAsync(page, file, Body(TimeProvider.System.GetUtcNow().AddHours(-1), Trace));
            await Expect(page).ToHaveURLAsync(new Regex($"/trace/{Trace}$"));
            await Expect(page.Locator("h1")).ToContainTextAsync("GET /orders");
            var waiting = page.WaitForDownloadAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Download as OTLP/JSON" }).ClickAsync();
            await (await waiting).SaveAsAsync(file);

            using var got = JsonDocument.Parse(await File.ReadAllTextAsync(file));
            var span = got.RootElement.GetProperty("resourceSpans")[0].GetProperty("scopeSpans")[0].GetProperty("spans")[0];
            Assert.Equal(Trace, span.GetProperty("traceId").GetString());
            Assert.Equal("GET /orders", span.GetProperty("name").GetString());
            Assert.Equal("7", span.GetProperty("attributes")[0].GetProperty("value").GetProperty("intValue").GetString());

            // A second page of the trace: its spans are not read again.
            await page.GotoAsync($"/trace/{Trace}");
            await page.Locator("html[data-connected]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
            await Expect(page.Locator("h1")).ToContainTextAsync("GET /orders");
            var metrics = await (await page.APIRequest.GetAsync("/metrics")).TextAsync();
            Assert.Matches(@"(?m)^observe_ui_traces_misses_total(\{[^}]*\})? 2( |$)", metrics);
            Assert.Matches(@"(?m)^observe_ui_traces_hits_total(\{[^}]*\})? [1-9]", metrics);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task ImportAsync(IPage page, string file, string text)
    {
        await File.WriteAllTextAsync(file, text);
        await page.Locator(".imp input").SetInputFilesAsync(file);
    }

    private static string Body(DateTimeOffset begin, string trace)
    {
        var start = begin.ToUnixTimeMilliseconds();
        return JsonSerializer.Serialize(new
        {
            resourceSpans = new[]
            {
                new
                {
                    resource = new { attributes = new[] { new { key = "service.name", value = new { stringValue = "orders" } } } },
                    scopeSpans = new[]
                    {
                        new
                        {
                            spans = new[]
                            {
                                new
                                {
                                    traceId = trace, spanId = "eee19b7ec3c1b174", name = "GET /orders", kind = 2,
                                    startTimeUnixNano = $"{start}000000", endTimeUnixNano = $"{start + 120}000000",
                                    attributes = new[] { new { key = "items", value = new { intValue = "7" } } },
                                },
                            },
                        },
                    },
                },
            },
        });
    }
}
