using System.Globalization;
using Observe.Benchmarks.Layout;
using Observe.Benchmarks.Native;
using Observe.Benchmarks.Shapes;
using Observe.Storage;
using Observe.Storage.Engine;
using Observe.Storage.Read;
using Observe.Storage.Rollup;
using Observe.Storage.Search;

namespace Observe.Benchmarks.Storage;

/// <summary>
/// The same J-11 spans in the product's tables, asked through its readers, and in the layout of the OpenTelemetry Collector's
/// ClickHouse exporter, asked by SQL; one engine, one run, the timed queries of both in turn.
/// </summary>
internal sealed class StorageBenchmark(BenchmarkEngine engine, ClickHouseDatabase database, LayoutVariant contrib, ShapedSpan[] samples)
{
    private const string Ours = "observe";
    private const string Theirs = "contrib";
    private const long Hour = 3_600_000_000_000;
    private const long Day = 24 * Hour;
    private static readonly DateTimeOffset FirstDay = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Length = TimeSpan.FromDays(10);

    private readonly RollupLedgers _rollups = new(TimeProvider.System, othersStore: false);
    private readonly TraceReader _raw = Reader(database, new RollupLedgers(TimeProvider.System, othersStore: false));
    private readonly List<Action> _measures = [];
    private TraceReader? _rolled;
    private SpanLoad _ours = null!;
    private SpanLoad _theirs = null!;

    private TraceReader Rolled => _rolled ??= Reader(database, _rollups);

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var count = arguments.Number("spans", arguments.Full ? 10_000_000 : arguments.Smoke ? 100_000 : 2_000_000);
        await using var engine = new BenchmarkEngine();
        await using var database = ClickHouseDatabase.Over(engine.Engine, Ours);
        await SchemaMigration.ApplyAsync(database, new StorageOptions { RetentionDays = 3650 }, CancellationToken.None);
        var contrib = LayoutVariant.Read(Path.Combine(AppContext.BaseDirectory, "Layout", "Variants", "contrib.sql"));
        await engine.RunAsync("default", $"CREATE DATABASE {Theirs}");
        foreach (var statement in contrib.Schema)
        {
            await engine.RunAsync(Theirs, statement);
        }
        var random = new Random(7);
        var samples = new J11Shape(1, FirstDay, Length).Spans(count).Where(_ => random.Next(count) < 1_000).ToArray();
        var benchmark = new StorageBenchmark(engine, database, contrib, samples);
        Console.WriteLine($"{count:N0} J-11 spans over 10 days, {Environment.ProcessorCount} cores");
        Console.WriteLine($"{"",-34}{"Observe p50",12}{"p95",10}{"contrib p50",13}{"p95",10}");
        await benchmark.LoadAsync(count);
        await benchmark.RollAsync(count);
        await benchmark.SearchAsync(arguments.Number("runs", arguments.Smoke ? 10 : 30));
        await benchmark.ChartAsync(arguments.Number("runs", arguments.Smoke ? 10 : 30));
        await benchmark.ServicesAsync(arguments.Number("runs", arguments.Smoke ? 10 : 30));
        benchmark._measures.AddRange(await new FunctionsBenchmark(engine, database, Ours, FirstDay).RunAsync(arguments.Smoke));
        benchmark._measures.ForEach(print => print());
    }

    private async Task LoadAsync(int count)
    {
        var theirs = await SpanLoad.RunAsync(
            engine, Theirs, ContribColumns.Table, ContribColumns.Spans, new J11Shape(1, FirstDay, Length).Spans(count), count);
        var ours = await SpanLoad.RunAsync(
            engine, Ours, ObserveColumns.Table, ObserveColumns.Spans(dictionaries: true), new J11Shape(1, FirstDay, Length).Spans(count), count);
        Console.WriteLine(Invariant($"{"insert and merge, us CPU a span",-34}{ours.CpuMicroseconds,12:F2}{"",10}{theirs.CpuMicroseconds,13:F2}"));
        Console.WriteLine(Invariant($"{"bytes a span, indexes included",-34}{ours.Bytes,12:F1}{"",10}{theirs.Bytes,13:F1}"));
        (_ours, _theirs) = (ours, theirs);
        await StoreResourcesAsync();
    }

    /// <summary>What the spans name by a fingerprint, once a day as the collector stores it.</summary>
    private async Task StoreResourcesAsync()
    {
        foreach (var resource in samples.Select(span => span.Resource).DistinctBy(resource => resource.Service))
        {
            var values = string.Join(", ", resource.Attributes.Select(item => $"'{item.Key}', '{item.Value}'"));
            await engine.RunAsync(
                Ours,
                "INSERT INTO resources (day, fingerprint, attr_string) "
                + $"SELECT toDate('{FirstDay:yyyy-MM-dd}') + number, {ObserveColumns.Fingerprint(resource)}, map({values}) FROM numbers({Length.Days})");
        }
    }

    /// <summary>Works out all slots, as the job does after spans came; what it costs belongs to the inserts.</summary>
    private async Task RollAsync(int count)
    {
        var store = new SpanRollup(database, _rollups, TimeProvider.System);
        var before = ProcessCpu.Seconds;
        var from = RollupSlot.Of(UnixTime.Nanoseconds(FirstDay));
        var all = Enumerable.Range(from, (int)(Length.TotalSeconds / RollupSlot.Seconds) + 1).ToList();
        await store.RollAllAsync(all);
        // As both tables of spans were, before they are asked: the engine does it by itself when a day is over.
        await engine.RunAsync(Ours, "OPTIMIZE TABLE span_slots FINAL");
        await engine.RunAsync(Ours, "OPTIMIZE TABLE trace_slots FINAL");
        await engine.SettleAsync();
        var cpu = (ProcessCpu.Seconds - before) * 1e6 / count;
        _rollups.Spans.Compared(int.MinValue, int.MaxValue, await store.DifferingAsync(from, from + RollupSlot.PerDay, CancellationToken.None), TimeProvider.System.GetUtcNow());
        var bytes = await engine.NumberAsync(
            Ours, "SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = currentDatabase()") / count;
        Console.WriteLine(Invariant($"{"with rollups, us CPU a span",-34}{_ours.CpuMicroseconds + cpu,12:F2}{"",10}{_theirs.CpuMicroseconds,13:F2}"));
        Console.WriteLine(Invariant($"{"with rollups, bytes a span",-34}{bytes,12:F1}{"",10}{_theirs.Bytes,13:F1}"));
        _measures.Add(() => Measures.AtMost("storage.insert_cpu_to_contrib", (_ours.CpuMicroseconds + cpu) / _theirs.CpuMicroseconds, 1));
        _measures.Add(() => Measures.AtMost("storage.bytes_to_contrib", bytes / _theirs.Bytes, 0.9));
    }

    private async Task ChartAsync(int runs)
    {
        var (rolled, raw) = (new Latencies(), new Latencies());
        for (var i = 0; i <= runs; i++)
        {
            var query = new TraceHistogramQuery(Around(samples[i % samples.Length], Day), SearchParser.Parse($"service = {samples[i].Resource.Service}").Expression!);
            await (i == 0 ? new Latencies() : raw).TimeAsync(() => _raw.HistogramAsync(query, CancellationToken.None));
            await (i == 0 ? new Latencies() : rolled).TimeAsync(() => Rolled.HistogramAsync(query, CancellationToken.None));
        }
        Console.WriteLine(Invariant($"{"RED chart, 24 h of a service",-34}{rolled.P50,12:F1}{rolled.P95,10:F1}   from spans {raw.P50:F1}, {raw.P95:F1}"));
        _measures.Add(() => Measures.AtMost("storage.red_day_p95_ms", rolled.P95, 50));
        _measures.Add(() => Measures.AtLeast("storage.red_day_times_raw", raw.P50 / rolled.P50, 10));
    }

    private async Task ServicesAsync(int runs)
    {
        var spans = new RolledSpans(_rollups);
        var map = new ServiceMapReader(database, spans, new RolledCalls(_rollups), new CalledPeers(_rollups), new ServiceHosts(database));
        var services = new ServiceReader(database, spans);
        var (maps, lists, operations) = (new Latencies(), new Latencies(), new Latencies());
        for (var i = 0; i <= runs; i++)
        {
            var day = Around(samples[i % samples.Length], Day);
            await (i == 0 ? new Latencies() : maps).TimeAsync(() => map.GetAsync(new ServiceMapQuery(day), CancellationToken.None));
            await (i == 0 ? new Latencies() : lists).TimeAsync(() => services.ListAsync(new ServiceListQuery(day, 30), CancellationToken.None));
            await (i == 0 ? new Latencies() : operations).TimeAsync(
                () => services.OperationsAsync(samples[i].Resource.Service, new ServiceListQuery(day, 30), CancellationToken.None));
        }
        Console.WriteLine(Invariant($"{"service map, 24 h",-34}{maps.P50,12:F1}{maps.P95,10:F1}"));
        Console.WriteLine(Invariant($"{"RED of all services, 24 h",-34}{lists.P50,12:F1}{lists.P95,10:F1}"));
        Console.WriteLine(Invariant($"{"RED of a service's operations",-34}{operations.P50,12:F1}{operations.P95,10:F1}"));
        _measures.Add(() => Measures.AtMost("storage.service_map_day_p95_ms", maps.P95, 50));
        _measures.Add(() => Measures.AtMost("storage.services_day_p95_ms", lists.P95, 50));
    }

    private async Task SearchAsync(int runs)
    {
        var all = TimeRange.Of(FirstDay, FirstDay + Length);
        var trace = await InTurnAsync(
            "trace by id, without a time", "trace", runs,
            span => Rolled.GetAsync(TraceId.FromBytes(span.TraceId), CancellationToken.None));
        _measures.Add(() => Measures.AtMost("storage.trace_p95_ms", trace.Ours.P95, 15));
        var attribute = await InTurnAsync(
            "attribute = value, newest 20", "attribute", runs,
            span => FindAsync(all, $"{span.Attributes[3].Key} = {span.Attributes[3].Value}", 20));
        _measures.Add(() => Measures.AtMost("storage.attribute_p95_ms", attribute.Ours.P95, 60));
        _measures.Add(() => Measures.AtLeast("storage.attribute_times_contrib", attribute.Theirs.P50 / attribute.Ours.P50, 10));
        var absent = new Latencies();
        for (var i = 0; i < runs; i++)
        {
            var item = samples[i].Attributes[5];
            await absent.TimeAsync(() => FindAsync(all, $"{item.Key} = {item.Value}x", 20));
        }
        Console.WriteLine(Invariant($"{"attribute = absent value",-34}{absent.P50,12:F1}{absent.P95,10:F1}"));
        var service = await InTurnAsync(
            "service, duration, one day", "service", runs,
            span => FindAsync(Around(span, Day), $"service = {span.Resource.Service} and duration > 900ms", 50));
        _measures.Add(() => Measures.AtMost("storage.service_day_p95_ms", service.Ours.P95, 25));
        var newest = await InTurnAsync("newest of one hour", "newest", runs, span => FindAsync(Around(span, Hour), null, 50));
        _measures.Add(() => Measures.AtMost("storage.newest_hour_p95_ms", newest.Ours.P95, 25));
    }

    private static TraceReader Reader(ClickHouseDatabase database, RollupLedgers ledgers) => new(
        database, new ResourceReader(database), new RolledSpans(ledgers), new TraceSlots(database, ledgers), new StorageOptions());

    private async Task<(Latencies Ours, Latencies Theirs)> InTurnAsync(
        string title, string query, int runs, Func<ShapedSpan, Task> ask)
    {
        const int WarmUp = 3;
        var sql = contrib.Queries[query];
        var (ours, theirs) = (new Latencies(), new Latencies());
        for (var i = 0; i < runs + WarmUp; i++)
        {
            var span = samples[i % samples.Length];
            await (i < WarmUp ? new Latencies() : theirs).TimeAsync(() => engine.RunAsync(Theirs, sql, SampleParameters.Of(span, sql)));
            await (i < WarmUp ? new Latencies() : ours).TimeAsync(() => ask(span));
        }
        Console.WriteLine(Invariant($"{title,-34}{ours.P50,12:F1}{ours.P95,10:F1}{theirs.P50,13:F1}{theirs.P95,10:F1}"));
        return (ours, theirs);
    }

    private Task<TraceListResult> FindAsync(TimeRange range, string? search, int limit) => Rolled.FindAsync(
        new TraceListQuery(range, search is null ? null : SearchParser.Parse(search).Expression!, limit), CancellationToken.None);

    private static TimeRange Around(ShapedSpan span, long length)
    {
        var from = span.StartUnixNanoseconds / length * length;
        return new TimeRange(from, from + length);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
