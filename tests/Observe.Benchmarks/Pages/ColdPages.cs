using System.Globalization;
using Microsoft.Playwright;
using Observe.Benchmarks.Shapes;

namespace Observe.Benchmarks.Pages;

/// <summary>How long a page takes from a cold profile of a real Chromium to its first rows painted, and a changed search to its new rows.</summary>
internal static class ColdPages
{
    private const double WantedOpen = 1_000;
    private const double WantedFilter = 300;

    /// <summary>Rounds before those that count: a server that runs for an hour has compiled what a page needs, one that was started a minute ago has not.</summary>
    private const int WarmUp = 6;

    /// <summary>Notes how many milliseconds after the Enter key other rows than these were painted.</summary>
    private const string NoteNewRows = """
        () => {
          // All of them: the newest trace of two searches may be the same.
          const rows = () => Array.from(document.querySelectorAll('a.tr'), row => row.href).join();
          const before = rows();
          window.changed = 0;
          addEventListener('keydown', pressed => {
            if (pressed.key !== 'Enter') return;
            const start = performance.now();
            const look = () => rows() && rows() !== before
              ? requestAnimationFrame(() => requestAnimationFrame(() => { window.changed = performance.now() - start; }))
              : requestAnimationFrame(look);
            look();
          }, { once: true, capture: true });
        }
        """;

    private static readonly (string Name, string Path, string Until)[] Pages =
    [
        ("home", "/", ".hgrid a[href^='/functions/']"),
        ("functions", "/functions?from=now-7d", ".page a[href^='/functions/']"),
        ("function", "/functions/{function}?from=now-7d", ".kpis"),
        ("function, cold starts", "/functions/{function}/cold-starts?from=now-7d", ".inst"),
        ("function, invocations", "/functions/{function}/invocations?from=now-7d", ".it"),
        ("traces, an hour", "/traces?from=now-1h", "a.tr"),
        ("traces, a week", "/traces?from=now-7d", "a.tr"),
        ("trace", "{trace}", ".nm"),
        ("services, a day", "/services?from=now-24h", ".map .node"),
        ("service, a day", "/services/service-1?from=now-24h", ".rt"),
    ];

    /// <summary>The pages in turn, so that what the machine does beside them is no page's own.</summary>
    /// <returns>What prints the measures.</returns>
    public static async Task<IReadOnlyList<Action>> MeasureAsync(IBrowser browser, Uri server, int runs)
    {
        var (function, trace) = await AddressesAsync(browser, server);
        var latencies = Pages.ToDictionary(page => page.Name, _ => new Latencies());
        for (var round = 0; round < WarmUp + runs; round++)
        {
            foreach (var (name, template, until) in Pages)
            {
                var path = template.Replace("{function}", function, StringComparison.Ordinal).Replace("{trace}", trace, StringComparison.Ordinal);
                var milliseconds = await ColdVisit.TimeAsync(browser, new Uri(server, path), until);
                if (round >= WarmUp)
                {
                    latencies[name].Add(milliseconds);
                }
            }
        }
        Console.WriteLine($"{"",-34}{"p50, ms",12}{"p95, ms",10}");
        return
        [
            .. Pages.Select(page => Tell(page.Name, latencies[page.Name], WantedOpen)),
            Tell("a changed search, a week", await SearchesAsync(browser, new Uri(server, "/traces?from=now-7d"), runs), WantedFilter),
        ];
    }

    private static Action Tell(string name, Latencies latencies, double wanted)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-34}{latencies.P50,12:F0}{latencies.P95,10:F0}"));
        var words = name.Replace(",", "", StringComparison.Ordinal).Replace(' ', '_');
        return () => Measures.AtMost($"ui.{words}_p95_ms", latencies.P95, wanted);
    }

    /// <summary>The busiest function's id and a trace's path, as a person finds them.</summary>
    private static async Task<(string Function, string Trace)> AddressesAsync(IBrowser browser, Uri server)
    {
        await using var profile = await browser.NewContextAsync();
        var page = await profile.NewPageAsync();
        await page.GotoAsync(new Uri(server, "/functions?from=now-7d&sort=-invocations").ToString());
        var function = await page.Locator(".page a[href^='/functions/']").First.GetAttributeAsync("href");
        await page.GotoAsync(new Uri(server, "/traces?from=now-7d").ToString());
        var trace = await page.Locator("a.tr").First.GetAttributeAsync("href");
        return (function!.Split('/', '?')[2], trace!);
    }

    /// <summary>One person who looks at one service after the other.</summary>
    private static async Task<Latencies> SearchesAsync(IBrowser browser, Uri traces, int runs)
    {
        await using var profile = await browser.NewContextAsync();
        var page = await profile.NewPageAsync();
        await page.GotoAsync(traces.ToString());
        await page.Locator("a.tr").First.WaitForAsync();
        // The rows are in the answer already: what is typed before the connection stands is run when it does.
        await page.Locator("html[data-connected]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        var latencies = new Latencies();
        for (var run = 0; run <= runs; run++)
        {
            await page.GetByRole(AriaRole.Combobox, new() { Name = "Search" }).FillAsync(
                $"service = service-{run % SpanShape.Services} and name = \"GET /service-{run % SpanShape.Services}/operation-{run % SpanShape.NamesPerService}\" and duration > {10 + run}ms");
            await Assertions.Expect(page.Locator("form.qwrap")).Not.ToHaveAttributeAsync("data-typing", "");
            await page.EvaluateAsync(NoteNewRows);
            await page.Keyboard.PressAsync("Enter");
            await page.WaitForFunctionAsync("() => window.changed > 0");
            if (run > 0)
            {
                latencies.Add(await page.EvaluateAsync<double>("window.changed"));
            }
        }
        return latencies;
    }
}
