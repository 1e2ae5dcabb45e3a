using Microsoft.Playwright;

namespace Observe.EndToEnd.Tests.Tab;

/// <summary>What one person does with a tab in an hour that they are awake.</summary>
/// <param name="Beats">Of each tail: one is a second of tab time.</param>
/// <param name="Refreshes">Of each page: one is five seconds of tab time.</param>
/// <param name="Rounds">Through all pages.</param>
internal sealed record TabHour(int Beats, int Refreshes, int Rounds)
{
    /// <summary>Two quarters of an hour of tails, and half an hour on pages.</summary>
    public static TabHour Whole { get; } = new(900, 36, 2);

    /// <summary>Each page with its title, what shows that its rows are there, and what it reads again and again.</summary>
    private static readonly (string Path, string Title, string Until, string? Reads)[] Pages =
    [
        ("/", "Home", ".hgrid", "IIngestReader.GetAsync"),
        ("/functions", "Functions", ".page a[href^='/functions/']", "IFunctionReader.ListAsync"),
        ("/functions/{function}", "Overview", ".kpis", "IFunctionDetailReader.GetAsync"),
        ("/functions/{function}/invocations", "Invocations", ".it", "IInvocationReader.FindAsync"),
        ("/functions/{function}/cold-starts", "Cold starts", ".page", "IFunctionDetailReader.GetAsync"),
        ("/functions/{function}/concurrency", "Concurrency", ".page", "IConcurrencyReader.GetAsync"),
        ("/traces", "Traces", "a.tr", "ITraceReader.FindAsync"),
        ("/trace/{trace}", "orders", ".rows .nm", null),
        ("/trace/{trace}?view=flame", "orders", ".fl", null),
        ("/logs", "Logs", ".lr", "ILogReader.FindAsync"),
        ("/logs?view=patterns", "Logs", "a.on[href*=patterns]", null),
        ("/services", "Services", ".map .node", "IServiceMapReader.GetAsync"),
        ("/services/payments", "payments - Service", ".rt", "IServiceReader.OperationsAsync"),
        ("/alerts", "Alerts", "main > *", null),
        ("/settings", "Settings", "main > *", "IIngestReader.GetAsync"),
    ];

    private static readonly (string Step, string Title)[] Steps = [("back", "Alerts"), ("back", "payments - Service"), ("forward", "Alerts"), ("forward", "Settings")];

    public async Task LiveAsync(WatchedTab tab, string function, string trace)
    {
        await tab.GoAsync("/traces?view=tail", "Traces", ".tv a.tr");
        await tab.ReadAsync("ITailReader.TracesAsync", Beats);
        await tab.GoAsync("/logs?view=tail", "Logs", ".tv .lr");
        await tab.ReadAsync("ITailReader.LogsAsync", Beats);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (template, title, until, reads) in Pages)
            {
                await tab.GoAsync(template.Replace("{function}", function, StringComparison.Ordinal).Replace("{trace}", trace, StringComparison.Ordinal), title, until);
                if (reads is not null)
                {
                    await tab.ReadAsync(reads, Refreshes / Rounds);
                }
            }
            await GoBackAsync(tab);
        }
        await LookCloserAsync(tab, trace);
        await tab.SleepAsync();
    }

    /// <summary>And forward again.</summary>
    private static async Task GoBackAsync(WatchedTab tab)
    {
        foreach (var (step, title) in Steps)
        {
            await tab.Page.EvaluateAsync("step => history[step]()", step);
            await tab.TitledAsync(title);
        }
    }

    /// <summary>A span's drawer, an opened line, a search as it is typed, a dialog, and the other theme.</summary>
    private static async Task LookCloserAsync(WatchedTab tab, string trace)
    {
        var page = tab.Page;
        await tab.GoAsync($"/trace/{trace}", "orders", ".rows .nm");
        await page.Locator(".rows .nm").Nth(2).ClickAsync();
        await page.Locator("aside.drawer").WaitForAsync();
        await tab.GoAsync("/logs", "Logs", ".lr");
        await page.Locator(".lr").First.ClickAsync();
        await page.Locator(".ex").First.WaitForAsync();
        await tab.GoAsync("/traces", "Traces", "a.tr");
        var search = page.GetByRole(AriaRole.Combobox, new() { Name = "Search" });
        await search.PressSequentiallyAsync("service = ");
        await page.Locator("ul.sug li").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await search.FillAsync("service = payments");
        await search.PressAsync("Enter");
        await page.WaitForFunctionAsync("() => location.search.includes('q=')");
        await page.Locator("a.tr").First.WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the theme" }).ClickAsync();
        await tab.GoAsync("/alerts", "Alerts", "main > *");
        await page.Locator("main").PressAsync("?");
        // It is drawn before the component library listens to its keys.
        await page.WaitForFunctionAsync("() => { let at = document.querySelector('.mud-dialog'); while (at && !at.mudKeyInterceptor) { at = at.parentElement; } return at !== null; }");
        await page.Locator(".mud-dialog").PressAsync("Escape");
        await page.Locator(".mud-dialog").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }
}
