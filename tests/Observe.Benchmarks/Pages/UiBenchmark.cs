using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Playwright;
using Observe.Storage.Engine;

namespace Observe.Benchmarks.Pages;

/// <summary>
/// The pages of the real server in a real Chromium, over 2,000,000 J-11 spans (10,000,000 with <c>--full</c>), a week of 1,000,000 invocations and traces of up to a million spans: cold pages, a changed search,
/// large traces, memory. <c>--data</c> names a folder that is filled if it is empty and kept (for an hour: one page shows the last one), <c>--only pages</c> or <c>traces</c> measures a part, <c>--largest</c> leaves
/// out larger traces, <c>--most</c> is the server's MaxTraceSpans, and <c>OBSERVE_CHROMIUM</c> names the browser.
/// </summary>
internal static class UiBenchmark
{
    /// <summary>Of each size: how long until it is painted, in milliseconds; for a million there is no figure that is wanted.</summary>
    private static readonly (LargeTrace Trace, double WantedOpen)[] Traces =
        [(new LargeTrace(10_000), 700), (new LargeTrace(100_000), 2_000), (new LargeTrace(1_000_000), double.PositiveInfinity)];

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var (spans, invocations) = arguments.Smoke ? (100_000, 100_000) : arguments.Full ? (10_000_000, 1_000_000) : (2_000_000, 1_000_000);
        var largest = arguments.Number("largest", (arguments.Smoke ? Traces[0] : Traces[^1]).Trace.Spans);
        var traces = Traces.Where(item => item.Trace.Spans <= largest).ToArray();
        var named = arguments.Text("data");
        var folder = named is null ? Directory.CreateTempSubdirectory("observe-benchmark-") : Directory.CreateDirectory(named);
        try
        {
            await UiStore.FillAsync(folder, spans, invocations, traces.Select(item => item.Trace));
            await MeasureAsync(folder, arguments, traces);
        }
        finally
        {
            if (named is null)
            {
                folder.Delete(recursive: true);
            }
        }
    }

    private static async Task MeasureAsync(DirectoryInfo folder, BenchmarkArguments arguments, IEnumerable<(LargeTrace Trace, double WantedOpen)> traces)
    {
        var most = arguments.Number("most", new StorageOptions().MaxTraceSpans);
        var only = arguments.Text("only");
        await using var server = await PagesServer.StartAsync(folder.FullName, $"--Observe:Storage:MaxTraceSpans={most}");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("OBSERVE_CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu"],
        });
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Chromium {browser.Version}, drawing by software; {Environment.ProcessorCount} cores for it, the server and the engine, {RuntimeInformation.OSDescription}; a page takes the earliest {most:N0} spans of a trace"));
        var measures = new List<Action>();
        if (only is null or "pages")
        {
            measures.AddRange(await ColdPages.MeasureAsync(browser, server.Url, arguments.Number("runs", arguments.Smoke ? 3 : 20)));
            measures.Add(await LargeTracePages.WeighAsync(browser, server, "/traces?from=now-7d", "traces"));
        }
        if (only is null or "traces")
        {
            foreach (var (trace, wanted) in traces)
            {
                measures.AddRange(await LargeTracePages.MeasureAsync(browser, server, trace, most, wanted, arguments.Number("runs", arguments.Smoke ? 2 : 5)));
            }
            var (first, _) = traces.First();
            measures.Add(await LargeTracePages.WeighAsync(browser, server, $"/trace/{first.Id}", string.Create(CultureInfo.InvariantCulture, $"trace_{first.Spans}")));
        }
        measures.ForEach(print => print());
    }
}
