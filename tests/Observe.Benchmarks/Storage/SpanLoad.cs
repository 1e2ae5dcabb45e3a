using Observe.Benchmarks.Native;
using Observe.Benchmarks.Shapes;

namespace Observe.Benchmarks.Storage;

/// <summary>Loads spans into a table in blocks of one day, and says what the engine took for it: the generator's CPU is taken off.</summary>
internal sealed record SpanLoad(double CpuMicroseconds, double Bytes)
{
    private const int BlockRows = 50_000;
    private const long DayNanoseconds = 86_400_000_000_000;

    public static async Task<SpanLoad> RunAsync(
        BenchmarkEngine engine, string database, string table, IReadOnlyList<NativeBlockColumn<ShapedSpan>> columns,
        IEnumerable<ShapedSpan> spans, int count)
    {
        var insert = $"INSERT INTO {table} ({string.Join(", ", columns.Select(column => column.Name))})";
        var before = ProcessCpu.Seconds;
        var generator = 0.0;
        using var source = spans.GetEnumerator();
        var rows = new List<ShapedSpan>(BlockRows);
        ShapedSpan? next = null;
        while (true)
        {
            var start = ThreadCpu.Seconds;
            next = Fill(rows, source, next);
            var block = rows.Count == 0 ? null : NativeBlockColumn<ShapedSpan>.Block(columns, rows);
            generator += ThreadCpu.Seconds - start;
            if (block is null)
            {
                break;
            }
            await engine.InsertAsync(database, insert, block);
        }
        await engine.SettleAsync();
        foreach (var name in (await engine.RunAsync(
            database, "SELECT name FROM system.tables WHERE database = currentDatabase() AND total_rows > 0")).Split('\n'))
        {
            await engine.RunAsync(database, $"OPTIMIZE TABLE `{name}` FINAL");
        }
        await engine.SettleAsync();
        var cpu = ProcessCpu.Seconds - before - generator;
        var bytes = await engine.NumberAsync(
            database, "SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = currentDatabase()");
        return new SpanLoad(cpu * 1e6 / count, bytes / count);
    }

    /// <summary>Takes spans of one day; answers the first of the next block.</summary>
    private static ShapedSpan? Fill(List<ShapedSpan> rows, IEnumerator<ShapedSpan> source, ShapedSpan? first)
    {
        rows.Clear();
        if (first is not null)
        {
            rows.Add(first);
        }
        while (rows.Count < BlockRows && source.MoveNext())
        {
            var span = source.Current;
            if (rows.Count > 0 && span.StartUnixNanoseconds / DayNanoseconds != rows[0].StartUnixNanoseconds / DayNanoseconds)
            {
                return span;
            }
            rows.Add(span);
        }
        return null;
    }
}
