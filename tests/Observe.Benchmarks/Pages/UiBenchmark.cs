using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Playwright;
using Observe.Storage.Engine;

namespace Observe.Benchmarks.Pages;

/// <summary>
/// What somebody waits for at a large trace, in a real Chromium on the real server: until it is painted, frames while it is scrolled, until a search in it is
/// answered; and what an open page takes of the server's memory. Over a folder of <c>pages</c> (<c>--data</c>), or an empty store; <c>--most</c> is the server's MaxTraceSpans,
/// <c>--largest</c> leaves out larger traces.
/// </summary>
internal static class UiBenchmark
{
    private const string Database = "observe";
    private const string Row = ".rows .nm";
    private const int SkimmedPixels = 2_000;
    private const int ScrolledSeconds = 4;
    private const int OpenPages = 12;
    private const long Mebibyte = 1 << 20;

    /// <summary>Of each size: how long until it is painted, in milliseconds; for a million there is no figure that is wanted.</summary>
    private static readonly (int Spans, double WantedOpen)[] Sizes = [(10_000, 700), (100_000, 2_000), (1_000_000, double.PositiveInfinity)];

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

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var largest = arguments.Number("largest", arguments.Smoke ? Sizes[0].Spans : Sizes[^1].Spans);
        var sizes = Sizes.Where(size => size.Spans <= largest).ToArray();
        var runs = arguments.Number("runs", arguments.Smoke ? 2 : 5);
        var named = arguments.Text("data");
        var folder = named is null ? Directory.CreateTempSubdirectory("observe-benchmark-") : Directory.CreateDirectory(named);
        try
        {
            var traces = await StoreAsync(folder, [.. sizes.Select(size => size.Spans)]);
            var most = arguments.Number("most", new StorageOptions().MaxTraceSpans);
            await using var server = await PagesServer.StartAsync(folder.FullName, $"--Observe:Storage:MaxTraceSpans={most}");
            using var playwright = await Playwright.CreateAsync();
            await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = Environment.GetEnvironmentVariable("OBSERVE_CHROMIUM") ?? "/usr/bin/chromium",
                Args = ["--no-sandbox", "--disable-gpu"],
            });
            Console.WriteLine(Invariant($"Chromium {browser.Version}, drawing by software; {Environment.ProcessorCount} cores for it, the server and the engine, {RuntimeInformation.OSDescription}; {runs} times each"));
            Console.WriteLine(Invariant($"a page takes the earliest {most:N0} spans of a trace"));
            foreach (var (trace, wanted) in traces.Zip(sizes.Select(size => size.WantedOpen)))
            {
                await MeasureAsync(browser, server, trace, most, wanted, runs);
            }
            await WeighAsync(browser, server, new Uri(server.Url, $"/trace/{traces[0].Id}"), "trace_10000");
            if (named is not null)
            {
                await WeighAsync(browser, server, new Uri(server.Url, "/traces?from=now-7d"), "traces");
            }
        }
        finally
        {
            if (named is null)
            {
                folder.Delete(recursive: true);
            }
        }
    }

    /// <summary>A day before now: a trace that may still grow is shown otherwise.</summary>
    private static async Task<IReadOnlyList<LargeTrace>> StoreAsync(DirectoryInfo folder, IReadOnlyList<int> sizes)
    {
        await using var engine = new BenchmarkEngine(folder);
        await using var database = ClickHouseDatabase.Over(engine.Engine, Database);
        await SchemaMigration.ApplyAsync(database, new StorageOptions(), CancellationToken.None);
        var traces = new List<LargeTrace>();
        foreach (var spans in sizes)
        {
            traces.Add(await LargeTrace.StoreAsync(engine, Database, spans, TimeProvider.System.GetUtcNow().AddDays(-1)));
        }
        await engine.SettleAsync();
        return traces;
    }

    private static async Task MeasureAsync(IBrowser browser, PagesServer server, LargeTrace trace, int most, double wanted, int runs)
    {
        var address = new Uri(server.Url, $"/trace/{trace.Id}");
        var (opened, found) = (new Latencies(), new Latencies());
        var frames = new List<ScrolledFrames>();
        var before = server.WorkingSetBytes;
        for (var run = 0; run <= runs; run++)
        {
            await using var profile = await browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1440, Height = 900 } });
            var page = await profile.NewPageAsync();
            page.SetDefaultTimeout(180_000);
            var painted = await ColdVisit.TimeAsync(page, address, Row);
            await page.Locator("html[data-connected]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
            // The first is the compiler's.
            if (run == 0)
            {
                continue;
            }
            opened.Add(painted);
            frames.Add(await ScrolledFrames.MeasureAsync(page, SkimmedPixels, ScrolledSeconds));
            found.Add(await FindAsync(page, $"order-{Math.Min(trace.Spans, most) / 16}"));
        }
        var name = Invariant($"ui.trace_{trace.Spans}");
        Measures.AtMost($"{name}_open_p50_ms", opened.P50, wanted);
        Measures.AtLeast($"{name}_frames_per_s", Measures.Median(frames.Select(frame => frame.PerSecond)), 50);
        Measures.AtLeast($"{name}_frames_whole", Measures.Median(frames.Select(frame => frame.Whole)), 0.95);
        Measures.AtMost($"{name}_find_p50_ms", found.P50, 300);
        Console.WriteLine(Invariant($"{name}: open p95 {opened.P95:N0} ms, find p95 {found.P95:N0} ms, server {before / Mebibyte:N0} MiB before and {server.WorkingSetBytes / Mebibyte:N0} MiB after"));
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

    /// <summary>Pages that stand open, each in a tab of its own. By the memory that the process has, of which a part is garbage that nobody had to collect yet.</summary>
    private static async Task WeighAsync(IBrowser browser, PagesServer server, Uri address, string name)
    {
        await using var profile = await browser.NewContextAsync();
        await OpenAsync(profile, address);
        var before = server.WorkingSetBytes;
        for (var number = 0; number < OpenPages; number++)
        {
            await OpenAsync(profile, address);
        }
        Measures.AtMost($"ui.page_{name}_mib", (server.WorkingSetBytes - before) / (double)OpenPages / Mebibyte, 5);
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
