using System.Globalization;
using Observe.Functions.Cost;
using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Engine;
using Observe.Storage.Read;
using Observe.Storage.Rollup;

namespace Observe.Benchmarks.Storage;

/// <summary>The figures of a week of invocations: those of all functions, and what the page of the busiest one asks for.</summary>
internal sealed class FunctionsBenchmark(BenchmarkEngine engine, ClickHouseDatabase database, string name, DateTimeOffset start)
{
    private const double Wanted = 150;

    private readonly RollupLedgers _rollups = new(TimeProvider.System, othersStore: false);
    private readonly CostCalculator _costs = new(PriceBook.BuiltIn);

    /// <summary>By itself, on an engine of its own.</summary>
    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        const string Name = "observe";
        await using var engine = new BenchmarkEngine();
        await using var database = ClickHouseDatabase.Over(engine.Engine, Name);
        await SchemaMigration.ApplyAsync(database, new StorageOptions { RetentionDays = 3650 }, CancellationToken.None);
        var start = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        (await new FunctionsBenchmark(engine, database, Name, start).RunAsync(arguments.Smoke)).ForEach(print => print());
    }

    /// <summary>Loads and asks; prints a table.</summary>
    /// <returns>What prints the measures.</returns>
    public async Task<List<Action>> RunAsync(bool isSmoke)
    {
        var (invocations, runs) = (isSmoke ? 100_000 : 1_000_000, isSmoke ? 5 : 20);
        await InvocationLoad.RunAsync(engine, name, start, invocations);
        var cpu = await RollAsync(engine, database, _rollups, name);
        Console.WriteLine(Invariant($"{invocations:N0} invocations of a week, a fifth in pieces that are not merged"));
        Console.WriteLine(Invariant($"{"rollup, us CPU an invocation",-34}{cpu * 1e6 / invocations,12:F2}"));

        var week = TimeRange.Of(start, start.AddDays(7));
        var hour = TimeRange.Of(start.AddDays(3), start.AddDays(3).AddHours(1));
        var busiest = InvocationLoad.Busiest;
        var raw = Functions(new RollupLedgers(TimeProvider.System, othersStore: false));
        var firsts = new FirstInvocations(database, new StorageOptions { RetentionDays = 3650 }, TimeProvider.System);
        var rolled = new RolledInvocations(database, _rollups, TimeProvider.System);
        var list = Functions(_rollups);
        var detail = new FunctionDetailReader(database, rolled, _costs, firsts, TimeProvider.System);
        var asOfThen = new FunctionDetailReader(database, rolled, _costs, firsts, new At(start.AddDays(7)));
        var concurrency = new ConcurrencyReader(database, rolled, TimeProvider.System);
        var single = new InvocationReader(database, rolled, _costs, firsts, TimeProvider.System);
        var instances = new InstanceReader(database, firsts, TimeProvider.System);
        var queues = new AsyncReader(database, TimeProvider.System);
        var evidence = new AdviceEvidenceReader(database, queues, new InvokedTraces(database));
        var lost = new LostTelemetryReader(database, TimeProvider.System);
        var measures = new List<Action>();
        await Asked("functions of a week, all figures", "functions_week", runs, token => list.ListAsync(new FunctionListQuery(week), token));
        await Asked("the same from pieces", null, Math.Max(2, runs / 5), token => raw.ListAsync(new FunctionListQuery(week), token));
        await Asked("one function, a week", "function_week", runs, token => detail.GetAsync(new FunctionDetailQuery(busiest, week), token));
        await Asked("who it is", "facts", runs, token => asOfThen.FactsAsync(busiest, token));
        await Asked("who it is, idle for weeks", null, runs, token => detail.FactsAsync(busiest, token));
        await Asked("its concurrency, a week", "concurrency_week", runs, token => concurrency.GetAsync(new ConcurrencyQuery(busiest, week), token));
        await Asked("its concurrency, an hour", "concurrency_hour", runs, token => concurrency.GetAsync(new ConcurrencyQuery(busiest, hour), token));
        await Asked("its newest invocations", "invocations_page", runs, token => single.FindAsync(new InvocationListQuery(busiest, week), token));
        await Asked("its newest cold starts", "cold_page", runs, token => single.FindAsync(new InvocationListQuery(busiest, week) { InitClasses = [InitClass.Cold] }, token));
        await Asked("what its callers waited, a week", "waits_week", runs, token => single.WaitsAsync(new WaitQuery(busiest, week), token));
        await Asked("its instances, an hour", "instances_hour", runs, token => instances.TimelineAsync(new InstanceQuery(busiest, hour), token));
        await Asked("its instances, a week", "instances_week", runs, token => instances.TimelineAsync(new InstanceQuery(busiest, week), token));
        await Asked("its queues, a week", "queues_week", runs, token => queues.GetAsync(new AsyncQuery(busiest, week), token));
        await Asked("what the advisor asks, a week", "advice_week", runs, token => evidence.GetAsync(new AdviceQuery(busiest, week), token));
        await Asked("its lost telemetry, a week", "lost_week", runs, token => lost.GetAsync(new LostTelemetryQuery(busiest, week), token));
        return measures;

        async Task Asked(string title, string? measure, int times, Func<CancellationToken, Task> ask)
        {
            var latencies = new Latencies();
            for (var i = 0; i <= times; i++)
            {
                await (i == 0 ? new Latencies() : latencies).TimeAsync(() => ask(CancellationToken.None));
            }
            Console.WriteLine(Invariant($"{title,-34}{latencies.P50,12:F1}{latencies.P95,10:F1}"));
            if (measure is not null)
            {
                measures.Add(() => Measures.AtMost($"storage.{measure}_p95_ms", latencies.P95, Wanted));
            }
        }
    }

    /// <summary>CPU seconds that it took.</summary>
    internal static async Task<double> RollAsync(BenchmarkEngine engine, ClickHouseDatabase database, RollupLedgers rollups, string name)
    {
        var rollup = new InvocationRollup(database, rollups, TimeProvider.System);
        var before = ProcessCpu.Seconds;
        var (from, to) = (await rollup.ExtentAsync(CancellationToken.None))!.Value;
        await rollup.RollAllAsync([.. Enumerable.Range(from, to - from)]);
        foreach (var table in (string[])["invocation_slots", "concurrency_slots", "rolled_invocation_slots"])
        {
            await engine.RunAsync(name, $"OPTIMIZE TABLE {table} FINAL");
        }
        await engine.SettleAsync();
        var cpu = ProcessCpu.Seconds - before;
        rollups.Invocations.Compared(int.MinValue, int.MaxValue, await rollup.DifferingAsync(from, to, CancellationToken.None), TimeProvider.System.GetUtcNow());
        return cpu;
    }

    private FunctionReader Functions(RollupLedgers ledgers) => new(
        database, new RolledInvocations(database, ledgers, TimeProvider.System), _costs, TimeProvider.System);

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
