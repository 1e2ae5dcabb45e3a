using Observe.Storage.Engine;
using Observe.Storage.Search;
using Observe.Storage.Write;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Search;

public class SearchSqlTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private static readonly SemaphoreSlim Loading = new(1, 1);
    private static readonly HashSet<string> Loaded = [];

    public async Task InitializeAsync()
    {
        await Loading.WaitAsync();
        if (Loaded.Add(fixture.Database.Name))
        {
            var writer = fixture.Writer;
            await StoreAsync(
                writer,
                [
                    Span(1, 1, 0, "checkout", "POST /orders", 0, 900, SpanStatus.Error, new("http.response.status_code", AttributeValue.Of(500L)), new("faas.coldstart", AttributeValue.Of(true))),
                    Span(1, 2, 1, "payments", "POST /charge", 0, 400, SpanStatus.Unset, new("http.response.status_code", AttributeValue.Of("404")), new("amount", AttributeValue.Of(84.9))),
                    Span(2, 3, 0, "checkout", "GET /health", 0, 5, SpanStatus.Ok, new("retry", AttributeValue.Of(true)), new("tags", AttributeValue.OfJson("""{"arrayValue":{"values":[{"stringValue":"x"}]}}"""))),
                ],
                [Log("Order placed", 0, 9, trace: 1), Log("Card declined by bank", 0, 17, trace: 1), Log("slow", 0, 13)]);
        }
        Loading.Release();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("service = checkout", 1, 3)]
    [InlineData("service != checkout", 2)]
    [InlineData("service in (checkout, payments)", 1, 2, 3)]
    [InlineData("service not in (checkout)", 2)]
    [InlineData("duration > 300ms", 1, 2)]
    [InlineData("duration <= 5ms", 3)]
    [InlineData("status = error or status = ok", 1, 3)]
    [InlineData("cold", 1)]
    [InlineData("not cold", 2, 3)]
    [InlineData("cold = false", 2, 3)]
    [InlineData("http.response.status_code >= 404", 1, 2)]
    [InlineData("http.response.status_code = 404", 2)]
    [InlineData("http.response.status_code != 500", 2, 3)]
    [InlineData("http.response.status_code exists", 1, 2)]
    [InlineData("amount > 84", 2)]
    [InlineData("retry = true", 3)]
    [InlineData("tags contains x", 3)]
    [InlineData("name ~ \"^POST\"", 1, 2)]
    [InlineData("name !~ \"^POST\"", 3)]
    [InlineData("name starts with GET", 3)]
    [InlineData("ORDERS", 1)]
    [InlineData("function = payments", 2)]
    [InlineData("resource.service.name = payments", 2)]
    [InlineData("service.name = payments", 2)]
    [InlineData("resource.host.cpus = 2", 1, 2, 3)]
    [InlineData("resource.host.cpus > 2")]
    [InlineData("kind = server and parent = 0000000000000001", 2)]
    [InlineData("trace = 00000000000000010000000000000002", 3)]
    [InlineData("span = 0000000000000003", 3)]
    [InlineData("level >= warn")]
    [InlineData("not (service = checkout and status = error)", 2, 3)]
    [InlineData("{ service = checkout and status = error } and { service = payments }", 1, 2)]
    [InlineData("{ service = checkout and service = payments }")]
    [InlineData("{ service = checkout } and { status = ok }", 3)]
    [InlineData("{ status = error } and service = payments", 2)]
    [InlineData("not { status = error }", 3)]
    [InlineData("{ status = ok } or service = payments", 2, 3)]
    [InlineData("trace.duration > 500ms", 1, 2)]
    [InlineData("trace.duration = 5ms", 3)]
    [InlineData("trace.duration != 5ms", 1, 2)]
    [InlineData("trace.duration < 1s and duration < 500ms", 2, 3)]
    [InlineData("{ trace.duration < 10ms }", 3)]
    public async Task Compile_ForSpans_FindsWhatTheSearchMeans(string search, params int[] spans)
    {
        var found = await FindAsync(search, SearchTarget.Spans, "reinterpretAsUInt64(reverse(span_id))", "spans");

        Assert.Equal(spans.Select(id => id.ToString()), found);
    }

    [Theory]
    [InlineData("level >= warn", "Card declined by bank", "slow")]
    [InlineData("level = warn", "slow")]
    [InlineData("level > warn", "Card declined by bank")]
    [InlineData("level < error", "Order placed", "slow")]
    [InlineData("declined", "Card declined by bank")]
    [InlineData("body contains ORDER", "Order placed")]
    [InlineData("order.id = 8812 and service = checkout and slow", "slow")]
    [InlineData("duration > 5ms")]
    [InlineData("{ service = payments }", "Card declined by bank", "Order placed")]
    [InlineData("{ status = ok }")]
    [InlineData("not { status = error }", "slow")]
    [InlineData("level >= error and { name contains charge }", "Card declined by bank")]
    [InlineData("trace.duration > 500ms and level < warn", "Order placed")]
    public async Task Compile_ForLogs_FindsWhatTheSearchMeans(string search, params string[] bodies) =>
        Assert.Equal(bodies, await FindAsync(search, SearchTarget.Logs, "body", "logs"));

    private async Task<IReadOnlyList<string>> FindAsync(string search, SearchTarget target, string column, string table)
    {
        var result = SearchParser.Parse(search);
        Assert.Null(result.Error);
        var parameters = new SqlParameters();
        var sql = SearchSql.Compile(result.Expression!, target, parameters);
        return await fixture.Database.QueryAsync(
            $"SELECT toString({column}) AS found FROM {table} WHERE {sql} ORDER BY found", parameters, row => row.GetString(0), default);
    }
}
