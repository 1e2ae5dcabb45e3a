using System.Globalization;
using Microsoft.Playwright;
using Observe.Benchmarks.Native;
using Observe.Benchmarks.Shapes;
using Observe.Benchmarks.Storage;
using Observe.Storage;
using Observe.Storage.Engine;
using Observe.Storage.Rollup;

namespace Observe.Benchmarks.Pages;

/// <summary>
/// How long a page takes from a cold profile of a real Chromium to its first rows painted, and a changed search to its new rows, on the
/// real server over ten days of J-11 spans and a week of a million invocations. <c>--data</c> names a folder that is filled if it is
/// empty and kept, otherwise there is one for this run; <c>OBSERVE_CHROMIUM</c> names the browser.
/// </summary>
internal static class PagesBenchmark
{
    private const string Database = "observe";
    private const double WantedOpen = 1_000;
    private const double WantedFilter = 300;
    private static readonly TimeSpan SpanDays = TimeSpan.FromDays(10);

    /// <summary>Notes how many milliseconds after the Enter key other rows than these were painted.</summary>
    private const string NoteNewRows = """
        () => {
          const first = () => document.querySelector('a.tr')?.href;
          const before = first();
          window.changed = 0;
          addEventListener('keydown', pressed => {
            if (pressed.key !== 'Enter') return;
            const start = performance.now();
            const look = () => first() && first() !== before
              ? requestAnimationFrame(() => requestAnimationFrame(() => { window.changed = performance.now() - start; }))
              : requestAnimationFrame(look);
            look();
          }, { once: true, capture: true });
        }
        """;

    /// <summary>Rounds before those that count: a server that runs for an hour has compiled what a page needs, one that was started a minute ago has not.</summary>
    private const int WarmUp = 6;

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

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var (spans, invocations) = arguments.Smoke ? (100_000, 100_000) : arguments.Full ? (10_000_000, 1_000_000) : (2_000_000, 1_000_000);
        var named = arguments.Text("data");
        var folder = named is null ? Directory.CreateTempSubdirectory("observe-benchmark-") : Directory.CreateDirectory(named);
        try
        {
            if (!folder.EnumerateFileSystemInfos().Any())
            {
                await FillAsync(folder, spans, invocations);
            }
            await MeasureAsync(folder, arguments.Number("runs", arguments.Smoke ? 3 : 20));
        }
        finally
        {
            if (named is null)
            {
                folder.Delete(recursive: true);
            }
        }
    }

    /// <summary>Spans and invocations up to now, as they lie when they were received long ago, merged, and rolled up.</summary>
    private static async Task FillAsync(DirectoryInfo folder, int spans, int invocations)
    {
        await using var engine = new BenchmarkEngine(folder);
        await using var database = ClickHouseDatabase.Over(engine.Engine, Database);
        await SchemaMigration.ApplyAsync(database, new StorageOptions(), CancellationToken.None);
        var now = TimeProvider.System.GetUtcNow();
        await SpanLoad.RunAsync(
            engine, Database, ObserveColumns.Table, ObserveColumns.Spans(dictionaries: true), new J11Shape(1, now - SpanDays, SpanDays).Spans(spans), spans);
        await InvocationLoad.RunAsync(engine, Database, now.AddDays(-7), invocations);
        var rollups = new RollupLedgers(TimeProvider.System, othersStore: false);
        var (first, last) = (RollupSlot.Of(UnixTime.Nanoseconds(now - SpanDays)), RollupSlot.Of(UnixTime.Nanoseconds(now)));
        await new SpanRollup(database, rollups, TimeProvider.System).RollAllAsync([.. Enumerable.Range(first, last - first)]);
        await FunctionsBenchmark.RollAsync(engine, database, rollups, Database);
        Console.WriteLine(Invariant($"{spans:N0} J-11 spans of ten days and {invocations:N0} invocations of a week are stored"));
    }

    private static async Task MeasureAsync(DirectoryInfo folder, int runs)
    {
        await using var server = await PagesServer.StartAsync(folder.FullName);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("OBSERVE_CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu"],
        });
        Console.WriteLine(Invariant($"Chromium {browser.Version}, {Environment.ProcessorCount} cores for it, the server and the engine; {runs} times each"));
        Console.WriteLine($"{"",-34}{"p50, ms",12}{"p95, ms",10}");
        var (function, trace) = await AddressesAsync(browser, server.Url);
        var measures = new List<Action>();
        var latencies = Pages.ToDictionary(page => page.Name, _ => new Latencies());
        for (var round = 0; round < WarmUp + runs; round++)
        {
            foreach (var (name, template, until) in Pages)
            {
                var path = template.Replace("{function}", function, StringComparison.Ordinal).Replace("{trace}", trace, StringComparison.Ordinal);
                var milliseconds = await ColdVisit.TimeAsync(browser, new Uri(server.Url, path), until);
                if (round >= WarmUp)
                {
                    latencies[name].Add(milliseconds);
                }
            }
        }
        foreach (var (name, _, _) in Pages)
        {
            Tell(name, latencies[name], WantedOpen);
        }
        Tell("a changed search, a week", await SearchesAsync(browser, new Uri(server.Url, "/traces?from=now-7d"), runs), WantedFilter);
        measures.ForEach(print => print());

        void Tell(string name, Latencies latencies, double wanted)
        {
            Console.WriteLine(Invariant($"{name,-34}{latencies.P50,12:F0}{latencies.P95,10:F0}"));
            var words = name.Replace(",", "", StringComparison.Ordinal).Replace(' ', '_');
            measures.Add(() => Measures.AtMost($"pages.{words}_p95_ms", latencies.P95, wanted));
        }
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

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
