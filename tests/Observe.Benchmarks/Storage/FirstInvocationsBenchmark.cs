using System.Globalization;
using Observe.Functions.Cost;
using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Engine;
using Observe.Storage.Read;
using Observe.Storage.Rollup;

namespace Observe.Benchmarks.Storage;

/// <summary>
/// What it takes to know the first invocations of instances: two functions with equal invocations over a week, of which one says how its instances came
/// to be and the other does not, beside as many of other functions.
/// </summary>
internal static class FirstInvocationsBenchmark
{
    private const string Name = "observe";
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var count = arguments.Smoke ? 100_000 : 1_000_000;
        var runs = arguments.Smoke ? 3 : 20;
        await using var engine = new BenchmarkEngine();
        await using var database = ClickHouseDatabase.Over(engine.Engine, Name);
        var options = new StorageOptions { RetentionDays = 3650 };
        await SchemaMigration.ApplyAsync(database, options, CancellationToken.None);
        await LoadAsync(engine, 1_001, InitClass.Warm, count);
        await LoadAsync(engine, 1_002, InitClass.FirstOfInstance, count);
        // The last: it ends the merging of parts.
        await InvocationLoad.RunAsync(engine, Name, Start, count);

        var rollups = new RollupLedgers(TimeProvider.System, othersStore: false);
        await FunctionsBenchmark.RollAsync(engine, database, rollups, Name);
        var firsts = new FirstInvocations(database, options, TimeProvider.System);
        var costs = new CostCalculator(PriceBook.BuiltIn);
        var rolled = new RolledInvocations(database, rollups, TimeProvider.System);
        var details = new FunctionDetailReader(database, rolled, costs, firsts, TimeProvider.System);
        var invocations = new InvocationReader(database, rolled, costs, firsts, TimeProvider.System);
        var week = TimeRange.Of(Start, Start.AddDays(7));
        Console.WriteLine($"{count:N0} invocations of one function in a week on {count / 500:N0} instances, {Environment.ProcessorCount} cores, milliseconds");
        Console.WriteLine($"{"",-34}{"said p50",12}{"p95",10}{"not said p50",14}{"p95",10}");
        await PrintAsync("figures of the week", id => details.GetAsync(new FunctionDetailQuery(id, week), CancellationToken.None));
        await PrintAsync("newest 50 of the week", id => invocations.FindAsync(new InvocationListQuery(id, week), CancellationToken.None));
        await PrintAsync("newest 50 that are first", id => invocations.FindAsync(
            new InvocationListQuery(id, week) { InitClasses = [InitClass.FirstOfInstance] }, CancellationToken.None));

        async Task PrintAsync(string title, Func<FunctionId, Task> ask)
        {
            var (said, unsaid) = (new Latencies(), new Latencies());
            for (var i = 0; i <= runs; i++)
            {
                await (i == 0 ? new Latencies() : said).TimeAsync(() => ask(new FunctionId(1_001)));
                await (i == 0 ? new Latencies() : unsaid).TimeAsync(() => ask(new FunctionId(1_002)));
            }
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{title,-34}{said.P50,12:F1}{said.P95,10:F1}{unsaid.P50,14:F1}{unsaid.P95,10:F1}"));
        }
    }

    /// <summary>Each instance serves 500 in turn with nine others.</summary>
    private static Task<string> LoadAsync(BenchmarkEngine engine, ulong function, InitClass initClass, int count) => engine.RunAsync(
        Name,
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            INSERT INTO invocations (source, function_id, provider, account, region, function, version, instance, invocation_id,
              trace_id, span_id, trigger, start_time, end_ns, init_class, outcome, adjusted_count)
            SELECT 2, {function}, 'gcp', 'shop', 'europe-west1', 'one-{function}', '42',
              concat('instance-', toString(intDiv(number, 5000)), '-', toString(number % 10)), '',
              sipHash128(number, {function}), toFixedString(unhex(hex(sipHash64(number, 2))), 8), 'http',
              fromUnixTimestamp64Nano({Start.ToUnixTimeSeconds()}000000000 + toInt64(number) * intDiv(604800000000000, {count}), 'UTC') AS at,
              toUnixTimestamp64Nano(at) + 1000000 + toInt64(sipHash64(number, 3) % 900000000), {(byte)initClass}, 1, 1
            FROM numbers({count})
            """));
}
