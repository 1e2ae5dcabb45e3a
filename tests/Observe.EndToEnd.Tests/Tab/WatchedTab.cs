using System.Globalization;
using System.Net.Http.Json;
using Microsoft.Playwright;

namespace Observe.EndToEnd.Tests.Tab;

/// <summary>One tab of a real Chromium, what can be done to it by its debugging protocol, and what it and its server hold.</summary>
internal sealed class WatchedTab(IPage page, ICDPSession devTools, string process, HttpClient server)
{
    /// <summary>A page that reads nothing by itself, and shows nothing that grows.</summary>
    private const string Weighed = "/settings/audit";

    public IPage Page => page;

    public static async Task<WatchedTab> OpenAsync(SystemBrowser browser, Uri address, HttpClient server)
    {
        var page = await browser.OpenAsync(address);
        var devTools = await page.Context.NewCDPSessionAsync(page);
        await devTools.SendAsync("Performance.enable");
        var tab = new WatchedTab(page, devTools, await browser.RendererAsync(page), server);
        await page.GotoAsync("/");
        await tab.ConnectedAsync();
        return tab;
    }

    public Task ConnectedAsync() => page.Locator("html[data-connected]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

    /// <summary>As a link does that is clicked: the page is drawn by the same circuit into the same document.</summary>
    public async Task GoAsync(string path, string title, string until)
    {
        await page.EvaluateAsync("path => Blazor.navigateTo(path)", path);
        await TitledAsync(title);
        await page.Locator(until).First.WaitForAsync();
    }

    public Task TitledAsync(string title) => page.WaitForFunctionAsync("title => document.title.includes(title)", title);

    /// <summary>Comes back when a reader's method was called so many times more.</summary>
    public async Task ReadAsync(string method, int times)
    {
        using var answer = await server.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/tab/called?method={method}&more={times}"));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The machine sleeps: nothing of the page runs, and the server learns that its connection is lost. Then it wakes up, and the page connects again.</summary>
    public async Task SleepAsync()
    {
        await LifecycleAsync("frozen");
        using var cut = await server.PostAsync("/tab/cut", null);
        cut.EnsureSuccessStatusCode();
        await LifecycleAsync("active");
        using var connected = await server.GetAsync("/tab/connected");
        connected.EnsureSuccessStatusCode();
    }

    public Task LifecycleAsync(string state) => devTools.SendAsync("Page.setWebLifecycleState", new() { ["state"] = state });

    public async Task<TabSample> WeighAsync()
    {
        await GoAsync(Weighed, "Audit", "main > *");
        await page.WaitForFunctionAsync("() => !document.querySelector('.sk, .skeleton')");
        var memory = (await server.GetFromJsonAsync<ServerMemory>("/tab/memory"))!;
        for (var pass = 0; pass < 2; pass++)
        {
            await devTools.SendAsync("HeapProfiler.collectGarbage");
        }
        var metrics = (await devTools.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
            .ToDictionary(metric => metric.GetProperty("name").GetString()!, metric => metric.GetProperty("value").GetDouble());
        return new TabSample(
            memory, metrics["JSHeapUsedSize"], ServerMemory.PrivateOf(process), (int)metrics["Nodes"], (int)metrics["JSEventListeners"], (int)metrics["Documents"]);
    }
}
