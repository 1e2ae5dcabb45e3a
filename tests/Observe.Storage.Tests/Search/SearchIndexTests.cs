using Observe.Storage.Engine;
using Observe.Storage.Search;

namespace Observe.Storage.Tests.Search;

/// <summary>What the engine makes of the searches: it must skip by index what cannot match.</summary>
public sealed class SearchIndexTests(EngineFixture engine) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private const int Rows = 100_000;

    public Task InitializeAsync() => engine.Database.ExecuteAsync(
        "INSERT INTO spans (trace_id, start_time, service, attr_string, attr_int) SELECT toFixedString(unhex(lower(hex(sipHash128(number)))), 16), "
        + $"fromUnixTimestamp64Nano({SomeTelemetry.Start} + toInt64(number) * 10000000, 'UTC'), concat('service-', toString(intDiv(number, 1000))), "
        + $"map('order.id', concat('o-', toString(number))), map('order.number', toInt64(number)) FROM numbers({Rows})",
        null, default);

    public Task DisposeAsync() => engine.Database.ExecuteAsync("TRUNCATE TABLE spans", null, default);

    [Theory]
    [InlineData("order.id = o-4711", "attr_items_bloom")]
    [InlineData("order.number = 4711", "attr_items_bloom")]
    [InlineData("order.number in (4711, 4712)", "attr_items_bloom")]
    [InlineData("order.id = o-4711 and duration >= 0ms", "attr_items_bloom")]
    [InlineData("service = service-7", "service_set")]
    [InlineData("trace = 0000000000000000000000000000002a", "trace_id_bloom")]
    public async Task Compile_Equality_SkipsByIndex(string search, string index)
    {
        var parameters = new SqlParameters();
        var where = SearchSql.Compile(SearchParser.Parse(search).Expression!, SearchTarget.Spans, parameters);

        var plan = await engine.Database.QueryAsync(
            $"EXPLAIN indexes = 1 SELECT count() FROM spans WHERE {where}", parameters, row => row.GetString(0).Trim(' ', '│'), default);

        var (kept, all) = Granules(plan, index);
        Assert.True(kept <= all / 4, $"{index} keeps {kept} of {all}: {string.Join('\n', plan)}");
    }

    /// <summary>Equal values hash alike, whatever they are stored as.</summary>
    [Theory]
    [InlineData("n = 0", 6)]
    [InlineData("n = -0.0", 6)]
    [InlineData("n = \"-0\"", 1)]
    [InlineData("n = 500ms", 2)]
    [InlineData("n = true", 2)]
    [InlineData("n = 1e3", 3)]
    public async Task Compile_EqualityOfAnyKind_FindsAll(string search, long found)
    {
        await engine.Database.ExecuteAsync(
            "INSERT INTO spans (start_time, attr_string, attr_int, attr_double, attr_bool) SELECT "
            + $"fromUnixTimestamp64Nano({SomeTelemetry.Start}, 'UTC'), text, whole, fraction, flag FROM values("
            + "'text Map(String, String), whole Map(String, Int64), fraction Map(String, Float64), flag Map(String, Bool)', "
            + "(map('n', '0'), map(), map(), map()), (map('n', '-0'), map(), map(), map()), (map('n', '0.0'), map(), map(), map()), "
            + "(map(), map('n', 0), map(), map()), (map(), map(), map('n', 0.), map()), (map(), map(), map('n', -0.), map()), "
            + "(map('n', '500ms'), map(), map(), map()), (map(), map('n', 500000000), map(), map()), "
            + "(map('n', 'true'), map(), map(), map()), (map(), map(), map(), map('n', true)), "
            + "(map('n', '1000'), map(), map(), map()), (map(), map('n', 1000), map(), map()), (map('n', '1e3'), map(), map(), map()))",
            null, default);
        var parameters = new SqlParameters();
        var where = SearchSql.Compile(SearchParser.Parse(search).Expression!, SearchTarget.Spans, parameters);

        var counts = await engine.Database.QueryAsync(
            $"SELECT toInt64(count()) FROM spans WHERE {where}", parameters, row => row.GetInt64(0), default);

        Assert.Equal(found, counts[0]);
    }

    private static (int Kept, int All) Granules(IReadOnlyList<string> plan, string index)
    {
        var at = plan.ToList().FindIndex(line => line == $"Name: {index}");
        Assert.True(at >= 0, $"The plan names no {index}: {string.Join('\n', plan)}");
        var line = plan.Skip(at).First(item => item.StartsWith("Granules: ", StringComparison.Ordinal));
        var numbers = line["Granules: ".Length..].Split('/').Select(int.Parse).ToArray();
        return (numbers[0], numbers[1]);
    }
}
