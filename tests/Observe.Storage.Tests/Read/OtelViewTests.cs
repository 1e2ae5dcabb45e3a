using System.Net;
using Observe.Storage.Engine.Http;
using Observe.Storage.Write;
using Observe.Testing.Rows;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

/// <summary>Our rows as the OpenTelemetry Collector's ClickHouse exporter would have stored them.</summary>
public sealed class OtelViewTests(OtelViewTests.OneOfEach fixture) : IClassFixture<OtelViewTests.OneOfEach>, IAsyncLifetime, IDisposable
{
    private const string Texts = "Map(LowCardinality(String), String)";

    private EngineHttpListener _listener = null!;
    private readonly HttpClient _client = new();

    public async Task InitializeAsync()
    {
        _listener = await EngineHttpListener.StartAsync(EngineFixture.Engine, new EngineHttpOptions(new IPEndPoint(IPAddress.Loopback, 0)), default);
        _client.BaseAddress = _listener.Address;
    }

    public async Task DisposeAsync() => await _listener.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData(
        "otel_traces",
        "Timestamp DateTime64(9, 'UTC'),TraceId String,SpanId String,ParentSpanId String,TraceState String,SpanName LowCardinality(String),"
        + "SpanKind LowCardinality(String),ServiceName LowCardinality(String),ResourceAttributes " + Texts + ",ScopeName String,ScopeVersion String,"
        + "SpanAttributes " + Texts + ",Duration UInt64,StatusCode LowCardinality(String),StatusMessage String,"
        + "Events.Timestamp Array(DateTime64(9, 'UTC')),Events.Name Array(LowCardinality(String)),Events.Attributes Array(" + Texts + "),"
        + "Links.TraceId Array(String),Links.SpanId Array(String),Links.TraceState Array(String),Links.Attributes Array(" + Texts + ")")]
    [InlineData(
        "otel_logs",
        "Timestamp DateTime64(9, 'UTC'),TimestampTime DateTime('UTC'),TraceId String,SpanId String,TraceFlags UInt8,SeverityText LowCardinality(String),"
        + "SeverityNumber UInt8,ServiceName LowCardinality(String),Body String,ResourceSchemaUrl LowCardinality(String),ResourceAttributes " + Texts + ","
        + "ScopeSchemaUrl LowCardinality(String),ScopeName String,ScopeVersion LowCardinality(String),ScopeAttributes " + Texts + ",LogAttributes " + Texts
        + ",EventName String")]
    public async Task View_Columns_AreTheExporters(string view, string columns)
    {
        var described = await fixture.Database.QueryAsync(
            $"SELECT concat(name, ' ', type) FROM system.columns WHERE database = currentDatabase() AND table = '{view}' ORDER BY position",
            null, row => row.GetString(0), default);

        Assert.Equal(columns, string.Join(',', described));
    }

    [Theory]
    [InlineData("TraceId", "00000000000000010000000000000007")]
    [InlineData("SpanId", "0000000000000001")]
    [InlineData("ParentSpanId", "")]
    [InlineData("SpanKind", "Server")]
    [InlineData("StatusCode", "Error")]
    [InlineData("Duration", "250000000")]
    [InlineData("ResourceAttributes", "{'service.name':'checkout','host.cpus':'2'}")]
    [InlineData("SpanAttributes", """{'text':'a','int':'5','double':'0.5','bool':'true','list':'{"arrayValue":{}}'}""")]
    [InlineData("`Events.Name`", "['exception']")]
    [InlineData("`Events.Attributes`", "[{'type':'Boom','n':'5','d':'1.5','b':'false'}]")]
    [InlineData("`Links.TraceId`", "['00000000000000020000000000000003']")]
    [InlineData("`Links.SpanId`", "['0000000000000009']")]
    [InlineData("`Links.Attributes`", "[{}]")]
    public async Task Traces_Column_HasTheExportersValue(string column, string value) =>
        Assert.Equal(value, await AskAsync($"SELECT {column} FROM otel_traces FORMAT TSV"));

    /// <summary>The list of traces and one trace, in the form in which Grafana's ClickHouse data source asks for them.</summary>
    [Theory]
    [InlineData(
        """
        SELECT "TraceId" as traceID, "ServiceName" as serviceName, "SpanName" as operationName, "Timestamp" as startTime, multiply("Duration", 0.000001) as duration
        FROM "otel_traces" WHERE ( Timestamp >= fromUnixTimestamp64Milli(1795402800000) AND Timestamp <= fromUnixTimestamp64Milli(1795406400000) )
        AND ( ParentSpanId = '' ) AND ( Duration > 0 ) ORDER BY Timestamp DESC, Duration DESC LIMIT 1000 FORMAT TSV
        """,
        "00000000000000010000000000000007\tcheckout\tPOST /orders\t2026-11-23 03:00:00.000000000\t250")]
    [InlineData(
        """
        WITH '00000000000000010000000000000007' as trace_id SELECT "SpanId" as spanID, multiply(toUnixTimestamp64Nano("Timestamp"), 0.000001) as startTime,
        arrayMap(key -> map('key', key, 'value', "SpanAttributes"[key]), mapKeys("SpanAttributes"))[1] as tags,
        if("StatusCode" IN ('Error', 'STATUS_CODE_ERROR'), 2, 0) as statusCode,
        arrayMap((name, timestamp) -> tuple(name, toString(toUnixTimestamp64Milli(timestamp))), "Events.Name", "Events.Timestamp") AS logs
        FROM "otel_traces" WHERE traceID = trace_id LIMIT 1000 FORMAT TSV
        """,
        "0000000000000001\t1795402800000\t{'key':'text','value':'a'}\t2\t[('exception','1795402800000')]")]
    [InlineData(
        """
        SELECT "Timestamp" as timestamp, "Body" as body, "SeverityText" as level, "LogAttributes" as labels, "TraceId" as traceID FROM "otel_logs"
        WHERE ( timestamp >= fromUnixTimestamp64Milli(1795402800000) AND timestamp <= fromUnixTimestamp64Milli(1795406400000) ) AND (body ILIKE '%AID%')
        ORDER BY timestamp DESC LIMIT 1000 FORMAT TSV
        """,
        "2026-11-23 03:00:00.000000000\tpaid\t\t{'order.id':'8812'}\t00000000000000010000000000000007")]
    public async Task Views_QuestionOfGrafana_IsAnswered(string sql, string answer) =>
        Assert.Equal(answer, await AskAsync(sql.Replace("traceID = trace_id", "\"TraceId\" = trace_id", StringComparison.Ordinal)));

    private async Task<string> AskAsync(string sql)
    {
        using var answer = await _client.PostAsync(new Uri($"?database={fixture.Database.Name}", UriKind.Relative), new StringContent(sql));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return text.TrimEnd('\n');
    }

    private static SpanRow Checkout() => new()
    {
        TraceId = new TraceId(1, 7),
        SpanId = new SpanId(1),
        Name = "POST /orders",
        Kind = SpanKind.Server,
        Status = SpanStatus.Error,
        StartUnixNanoseconds = Start,
        DurationNanoseconds = 250_000_000,
        Resource = Resource(),
        ReceivedUnixNanoseconds = Start,
        Attributes =
        [
            new("text", AttributeValue.Of("a")), new("int", AttributeValue.Of(5L)), new("double", AttributeValue.Of(0.5)),
            new("bool", AttributeValue.Of(true)), new("list", AttributeValue.OfJson("""{"arrayValue":{}}""")),
        ],
        Events =
        [
            new SpanEvent(Start, "exception",
            [
                new("type", AttributeValue.Of("Boom")), new("n", AttributeValue.Of(5L)), new("d", AttributeValue.Of(1.5)), new("b", AttributeValue.Of(false)),
            ]),
        ],
        Links = [new SpanLink(new TraceId(2, 3), new SpanId(9), "", [])],
    };

    /// <summary>A database with one span and one log record.</summary>
    public sealed class OneOfEach : EngineFixture
    {
        public override async Task InitializeAsync()
        {
            await base.InitializeAsync();
            await StoreAsync(Writer, spans: [Checkout()], logs: [Log("paid", trace: 7)]);
        }
    }
}
