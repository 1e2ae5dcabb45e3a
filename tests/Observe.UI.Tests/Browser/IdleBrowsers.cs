using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Observe.UI.Tests.Browser;

/// <summary>
/// The Chromiums of this test process that nobody looks through just now: a start takes a second, and what a page leaves behind is in its
/// profile, which its host closes. There are as many as hosts at the same time; they end with the process, which holds their driver.
/// </summary>
internal static class IdleBrowsers
{
    /// <summary>Where the browser is when the environment does not say: the system's package.</summary>
    private const string SystemChromium = "/usr/bin/chromium";

    private static readonly ConcurrentBag<IBrowser> Idle = [];
    private static readonly Lazy<Task<IPlaywright>> Driver = new(Playwright.CreateAsync);

    public static async Task<IBrowser> TakeAsync()
    {
        while (Idle.TryTake(out var browser))
        {
            if (browser.IsConnected)
            {
                return browser;
            }
        }
        var playwright = await Driver.Value;
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("OBSERVE_CHROMIUM") ?? SystemChromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"],
        });
    }

    /// <param name="browser">With all its profiles closed; one that has some left is not used again.</param>
    public static async Task GiveBackAsync(IBrowser browser)
    {
        if (browser.Contexts.Count > 0)
        {
            await browser.DisposeAsync();
            return;
        }
        Idle.Add(browser);
    }
}
