using System.Globalization;
using Microsoft.Playwright;

namespace Observe.Benchmarks.Pages;

/// <summary>What somebody waits for at a large trace: until it is painted, frames while it is scrolled, until a search in it is answered; and what an open page takes of the server's memory.</summary>
internal static class LargeTracePages
{
    private const string Row = ".rows .nm";
    private const int SkimmedPixels = 2_000;
    private const int ScrolledSeconds = 4;
    private const int OpenPages = 12;
    private const long Mebibyte = 1 << 20;

    /// <summary>Notes how many milliseconds after the Enter key fewer rows were painted, or others.</summary>
    private const string NoteFound = """
        () => {
          window.found = 0;
          const said = () => document.querySelector('.rows')?.scrollHeight + ' ' + [...document.querySelectorAll('.rows .nm')].slice(0, 40).map((row) => row.href).join();
          const before = said();
          addEventListener('keydown', (pressed) => {
            if (pressed.key !== 'Enter') return;
            const start = performance.now();
            const look = () => said() !== before
              ? requestAnimationFrame(() => requestAnimationFrame(() => { window.found = performance.now() - start; }))
              : requestAnimationFrame(look);
            look();
          }, { once: true, capture: true });
        }
        """;

    /// <param name="most">Spans that a page takes of a trace.</param>
    /// <param name="wanted">Milliseconds until it is painted.</param>
    /// <returns>What prints the measures.</returns>
    public static async Task<IReadOnlyList<Action>> MeasureAsync(IBrowser browser, PagesServer server, LargeTrace trace, int most, double wanted, int runs)
    {
        var address = new Uri(server.Url, $"/trace/{trace.Id}");
        var (opened, found) = (new Latencies(), new Latencies());
        var frames = new List<ScrolledFrames>();
        var (before, first) = (server.WorkingSetBytes, 0.0);
        for (var run = 0; run <= runs; run++)
        {
            await using var profile = await browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1440, Height = 900 } });
            var page = await profile.NewPageAsync();
            page.SetDefaultTimeout(180_000);
            var painted = await ColdVisit.TimeAsync(page, address, Row);
            await page.Locator("html[data-connected]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
            // The first reads the trace, for the others the server has it; of the smallest, it also waits for the compiler.
            if (run == 0)
            {
                first = painted;
                continue;
            }
            opened.Add(painted);
            frames.Add(await ScrolledFrames.MeasureAsync(page, SkimmedPixels, ScrolledSeconds));
            found.Add(await FindAsync(page, $"order-{Math.Min(trace.Spans, most) / 16}"));
        }
        var name = Invariant($"ui.trace_{trace.Spans}");
        Console.WriteLine(Invariant($"{name}: open p95 {opened.P95:N0} ms, find p95 {found.P95:N0} ms, server {before / Mebibyte:N0} MiB before and {server.WorkingSetBytes / Mebibyte:N0} MiB after"));
        return
        [
            () => Measures.AtMost($"{name}_first_ms", first, wanted),
            () => Measures.AtMost($"{name}_open_p50_ms", opened.P50, wanted),
            () => Measures.AtLeast($"{name}_frames_per_s", Measures.Median(frames.Select(frame => frame.PerSecond)), 50),
            () => Measures.AtLeast($"{name}_frames_whole", Measures.Median(frames.Select(frame => frame.Whole)), 0.95),
            () => Measures.AtMost($"{name}_find_p50_ms", found.P50, 300),
        ];
    }

    /// <summary>Pages that stand open, each in a tab of its own. By the memory that the process has, of which a part is garbage that nobody had to collect yet.</summary>
    /// <returns>What prints the measure.</returns>
    public static async Task<Action> WeighAsync(IBrowser browser, PagesServer server, string path, string name)
    {
        var address = new Uri(server.Url, path);
        await using var profile = await browser.NewContextAsync();
        await OpenAsync(profile, address);
        var before = server.WorkingSetBytes;
        for (var number = 0; number < OpenPages; number++)
        {
            await OpenAsync(profile, address);
        }
        var mebibytes = (server.WorkingSetBytes - before) / (double)OpenPages / Mebibyte;
        return () => Measures.AtMost($"ui.page_{name}_mib", mebibytes, 5);
    }

    private static async Task<double> FindAsync(IPage page, string text)
    {
        await page.EvaluateAsync("window.scrollTo(0, 0)");
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Find in trace" }).FillAsync(text);
        await page.EvaluateAsync(NoteFound);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync("() => window.found > 0");
        return await page.EvaluateAsync<double>("window.found");
    }

    private static async Task OpenAsync(IBrowserContext profile, Uri address)
    {
        var page = await profile.NewPageAsync();
        page.SetDefaultTimeout(120_000);
        await page.GotoAsync(address.ToString());
        await page.Locator("html[data-connected]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.Locator(".nm, a.tr").First.WaitForAsync();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
