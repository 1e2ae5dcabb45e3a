using Observe.Storage.Engine;
using Observe.Storage.Search;
using Observe.Storage.Write;
using Observe.Testing.Rows;

namespace Observe.Storage.Tests.Search;

/// <summary>A few records whose differences are at the edges of the language, stored once for a test class.</summary>
public sealed class SearchFixture : IAsyncLifetime
{
    private readonly EngineFixture _engine = new();

    public ClickHouseDatabase Database => _engine.Database;

    public async Task InitializeAsync()
    {
        await _engine.InitializeAsync();
        await SomeTelemetry.StoreAsync(_engine.Writer, Spans(), Logs());
    }

    public Task DisposeAsync() => _engine.DisposeAsync();

    /// <summary>The names of the matching spans, or the bodies of the matching logs, in order.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(string search, SearchTarget target)
    {
        var result = SearchParser.Parse(search);
        Assert.Null(result.Error);
        return await FindAsync(result.Expression!, target);
    }

    public async Task<IReadOnlyList<string>> FindAsync(SearchExpression search, SearchTarget target)
    {
        var parameters = new SqlParameters();
        var sql = SearchSql.Compile(search, target, parameters);
        var (column, table) = target == SearchTarget.Spans ? ("name", "spans") : ("body", "logs");
        return await Database.QueryAsync(
            $"SELECT toString({column}) AS found FROM {table} WHERE {sql} ORDER BY found", parameters, row => row.GetString(0), default);
    }

    private static SpanRow[] Spans() =>
    [
        Span("failed", 1, 1_100_000, [Event("exception", ("exception.type", "TimeoutException"), ("retry", 3L), ("fatal", true))]),
        Span("retried", 2, 570, [Event("retry", ("delay", 1.5)), Event("retry", ("delay", 2.5))]),
        Span(
            "plain", 3, 5, [],
            new("big", AttributeValue.Of(9_007_199_254_740_993L)), new("big.text", AttributeValue.Of("9007199254740993")),
            new("ratio", AttributeValue.Of("0.50")), new("code", AttributeValue.Of(503L)), new("empty", AttributeValue.Of("")),
            new("service", AttributeValue.Of("own")), new("log.file", AttributeValue.Of("a.log")), new("flag", AttributeValue.Of(false)),
            new("it's odd", AttributeValue.Of("é😀"))),
    ];

    private static SpanRow Span(
        string name, ulong id, long nanoseconds, IReadOnlyList<SpanEvent> events, params TelemetryAttribute[] attributes) => new()
        {
            TraceId = new TraceId(1, id),
            SpanId = new SpanId(id),
            Name = name,
            Kind = SpanKind.Client,
            StartUnixNanoseconds = SomeTelemetry.Start,
            DurationNanoseconds = nanoseconds,
            Resource = name == "plain" ? Bare() : SomeTelemetry.Resource(),
            ScopeName = name == "plain" ? "" : "shop",
            ScopeAttributes = name == "plain" ? [] : [new("tier", AttributeValue.Of("gold"))],
            Attributes = attributes,
            Events = events,
            ReceivedUnixNanoseconds = SomeTelemetry.Start,
        };

    /// <summary>A resource that is no function.</summary>
    private static ResourceRow Bare() => new()
    {
        Fingerprint = 7,
        Service = "batch",
        Attributes = [new("service.name", AttributeValue.Of("batch")), new("host.name", AttributeValue.Of("h-1"))],
    };

    private static SpanEvent Event(string name, params (string Key, object Value)[] attributes) => new(
        SomeTelemetry.Start,
        name,
        [.. attributes.Select(item => new TelemetryAttribute(item.Key, item.Value switch
        {
            long integer => AttributeValue.Of(integer),
            double real => AttributeValue.Of(real),
            bool flag => AttributeValue.Of(flag),
            var text => AttributeValue.Of((string)text),
        }))]);

    private static LogRow[] Logs() =>
    [
        SomeTelemetry.Log("unknown level", severity: 0),
        SomeTelemetry.Log("debugging", severity: 5),
        SomeTelemetry.Log("warned", severity: 14, eventName: "stock.low"),
        SomeTelemetry.Log("died", severity: 21, trace: 9),
    ];
}
