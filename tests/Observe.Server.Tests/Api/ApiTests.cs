using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Observe.Functions.Invocations;
using Observe.Server.Tests.Fakes;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.Storage.Search;
using Observe.Storage.Write;

namespace Observe.Server.Tests.Api;

public sealed class ApiTests : IAsyncLifetime
{
    private RunningServer _server = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _client = _server.Client();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Traces_OneFound_IsASummaryWithCursorAndScanned()
    {
        _server.Traces.List = new(
            [new()
            {
                TraceId = Some.TraceId,
                RootService = "checkout",
                RootName = "POST /orders",
                StartUnixNanoseconds = Some.Start,
                DurationNanoseconds = 42,
                SpanCount = 3,
                ErrorCount = 1,
                Services = [new("checkout", 2, 0, 40), new("payments", 1, 1, 20)],
                Cold = true,
            }],
            "next",
            Some.Scanned);

        var body = await GetAsync("/api/v1/traces?limit=1&cursor=x");

        var item = body.GetProperty("items")[0];
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", item.GetProperty("traceId").GetString());
        Assert.Equal("2026-11-23T03:07:53.224000001Z", item.GetProperty("start").GetString());
        Assert.Equal(42, item.GetProperty("durationNanos").GetInt64());
        Assert.Equal(["checkout", "payments"], item.GetProperty("services").EnumerateArray().Select(name => name.GetString()!));
        Assert.True(item.GetProperty("cold").GetBoolean());
        Assert.Equal("next", body.GetProperty("nextCursor").GetString());
        Assert.Equal(3_000_000, body.GetProperty("scanned").GetProperty("elapsedNanos").GetInt64());
        Assert.Equal((1, "x"), (_server.Traces.Asked!.Limit, _server.Traces.Asked.Cursor));
    }

    [Fact]
    public async Task Traces_NoParameters_AsksForTheLastHour()
    {
        await GetAsync("/api/v1/traces");

        Assert.Equal(3_600 * UnixTime.NanosecondsPerSecond, _server.Traces.Asked!.Range.Nanoseconds);
        Assert.Equal(50, _server.Traces.Asked.Limit);
    }

    [Fact]
    public async Task TraceHistogram_Buckets_AreAskedForAndAnswered()
    {
        var body = await GetAsync("/api/v1/traces/histogram?from=2026-11-23T00:00:00Z&to=2026-11-23T01:00:00Z&buckets=12");

        Assert.Equal(12, _server.Traces.AskedHistogram!.Buckets);
        Assert.Equal(30, body.GetProperty("buckets")[0].GetProperty("p99").GetInt64());
    }

    [Fact]
    public async Task TraceLinkedFrom_Spans_SayWhereTheyAre()
    {
        var body = await GetAsync("/api/v1/traces/0AF7651916CD43DD8448EB211C80319C/linked-from?from=2026-11-23T00:00:00Z&to=2026-11-23T01:00:00Z");

        Assert.Equal(
            """{"traceId":"00000000000000070000000000000008","spanId":"0000000000000009","service":"fulfilment","name":"process orders","start":"2026-11-23T00:00:00.000000000Z","durationNanos":5000,"failed":true,"to":"0000000000000001"}""",
            body.GetProperty("items")[0].GetRawText());
    }

    [Fact]
    public async Task TraceHeatmap_Cells_AreInOrderWithTheirDurations()
    {
        var body = await GetAsync("/api/v1/traces/heatmap?q=cold&buckets=12");

        Assert.Equal((12, "cold"), (_server.Heatmaps.Asked!.Columns, _server.Heatmaps.Asked.Search!.ToString()));
        Assert.Equal(
            """[{"column":0,"fromNanos":2048,"toNanos":2436,"spans":7,"errors":0},{"column":1,"fromNanos":1024,"toNanos":1218,"spans":5,"errors":1}]""",
            body.GetProperty("cells").GetRawText());
    }

    [Fact]
    public async Task TraceDifferences_Selection_IsAskedForAndAnsweredWithSearches()
    {
        var body = await GetAsync(
            "/api/v1/traces/differences?from=2026-11-23T00:00:00Z&to=2026-11-23T01:00:00Z&selectedFrom=2026-11-23T00:10:00Z&minDuration=900ms&maxDuration=12s");

        var selection = _server.Heatmaps.AskedDifferences!.Selection;
        Assert.Equal((900_000_000, 12_000_000_000), (selection.FromNanoseconds, selection.ToNanoseconds));
        Assert.Equal(50 * 60 * UnixTime.NanosecondsPerSecond, selection.Range.Nanoseconds);
        var field = body.GetProperty("fields")[0];
        Assert.Equal("""["version"]""", field.GetProperty("alike").GetRawText());
        Assert.Equal("payments.provider = \"north pay\"", field.GetProperty("values")[0].GetProperty("search").GetString());
        Assert.Equal("not payments.provider exists", field.GetProperty("values")[1].GetProperty("search").GetString());
    }

    [Fact]
    public async Task TraceDifferences_SelectionReachesOut_IsCutToTheRange()
    {
        await GetAsync("/api/v1/traces/differences?from=2026-11-23T00:00:00Z&to=2026-11-23T01:00:00Z&selectedFrom=2026-11-22T00:00:00Z&selectedTo=2026-11-23T00:20:00Z");

        Assert.Equal(20 * 60 * UnixTime.NanosecondsPerSecond, _server.Heatmaps.AskedDifferences!.Selection.Range.Nanoseconds);
    }

    [Fact]
    public async Task TraceCompare_TwoTraces_SaysWhatDiffersSpanForSpan()
    {
        _server.Traces.Trace = Some.Trace(Some.Span(1), Some.Span(2, 1) with { Name = "cached", DurationNanoseconds = 2 });
        _server.Traces.Other = Some.Trace(Some.Span(7) with { DurationNanoseconds = 142 }, Some.Span(8, 7) with { Name = "init", DurationNanoseconds = 100 })
            with
        { TraceId = new TraceId(1, 2) };

        var body = await GetAsync($"/api/v1/traces/{Some.TraceId}/compare/00000000000000010000000000000002");

        Assert.Equal((42, 142), (body.GetProperty("a").GetProperty("durationNanos").GetInt64(), body.GetProperty("b").GetProperty("durationNanos").GetInt64()));
        Assert.Equal((1, 1, 1), (body.GetProperty("inBoth").GetInt32(), body.GetProperty("onlyInA").GetInt32(), body.GetProperty("onlyInB").GetInt32()));
        Assert.Equal(
            """{"service":"checkout","name":"init","spansA":0,"spansB":1,"selfNanosA":0,"selfNanosB":100,"selfDifferenceNanos":100,"pathDifferenceNanos":100}""",
            body.GetProperty("operations")[0].GetRawText());
        Assert.Equal(
            """{"depth":0,"service":"checkout","name":"POST /orders","spanA":"0000000000000001","spanB":"0000000000000007","offsetNanosA":0,"offsetNanosB":0,"durationNanosA":42,"durationNanosB":142,"differenceNanos":100}""",
            body.GetProperty("rows")[0].GetRawText());
        Assert.Equal(0, body.GetProperty("rowsLeftOut").GetInt32());
    }

    [Fact]
    public async Task TraceTypical_Cold_AsksForTheRootOperationAndAnswers()
    {
        _server.Traces.Trace = Some.Trace(Some.Span(1), Some.Span(2, 1) with { Service = "payments", Attributes = [new("faas.coldstart", AttributeValue.Of(true))] });
        _server.Typical.Found = new(new TraceId(1, 2), Some.Start, 50, 60, 9);

        var body = await GetAsync($"/api/v1/traces/{Some.TraceId}/typical?cold=false");

        Assert.Equal(
            """{"traceId":"00000000000000010000000000000002","start":"2026-11-23T03:07:53.224000001Z","durationNanos":50,"medianNanos":60,"tracesLookedAt":9}""", body.GetRawText());
        var asked = _server.Typical.Asked!;
        Assert.Equal(("checkout", "POST /orders", false, "payments", Some.TraceId), (asked.Service, asked.Name, asked.Cold, asked.ColdService, asked.Except));
    }

    [Fact]
    public async Task LogPatterns_FewerThanThereAre_SaysHowManyLinesAreOfOthers()
    {
        var body = await GetAsync("/api/v1/logs/patterns?q=level%20%3E%3D%20warn&lines=500&limit=1");

        Assert.Equal((500, "level >= warn"), (_server.Patterns.Asked!.Lines, _server.Patterns.Asked.Search!.ToString()));
        Assert.Equal((5, 2), (body.GetProperty("lines").GetInt64(), body.GetProperty("otherLines").GetInt64()));
        Assert.Equal(
            """{"pattern":"paid <*>","search":"\"paid\"","count":3,"share":0.6,"errors":1,"warnings":0,"first":"2026-11-23T03:07:53.224000001Z","last":"2026-11-23T03:07:53.224000002Z","services":["payments"],"example":"paid 7"}""",
            Assert.Single(body.GetProperty("patterns").EnumerateArray()).GetRawText());
    }

    [Fact]
    public async Task LogContext_OfALine_IsInOrderOfTime()
    {
        LogRecord Line(string id) => new() { Id = id, TimeUnixNanoseconds = Some.Start, Body = id, Service = "payments" };
        _server.Patterns.Context = new([Line("1")], Line("2"), [Line("3")], true, false);

        var body = await GetAsync("/api/v1/logs/context?time=2026-11-23T03:07:53.224000001Z&id=2&scope=service&before=1&after=0");

        Assert.Equal(new LogContextQuery(Some.Start, "2", LogContextScope.Service, 1, 0), _server.Patterns.AskedContext);
        Assert.Equal(["1", "3"], new[] { "before", "after" }.Select(side => body.GetProperty(side)[0].GetProperty("id").GetString()!));
        Assert.Equal((true, false), (body.GetProperty("hasEarlier").GetBoolean(), body.GetProperty("hasLater").GetBoolean()));
    }

    [Fact]
    public async Task Trace_Stored_HasSpansLogsAndServices()
    {
        _server.Traces.Trace = Some.Trace(Some.Span(1), Some.Span(2, 1));
        _server.Logs.Records =
            [new() { Id = "1", TimeUnixNanoseconds = Some.Start, Body = "paid", Service = "payments", SeverityNumber = 17, TraceId = Some.TraceId }];

        var body = await GetAsync("/api/v1/traces/0AF7651916CD43DD8448EB211C80319C");

        Assert.True(body.GetProperty("complete").GetBoolean());
        Assert.Equal("0000000000000001", body.GetProperty("spans")[1].GetProperty("parentSpanId").GetString());
        Assert.Equal(JsonValueKind.Null, body.GetProperty("spans")[0].GetProperty("parentSpanId").ValueKind);
        Assert.Equal(("server", "error"), (
            body.GetProperty("spans")[0].GetProperty("kind").GetString(), body.GetProperty("spans")[0].GetProperty("status").GetString()));
        Assert.Equal("ERROR", body.GetProperty("logs")[0].GetProperty("severity").GetString());
    }

    [Fact]
    public async Task Trace_Spans_HaveTheirNodes()
    {
        _server.Traces.Trace = Some.Trace(
            Some.Span(1) with { Resource = [Text("cloud.platform", "aws_lambda"), Text("faas.name", "checkout")] },
            Some.Span(2, 1) with { Kind = SpanKind.Client, Attributes = [Text("rpc.system", "aws-api"), Text("rpc.service", "S3"), Text("aws.s3.bucket", "receipts")] });

        var spans = (await GetAsync("/api/v1/traces/0AF7651916CD43DD8448EB211C80319C")).GetProperty("spans");

        Assert.Equal(
            """{"kind":"function","name":"checkout","product":"AWS Lambda","inferred":false}""", spans[0].GetProperty("node").GetRawText());
        Assert.Equal("""{"kind":"objectStore","name":"receipts","product":"S3","inferred":true}""", spans[1].GetProperty("node").GetRawText());
    }

    [Theory]
    [InlineData("/api/v1/traces/0af7651916cd43dd8448eb211c80319d", HttpStatusCode.NotFound, null)]
    [InlineData("/api/v1/traces/0af", HttpStatusCode.BadRequest, "traceId")]
    [InlineData("/api/v1/traces/0af/linked-from", HttpStatusCode.BadRequest, "traceId")]
    [InlineData("/api/v1/traces/00000000000000000000000000000000", HttpStatusCode.BadRequest, "traceId")]
    [InlineData("/api/v1/traces?from=soon", HttpStatusCode.BadRequest, "from")]
    [InlineData("/api/v1/traces?to=1", HttpStatusCode.BadRequest, "to")]
    [InlineData("/api/v1/logs?from=now&to=now", HttpStatusCode.BadRequest, "from")]
    [InlineData("/api/v1/logs?limit=1001", HttpStatusCode.BadRequest, "limit")]
    [InlineData("/api/v1/logs?limit=ten", HttpStatusCode.BadRequest, "limit")]
    [InlineData("/api/v1/logs/patterns?lines=50001", HttpStatusCode.BadRequest, "lines")]
    [InlineData("/api/v1/logs/context?time=now&id=", HttpStatusCode.BadRequest, "id")]
    [InlineData("/api/v1/logs/context?time=soon&id=x", HttpStatusCode.BadRequest, "time")]
    [InlineData("/api/v1/logs/context?time=now&id=x&scope=all", HttpStatusCode.BadRequest, "scope")]
    [InlineData("/api/v1/logs/context?time=now&id=x&before=201", HttpStatusCode.BadRequest, "before")]
    [InlineData("/api/v1/logs/context?time=now&id=x", HttpStatusCode.NotFound, null)]
    [InlineData("/api/v1/traces/histogram?buckets=401", HttpStatusCode.BadRequest, "buckets")]
    [InlineData("/api/v1/traces/differences?minDuration=900", HttpStatusCode.BadRequest, "minDuration")]
    [InlineData("/api/v1/traces/differences?minDuration=2s&maxDuration=1s", HttpStatusCode.BadRequest, "minDuration")]
    [InlineData("/api/v1/traces/differences?selectedFrom=soon", HttpStatusCode.BadRequest, "selectedFrom")]
    [InlineData("/api/v1/traces/differences?selectedFrom=now&selectedTo=now", HttpStatusCode.BadRequest, "selectedFrom")]
    [InlineData("/api/v1/traces/differences?from=now-1h&selectedFrom=now-3h&selectedTo=now-2h", HttpStatusCode.BadRequest, "selectedFrom")]
    [InlineData("/api/v1/traces/0af/compare/0af7651916cd43dd8448eb211c80319d", HttpStatusCode.BadRequest, "traceId")]
    [InlineData("/api/v1/traces/0af7651916cd43dd8448eb211c80319d/compare/0af", HttpStatusCode.BadRequest, "other")]
    [InlineData("/api/v1/traces/0af7651916cd43dd8448eb211c80319d/compare/0af7651916cd43dd8448eb211c80319e", HttpStatusCode.NotFound, null)]
    [InlineData("/api/v1/traces/0af7651916cd43dd8448eb211c80319d/typical", HttpStatusCode.NotFound, null)]
    [InlineData("/api/v1/functions?fresh=maybe", HttpStatusCode.BadRequest, "fresh")]
    [InlineData("/api/v1/functions?q=x", HttpStatusCode.BadRequest, "q")]
    [InlineData("/api/v1/attributes?signal=metrics", HttpStatusCode.BadRequest, "signal")]
    [InlineData("/api/v1/attributes/a/values?limit=0", HttpStatusCode.BadRequest, "limit")]
    public async Task Get_BadRequest_IsAProblemThatNamesTheParameter(string path, HttpStatusCode status, string? parameter)
    {
        var response = await _client.GetAsync(path);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.Equal(parameter, problem.TryGetProperty("parameter", out var name) ? name.GetString() : null);
    }

    [Fact]
    public async Task Traces_SearchThatCannotBeRead_NamesThePlace()
    {
        var response = await _client.GetAsync("/api/v1/traces?q=status%3D(");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("q", problem.GetProperty("parameter").GetString());
        Assert.Equal(7, problem.GetProperty("position").GetInt32());
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task Traces_Search_ReachesTheReader()
    {
        await GetAsync("/api/v1/traces?q=status%3Derror");

        Assert.Equal(SearchParser.Parse("status=error").Expression, _server.Traces.Asked!.Search);
    }

    [Fact]
    public async Task Traces_CursorThatTheReaderRefuses_NamesTheCursor()
    {
        _server.Traces.Failure = new FormatException("no");

        var response = await _client.GetAsync("/api/v1/traces?cursor=zzz");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("cursor", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("parameter").GetString());
    }

    [Fact]
    public async Task Traces_ReaderFails_IsAProblemWithoutTheReason()
    {
        _server.Traces.Failure = new InvalidOperationException("secret of the store");

        var response = await _client.GetAsync("/api/v1/traces");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("\"status\":500", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Fresh_WaitsTenSecondsAtMostAndThenSaysSo()
    {
        await GetAsync("/api/v1/traces?fresh=true");
        Assert.Equal(TimeSpan.FromSeconds(10), _server.Ingest.Waited);

        _server.Ingest.Fresh = false;
        var response = await _client.GetAsync("/api/v1/logs?fresh=true");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task Functions_One_HasIdentityAndFigures()
    {
        var identity = new FunctionIdentity("aws", "1", "eu-west-1", "demo", "checkout");
        _server.Functions.Functions = [new() { Identity = identity, Invocations = 4, Errors = 1, ColdStarts = 1, InitWaited = 400, P95 = 7, PeakConcurrency = 3 }];

        var item = (await GetAsync("/api/v1/functions")).GetProperty("items")[0];

        Assert.Equal(identity.Id, item.GetProperty("id").GetString());
        Assert.Equal("checkout", item.GetProperty("name").GetString());
        Assert.Equal((0.25, 400), (item.GetProperty("coldRate").GetDouble(), item.GetProperty("initWaitedNanos").GetInt64()));
        Assert.Equal(3, item.GetProperty("peakConcurrency").GetInt32());
    }

    [Fact]
    public async Task Services_FacetOfTheService_IsTheAnswer()
    {
        var items = (await GetAsync("/api/v1/services")).GetProperty("items");

        Assert.Equal(["checkout", "payments"], items.EnumerateArray().Select(item => item.GetProperty("name").GetString()!));
    }

    [Fact]
    public async Task ServiceMap_NodesAndEdges_AreAnsweredWithKindsAndScanned()
    {
        var body = await GetAsync("/api/v1/services/map?limit=10");

        Assert.Equal(
            [("payments", "payments", "function", "AWS Lambda", false), ("checkout", "checkout", "service", "", false), ("queue:SQS:orders", "orders", "queue", "SQS", true)],
            body.GetProperty("nodes").EnumerateArray().Select(node => (
                node.GetProperty("id").GetString()!, node.GetProperty("name").GetString()!, node.GetProperty("kind").GetString()!,
                node.GetProperty("product").GetString()!, node.GetProperty("inferred").GetBoolean())));
        var edge = body.GetProperty("edges")[0];
        Assert.Equal(("checkout", "payments", "server"), (edge.GetProperty("caller").GetString(), edge.GetProperty("callee").GetString(), edge.GetProperty("kind").GetString()));
        Assert.Equal(
            (5, 1, 21, 2),
            (edge.GetProperty("calls").GetInt32(), edge.GetProperty("errors").GetInt32(), edge.GetProperty("p95").GetInt32(), edge.GetProperty("unanswered").GetInt32()));
        Assert.Equal("producer", body.GetProperty("edges")[1].GetProperty("kind").GetString());
        Assert.Equal(10, _server.ServiceMap.Asked!.Limit);
        Assert.Equal(3_000_000, body.GetProperty("scanned").GetProperty("elapsedNanos").GetInt64());
    }

    [Fact]
    public async Task ServiceRequests_OfAllAndByOperation_HaveFiguresAndSeries()
    {
        var service = (await GetAsync("/api/v1/services/requests?buckets=7")).GetProperty("items")[0];
        Assert.Equal(7, _server.Services.Asked!.Buckets);
        var operation = (await GetAsync("/api/v1/services/pay%20ments/operations?limit=3")).GetProperty("items")[0];

        Assert.Equal(("payments", "42"), (service.GetProperty("service").GetString(), service.GetProperty("versions")[0].GetString()));
        Assert.Equal((8, 0.25, 20), (service.GetProperty("requests").GetInt32(), service.GetProperty("errorRate").GetDouble(), service.GetProperty("p95").GetInt32()));
        Assert.Equal(2, service.GetProperty("series")[0].GetProperty("errors").GetInt32());
        Assert.Equal(("pay ments", 3), (_server.Services.AskedService, _server.Services.Asked.Limit));
        Assert.Equal(("POST /charge", "server"), (operation.GetProperty("name").GetString(), operation.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task Ingest_Counters_AreAnsweredPerSignal()
    {
        var body = await GetAsync("/api/v1/ingest");

        var spans = body.GetProperty("signals")[0];
        Assert.Equal(10, spans.GetProperty("received").GetInt64());
        Assert.Equal(1, spans.GetProperty("refused").GetProperty("bad_trace_id").GetInt64());
        Assert.Equal(2, body.GetProperty("refusedRequests").GetProperty("no_key").GetInt64());
        Assert.Equal(3, body.GetProperty("attributeKeysLeftOut").GetProperty("spans").GetInt64());
        Assert.Equal("2026-11-23T03:07:53.224000001Z", body.GetProperty("lastEvent").GetString());
    }

    [Fact]
    public async Task Attributes_NamesAndValues_AreAnsweredOfTheLastWeek()
    {
        var names = await GetAsync("/api/v1/attributes?prefix=resource.ho&signal=logs&limit=7");
        var values = await GetAsync("/api/v1/attributes/resource.host.name/values?prefix=h");
        var kinds = await GetAsync("/api/v1/attributes/kind/values?prefix=c");

        Assert.Equal(
            ("resource.host.name", "resource"),
            (names.GetProperty("items")[0].GetProperty("name").GetString(), names.GetProperty("items")[0].GetProperty("scope").GetString()));
        var asked = _server.Attributes.AskedNames!;
        Assert.Equal((SearchTarget.Logs, "resource.ho", 7), (asked.Target, asked.Prefix, asked.Limit));
        Assert.Equal(7 * 86_400 * UnixTime.NanosecondsPerSecond, asked.Range.Nanoseconds);
        Assert.Equal(["h-1", "h-2"], values.GetProperty("items").EnumerateArray().Select(value => value.GetString()!));
        Assert.Equal((new SearchField("host.name", SearchScope.Resource), "h"), (_server.Attributes.AskedValues!.Field, _server.Attributes.AskedValues.Prefix));
        Assert.Equal(["client", "consumer"], kinds.GetProperty("items").EnumerateArray().Select(value => value.GetString()!));
    }

    [Fact]
    public async Task Storage_TablesAndRoom_AreAnswered()
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        _server.Storage.Usage = new(
            [new("spans", 30, 300, [new(today.AddDays(-2), 20, 200), new(today.AddDays(-1), 10, 100)], 7), new("alert_rules", 0, 0, [], null)],
            FreeBytes: 5_000, DiskBytes: 20_000);

        var body = await GetAsync("/api/v1/storage");

        var spans = body.GetProperty("tables")[0];
        Assert.Equal(
            ("spans", 30, 300, 7),
            (spans.GetProperty("name").GetString(), spans.GetProperty("rows").GetInt64(), spans.GetProperty("bytes").GetInt64(),
                spans.GetProperty("retentionDays").GetInt32()));
        Assert.Equal(
            ($"{today.AddDays(-2):yyyy-MM-dd}", $"{today.AddDays(-1):yyyy-MM-dd}"),
            (spans.GetProperty("oldestDay").GetString(), spans.GetProperty("newestDay").GetString()));
        Assert.Equal(JsonValueKind.Null, body.GetProperty("tables")[1].GetProperty("retentionDays").ValueKind);
        Assert.Equal(JsonValueKind.Null, body.GetProperty("maxBytes").ValueKind);
        Assert.Equal(
            (300, 5_000, 1_000, 4_300, 150),
            (body.GetProperty("bytes").GetInt64(), body.GetProperty("freeBytes").GetInt64(), body.GetProperty("minFreeBytes").GetInt64(),
                body.GetProperty("capacityBytes").GetInt64(), body.GetProperty("bytesPerDay").GetInt64()));
    }

    [Fact]
    public async Task Metrics_OneStored_IsItsSeries()
    {
        _server.Metrics.Metric = new()
        {
            Name = "queue.length",
            Kind = MetricKind.Gauge,
            Unit = "1",
            Description = "Waiting",
            IsMonotonic = false,
            Series = [new("eu", [new(Some.Start) { Count = 2, Value = 1.5 }])],
            Scanned = Some.Scanned,
        };

        var body = await GetAsync("/api/v1/metrics?name=queue.length&service=checkout&by=region&attribute=a%3Db%3Dc&buckets=1");

        Assert.Equal("Gauge", body.GetProperty("kind").GetString());
        var series = body.GetProperty("series")[0];
        Assert.Equal("eu", series.GetProperty("label").GetString());
        Assert.Equal(1.5, series.GetProperty("buckets")[0].GetProperty("value").GetDouble());
        Assert.Equal(JsonValueKind.Null, series.GetProperty("buckets")[0].GetProperty("p95").ValueKind);
        var asked = _server.Metrics.Asked!;
        Assert.Equal(("queue.length", "checkout", "region", 1), (asked.Name, asked.Service, asked.By, asked.Buckets));
        Assert.Equal(new KeyValuePair<string, string>("a", "b=c"), asked.Attribute);
    }

    [Theory]
    [InlineData("/api/v1/metrics", HttpStatusCode.BadRequest, "name")]
    [InlineData("/api/v1/metrics?name=a&attribute=b", HttpStatusCode.BadRequest, "attribute")]
    [InlineData("/api/v1/metrics?name=a&q=b", HttpStatusCode.BadRequest, "q")]
    [InlineData("/api/v1/metrics?name=a", HttpStatusCode.NotFound, null)]
    public async Task Metrics_BadOrUnknown_IsAProblem(string path, HttpStatusCode status, string? parameter)
    {
        var response = await _client.GetAsync(path);

        Assert.Equal(status, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(parameter, problem.TryGetProperty("parameter", out var named) ? named.GetString() : null);
    }

    [Fact]
    public async Task OpenApi_Document_NamesTheApiAndNothingElse()
    {
        var paths = (await GetAsync("/openapi/v1.json")).GetProperty("paths").EnumerateObject().Select(path => path.Name).ToArray();

        Assert.Contains("/api/v1/traces/{traceId}", paths);
        Assert.Contains("/api/v1/metrics", paths);
        Assert.Contains("/api/v1/storage", paths);
        Assert.Contains("/api/v1/import", paths);
        Assert.Contains("/api/v1/traces/{traceId}/otlp", paths);
        Assert.Contains("/api/v1/attributes/{name}/values", paths);
        Assert.All(paths, path => Assert.StartsWith("/api/v1/", path, StringComparison.Ordinal));
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        var response = await _client.GetAsync(path);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static TelemetryAttribute Text(string key, string value) => new(key, AttributeValue.Of(value));
}
