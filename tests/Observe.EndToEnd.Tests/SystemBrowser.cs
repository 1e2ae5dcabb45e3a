using Microsoft.Playwright;

namespace Observe.EndToEnd.Tests;

/// <summary>The machine's Chromium: nothing is downloaded.</summary>
public sealed class SystemBrowser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private SystemBrowser(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        _browser = browser;
    }

    public static async Task<SystemBrowser> LaunchAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var named = Environment.GetEnvironmentVariable("OBSERVE_CHROMIUM");
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = string.IsNullOrEmpty(named) ? "/usr/bin/chromium" : named,
            // Chromium refuses its sandbox to root, which is what containers run tests as.
            Args = Environment.UserName == "root" ? ["--no-sandbox"] : [],
        });
        return new SystemBrowser(playwright, browser);
    }

    public async Task<IPage> OpenAsync(Uri address)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            ViewportSize = new ViewportSize { Width = 1440, Height = 900 },
        });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(30_000);
        return page;
    }

    /// <summary>The number of the process that draws a page; empty when the browser does not tell.</summary>
    public async Task<string> RendererAsync(IPage page)
    {
        await page.GotoAsync("about:blank");
        var devTools = await _browser.NewBrowserCDPSessionAsync();
        var processes = (await devTools.SendAsync("SystemInfo.getProcessInfo"))!.Value.GetProperty("processInfo").EnumerateArray();
        return processes.Where(process => process.GetProperty("type").GetString() == "renderer").Select(process => process.GetProperty("id").ToString()).LastOrDefault("");
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
