using System.Globalization;
using Observe.Functions.Invocations;

namespace Observe.Benchmarks.Storage;

/// <summary>
/// Invocations of 50 functions over a week, half of them of one. Every fifth came in two pieces, what its start said and what its end said, in
/// parts that are not merged yet.
/// </summary>
internal static class InvocationLoad
{
    private const int Parts = 10;
    private const int FunctionCount = 50;

    /// <summary>The one that has half of the invocations.</summary>
    public static FunctionId Busiest { get; } = Id(0);

    private static FunctionId Id(int number) =>
        FunctionId.Of(new FunctionIdentity("aws", "123456789012", "us-east-1", "production", string.Create(CultureInfo.InvariantCulture, $"function-{number}")));

    public static async Task RunAsync(BenchmarkEngine engine, string database, DateTimeOffset start, int count)
    {
        var whole = count * 8 / 10;
        await InsertAsync(engine, database, start, 0, whole, count, hasEnd: true);
        await engine.RunAsync(database, "OPTIMIZE TABLE invocations FINAL");
        await engine.RunAsync(database, "SYSTEM STOP MERGES invocations");
        var size = (count - whole) / Parts;
        for (var part = 0; part < Parts; part++)
        {
            await InsertAsync(engine, database, start, whole + (part * size), size, count, hasEnd: false);
            await InsertAsync(engine, database, start, whole + (part * size), size, count, hasEnd: true);
        }
    }

    private static Task<string> InsertAsync(
        BenchmarkEngine engine, string database, DateTimeOffset start, int from, int rows, int all, bool hasEnd) =>
        engine.RunAsync(
            database,
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                INSERT INTO invocations (source, function_id, provider, account, region, environment, function, version, platform, architecture, memory_bytes, instance, invocation_id,
                  trace_id, span_id, trigger, start_time, end_ns, init_class, outcome, adjusted_count)
                WITH if(number % 2 = 0, 0, 1 + intDiv(number, 2) % {FunctionCount - 1}) AS f
                SELECT 1, [{string.Join(", ", Enumerable.Range(0, FunctionCount).Select(function => Id(function).Value))}][f + 1],
                  'aws', '123456789012', 'us-east-1', 'production', concat('function-', toString(f)), '42', 'aws_lambda', 'amd64', 536870912,
                  concat('instance-', toString(intDiv(number, 5000)), '-', toString(number % 7)), hex(sipHash128(number)),
                  sipHash128(number, 1), toFixedString(unhex(hex(sipHash64(number, 2))), 8), 'http',
                  fromUnixTimestamp64Nano({start.ToUnixTimeSeconds()}000000000 + toInt64(number * 7919 % {all}) * intDiv(604800000000000, {all}), 'UTC') AS at,
                  if({(hasEnd ? 1 : 0)}, toUnixTimestamp64Nano(at) + 1000000 + toInt64(sipHash64(number, 3) % 900000000), 0),
                  if(sipHash64(number, 4) % 50 = 0, 6, 0), if({(hasEnd ? 1 : 0)}, if(sipHash64(number, 5) % 50 = 0, 2, 1), 0), 1
                FROM numbers({from}, {rows})
                """));
}
