using System.Globalization;
using Observe.Benchmarks.Native;
using Observe.Benchmarks.Shapes;
using Observe.Benchmarks.Storage;
using Observe.Storage;
using Observe.Storage.Engine;
using Observe.Storage.Rollup;

namespace Observe.Benchmarks.Pages;

/// <summary>What the pages are measured over: J-11 spans of ten days up to now, a week of invocations, and large traces of yesterday, as they lie when they were received long ago, merged, and rolled up.</summary>
internal static class UiStore
{
    private const string Database = "observe";
    private static readonly TimeSpan SpanDays = TimeSpan.FromDays(10);

    /// <summary>Fills a folder that is empty; one that is not holds what a run before this one stored.</summary>
    public static async Task FillAsync(DirectoryInfo folder, int spans, int invocations, IEnumerable<LargeTrace> traces)
    {
        if (folder.EnumerateFileSystemInfos().Any())
        {
            return;
        }
        await using var engine = new BenchmarkEngine(folder);
        await using var database = ClickHouseDatabase.Over(engine.Engine, Database);
        await SchemaMigration.ApplyAsync(database, new StorageOptions(), CancellationToken.None);
        var now = TimeProvider.System.GetUtcNow();
        await SpanLoad.RunAsync(
            engine, Database, ObserveColumns.Table, ObserveColumns.Spans(dictionaries: true), new J11Shape(1, now - SpanDays, SpanDays).Spans(spans), spans);
        foreach (var trace in traces)
        {
            // A trace that may still grow is shown otherwise.
            await trace.StoreAsync(engine, Database, now.AddDays(-1));
        }
        await InvocationLoad.RunAsync(engine, Database, now.AddDays(-7), invocations);
        var rollups = new RollupLedgers(TimeProvider.System, othersStore: false);
        var (first, last) = (RollupSlot.Of(UnixTime.Nanoseconds(now - SpanDays)), RollupSlot.Of(UnixTime.Nanoseconds(now)));
        await new SpanRollup(database, rollups, TimeProvider.System).RollAllAsync([.. Enumerable.Range(first, last - first)]);
        await FunctionsBenchmark.RollAsync(engine, database, rollups, Database);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{spans:N0} J-11 spans of ten days, {invocations:N0} invocations of a week and traces of {string.Join(", ", traces.Select(trace => trace.Spans.ToString("N0", CultureInfo.InvariantCulture)))} spans are stored"));
    }
}
