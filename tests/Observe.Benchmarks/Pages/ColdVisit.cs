using System.Text.Json;
using Microsoft.Playwright;

namespace Observe.Benchmarks.Pages;

/// <summary>From the start of a navigation in a fresh profile until what is waited for was painted.</summary>
internal static class ColdVisit
{
    /// <summary>Notes when the first thing behind a selector was painted, by the clock of the machine.</summary>
    private const string NotePainted = """
        (until => {
          const look = () => document.querySelector(until)
            ? requestAnimationFrame(() => requestAnimationFrame(() => { window.painted = Date.now(); }))
            : requestAnimationFrame(look);
          look();
        })
        """;

    public static async Task<double> TimeAsync(IBrowser browser, Uri address, string until)
    {
        await using var profile = await browser.NewContextAsync();
        return await TimeAsync(await profile.NewPageAsync(), address, until);
    }

    /// <returns>Milliseconds.</returns>
    public static async Task<double> TimeAsync(IPage page, Uri address, string until)
    {
        // Somebody who follows a link has a window already: starting one here would take both cores from the server that answers.
        await MachineRest.AwaitAsync();
        await page.AddInitScriptAsync($"{NotePainted}({JsonSerializer.Serialize(until)})");
        var begun = TimeProvider.System.GetUtcNow();
        await page.GotoAsync(address.ToString(), new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        // A first visit is answered twice: the page that the first answer was for is gone while it is asked.
        await page.Locator(until).First.WaitForAsync();
        await page.WaitForFunctionAsync("() => window.painted > 0");
        return await page.EvaluateAsync<double>("window.painted") - begun.ToUnixTimeMilliseconds();
    }
}
