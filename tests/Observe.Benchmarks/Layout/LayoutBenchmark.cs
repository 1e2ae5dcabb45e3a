using System.Diagnostics;
using System.Globalization;
using Observe.Benchmarks.Native;
using Observe.Benchmarks.Shapes;

namespace Observe.Benchmarks.Layout;

/// <summary>Loads the same J-11 spans into each layout variant on one engine and prints what inserts, bytes and searches cost.</summary>
internal static class LayoutBenchmark
{
    private const int BlockRows = 50_000;
    private static readonly DateTimeOffset FirstDay = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var count = arguments.Number("spans", 1_000_000);
        var folder = arguments.Text("variants") ?? Path.Combine(AppContext.BaseDirectory, "Layout", "Variants");
        var runs = arguments.Number("runs", 25);
        var variants = Directory.GetFiles(folder, "*.sql").Order(StringComparer.Ordinal).Select(LayoutVariant.Read).ToArray();
        // 10 M J-11 spans over 10 days are 1 M a day: fewer spans over less time keep that density, on which the bytes depend.
        var length = TimeSpan.FromDays(count / 1e6);
        SpanShape shape = arguments.Text("shape") == "o800" ? new O800Shape(1, FirstDay, length) : new J11Shape(1, FirstDay, length);
        var spans = shape.Spans(count).ToArray();
        var days = spans.GroupBy(span => span.StartUnixNanoseconds / 86_400_000_000_000).SelectMany(day => day.Chunk(BlockRows)).ToArray();

        await using var engine = new BenchmarkEngine();
        foreach (var rows in variants.GroupBy(variant => variant.Rows))
        {
            var columns = Columns(rows.Key);
            var blocks = Array.ConvertAll(days, day => NativeBlockColumn<ShapedSpan>.Block(columns, day));
            Console.WriteLine($"# {rows.Key}: {blocks.Sum(block => (long)block.Length) / count} bytes a span in the block");
            foreach (var variant in rows)
            {
                try
                {
                    await MeasureAsync(engine, variant, columns, blocks, spans, runs);
                }
                catch (Observe.Storage.Engine.EngineException error)
                {
                    Console.WriteLine($"{variant.Name}: {error.Message[..Math.Min(600, error.Message.Length)]}");
                }
            }
        }
    }

    private static async Task MeasureAsync(
        BenchmarkEngine engine, LayoutVariant variant, IReadOnlyList<NativeBlockColumn<ShapedSpan>> columns, byte[][] blocks,
        ShapedSpan[] spans, int runs)
    {
        var database = "v_" + variant.Name.Replace('-', '_');
        await engine.RunAsync("default", $"CREATE DATABASE {database}");
        foreach (var statement in variant.Schema)
        {
            await engine.RunAsync(database, statement);
        }
        var table = variant.Rows.StartsWith("contrib", StringComparison.Ordinal) ? ContribColumns.Table : ObserveColumns.Table;
        var insert = $"INSERT INTO {table} ({string.Join(", ", columns.Select(column => column.Name))}) {variant.Settings}";

        var before = ProcessCpu.Seconds;
        var watch = Stopwatch.StartNew();
        foreach (var block in blocks)
        {
            await engine.InsertAsync(database, insert, block);
        }
        foreach (var statement in variant.After)
        {
            await engine.RunAsync(database, statement);
        }
        var wall = watch.Elapsed.TotalSeconds;
        await engine.SettleAsync();
        var inserted = ProcessCpu.Seconds;
        var parts = await engine.NumberAsync(database, "SELECT count() FROM system.parts WHERE active AND database = currentDatabase()");
        foreach (var name in (await engine.RunAsync(database, "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'")).Split('\n'))
        {
            await engine.RunAsync(database, $"OPTIMIZE TABLE `{name}` FINAL");
        }
        await engine.SettleAsync();
        var merged = ProcessCpu.Seconds;
        var micro = 1e6 / spans.Length;
        var bytes = await engine.NumberAsync(database, "SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = currentDatabase()");
        var indexes = await engine.NumberAsync(
            database, "SELECT sum(secondary_indices_compressed_bytes) FROM system.parts WHERE active AND database = currentDatabase()");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{variant.Name,-28} insert {(inserted - before) * micro,5:F2} us (wall {wall * micro:F2})  merge {(merged - inserted) * micro,5:F2} us  {bytes / spans.Length,6:F1} B (index {indexes / spans.Length,5:F1})  parts {parts}"));
        foreach (var (name, sql) in variant.Queries)
        {
            await QueryAsync(engine, database, name, sql, spans, runs);
        }
        await engine.RunAsync("default", $"DROP DATABASE {database} SYNC");
    }

    private static async Task QueryAsync(BenchmarkEngine engine, string database, string name, string sql, ShapedSpan[] spans, int runs)
    {
        var random = new Random(7);
        var times = new List<double>();
        var rows = 0L;
        for (var i = 0; i < runs + 3; i++)
        {
            var sample = spans[random.Next(spans.Length)];
            var watch = Stopwatch.StartNew();
            var answer = await engine.RunAsync(database, sql, SampleParameters.Of(sample, sql));
            if (i >= 3)
            {
                times.Add(watch.Elapsed.TotalMilliseconds);
                rows += answer.Length == 0 ? 0 : answer.AsSpan().Count('\n') + 1;
            }
        }
        times.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"    {name,-24} p50 {times[times.Count / 2],7:F1} ms  p95 {times[(int)(times.Count * 0.95)],7:F1} ms  rows {(double)rows / runs:F1}"));
    }

    private static IReadOnlyList<NativeBlockColumn<ShapedSpan>> Columns(string rows) => rows switch
    {
        "contrib" => ContribColumns.Spans,
        "observe" => ObserveColumns.Spans(dictionaries: true),
        "observe-texts" => ObserveColumns.Spans(dictionaries: false),
        "observe-numeric" => ObserveColumns.Spans(dictionaries: true, numericIds: true),
        "observe-items" => ObserveColumns.Spans(dictionaries: true, items: true),
        "observe-onemap" => ObserveColumns.Spans(dictionaries: true, oneMap: true),
        _ => throw new ArgumentException($"No rows named {rows}."),
    };
}
