using Google.Protobuf;
using Grpc.Core;
using Observe.Collector.Tests.Fakes;
using Observe.Conformance;
using Observe.Conformance.Wire;
using Observe.Storage.Write;

namespace Observe.Collector.Tests.Receive;

/// <summary>The same cases over gRPC, HTTP with protobuf and HTTP with JSON.</summary>
public sealed class ExportTests : IAsyncLifetime
{
    private RunningCollector _collector = null!;

    public static TheoryData<Way> Ways { get; } = new(Enum.GetValues<Way>());

    public async Task InitializeAsync() => _collector = await RunningCollector.StartAsync();

    public async Task DisposeAsync() => await _collector.DisposeAsync();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_Spans_AreStored(Way way)
    {
        var answer = await _collector.SendAsync(way, SomeOtlp.Traces(SomeOtlp.Span(), SomeOtlp.Span(), SomeOtlp.Span()));

        Assert.Equal((StatusCode.OK, -1L), (answer.Code, answer.Rejected));
        await _collector.Writer.Until(writer => writer.Rows(TelemetryTable.Spans) == 3 && writer.Rows(TelemetryTable.Resources) == 1);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_Logs_AreStored(Way way)
    {
        var answer = await _collector.SendAsync(way, SomeOtlp.Logs(SomeOtlp.Log(), SomeOtlp.Log()));

        Assert.Equal((StatusCode.OK, -1L), (answer.Code, answer.Rejected));
        await _collector.Writer.Until(writer => writer.Rows(TelemetryTable.Logs) == 2);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_MetricsOfEachKind_AreStored(Way way)
    {
        var answer = await _collector.SendAsync(way, SomeOtlp.Metrics([.. SomeOtlp.EachKind()]));

        Assert.Equal((StatusCode.OK, -1L, ""), (answer.Code, answer.Rejected, answer.Message));
        await _collector.Writer.Until(writer => writer.Rows(TelemetryTable.Metrics) == 5 && writer.Rows(TelemetryTable.Resources) == 1);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_BadDataPointAmongGood_CostsOnlyItself(Way way)
    {
        var answer = await _collector.SendAsync(way, SomeOtlp.Metrics(
            SomeOtlp.Gauge(
                SomeOtlp.Point(),
                SomeOtlp.Point(point => point.TimeUnixNano = 0),
                SomeOtlp.Point(point => point.TimeUnixNano = ulong.MaxValue)),
            SomeOtlp.Gauge(SomeOtlp.Point(point => point.TimeUnixNano = SomeOtlp.Now - (40UL * 86_400 * SomeOtlp.Second)))));

        Assert.Equal((StatusCode.OK, 3L), (answer.Code, answer.Rejected));
        Assert.Contains("2 refused: the time is missing", answer.Message, StringComparison.Ordinal);
        await _collector.Writer.Until(writer => writer.Rows(TelemetryTable.Metrics) == 1);
        Assert.Equal(4, _collector.Counter("received.data_points"));
        Assert.Equal(2, _collector.Counter("refused.data_points.too_old"));
        Assert.Equal(1, _collector.Counter("refused.data_points.in_future"));
    }

    [Fact]
    public async Task Export_RecordsOfTenDaysAgo_AreTakenAsTheirSignalIsKept()
    {
        await using var collector = await RunningCollector.StartAsync(new Dictionary<string, string?>
        {
            ["Observe:Storage:RetentionDays"] = "5",
            ["Observe:Storage:Retention:Logs"] = "20",
        });
        var old = SomeOtlp.Now - (10UL * 86_400 * SomeOtlp.Second);

        var spans = await collector.SendAsync(Way.HttpProtobuf, SomeOtlp.Traces(SomeOtlp.Span(span => span.StartTimeUnixNano = old)));
        var logs = await collector.SendAsync(Way.HttpProtobuf, SomeOtlp.Logs(SomeOtlp.Log(log => log.TimeUnixNano = old)));
        var points = await collector.SendAsync(
            Way.HttpProtobuf, SomeOtlp.Metrics(SomeOtlp.Gauge(SomeOtlp.Point(point => point.TimeUnixNano = old))));

        Assert.Equal((1L, -1L, 1L), (spans.Rejected, logs.Rejected, points.Rejected));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_MetricWithoutData_IsIgnored(Way way)
    {
        var answer = await _collector.SendAsync(way, SomeOtlp.Metrics(new Proto.Metrics.Metric { Name = "nothing" }, SomeOtlp.Gauge()));

        Assert.Equal((StatusCode.OK, -1L, ""), (answer.Code, answer.Rejected, answer.Message));
        Assert.Equal(0, _collector.Counter("received.data_points"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_DataPointAttributeTooDeep_IsInvalidArgument(Way way)
    {
        var answer = await _collector.SendAsync(way, SomeOtlp.Metrics(
            SomeOtlp.Gauge(SomeOtlp.Point(point => point.Attributes.Add(SomeOtlp.Pair("deep", SomeOtlp.NestedArrays(256)))))));

        Assert.Equal(StatusCode.InvalidArgument, answer.Code);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_Empty_Succeeds(Way way)
    {
        var answer = await _collector.SendAsync(way, new Observe.Collector.Proto.Trace.ExportTraceServiceRequest());

        Assert.Equal((StatusCode.OK, -1L), (answer.Code, answer.Rejected));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_BadSpanAmongGood_CostsOnlyItself(Way way)
    {
        var answer = await _collector.SendAsync(way, SomeOtlp.Traces(
            SomeOtlp.Span(),
            SomeOtlp.Span(span => span.TraceId = ByteString.Empty),
            SomeOtlp.Span(span => span.TraceId = ByteString.CopyFrom(new byte[16])),
            SomeOtlp.Span(span => span.SpanId = SomeOtlp.Bytes(7)),
            SomeOtlp.Span(span => span.StartTimeUnixNano = 0),
            SomeOtlp.Span(span => span.StartTimeUnixNano = ulong.MaxValue)));

        Assert.Equal(StatusCode.OK, answer.Code);
        Assert.Equal(5, answer.Rejected);
        Assert.Contains("2 refused: the trace id", answer.Message, StringComparison.Ordinal);
        await _collector.Writer.Until(writer => writer.Rows(TelemetryTable.Spans) == 1);
        Assert.Equal(6, _collector.Counter("received.spans"));
        Assert.Equal(2, _collector.Counter("refused.spans.trace_id"));
        Assert.Equal(1, _collector.Counter("refused.spans.in_future"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_LogWithBadIds_IsKept(Way way)
    {
        var answer = await _collector.SendAsync(way, SomeOtlp.Logs(SomeOtlp.Log(record => record.TraceId = SomeOtlp.Bytes(3))));

        Assert.Equal(-1, answer.Rejected);
        await _collector.Writer.Until(writer => writer.Rows(TelemetryTable.Logs) == 1);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_Undecodable_IsInvalidArgument(Way way)
    {
        var answer = await _collector.SendRawAsync(way, [0x0a, 0xff, 0xff, 0xff, 0x7f, 0x01]);

        Assert.Equal(StatusCode.InvalidArgument, answer.Code);
        Assert.Equal(way == Way.Grpc ? 0 : 400, answer.HttpStatus);
        Assert.NotEmpty(answer.Message);
        Assert.Equal(1, _collector.Counter("requests_refused.undecodable"));
    }

    [Theory]
    [InlineData(Way.Grpc)]
    [InlineData(Way.HttpProtobuf)]
    public async Task Export_StrayEndGroup_IsInvalidArgument(Way way)
    {
        var answer = await _collector.SendRawAsync(way, [0x0c, .. SomeOtlp.Traces(SomeOtlp.Span()).ToByteArray()]);

        Assert.Equal(StatusCode.InvalidArgument, answer.Code);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_ValueOfDepth255_IsStored(Way way)
    {
        var answer = await _collector.SendAsync(way, SomeOtlp.Traces(SomeOtlp.Span(span => span.Attributes.Add(
            [SomeOtlp.Pair("lists", SomeOtlp.NestedLists(255)), SomeOtlp.Pair("arrays", SomeOtlp.NestedArrays(255))]))));

        Assert.Equal((StatusCode.OK, ""), (answer.Code, answer.Message));
        await _collector.Writer.Until(writer => writer.Rows(TelemetryTable.Spans) == 1);
    }

    [Theory]
    [InlineData(Way.Grpc, 256, true)]
    [InlineData(Way.Grpc, 256, false)]
    [InlineData(Way.Grpc, 3_000, true)]
    [InlineData(Way.HttpProtobuf, 256, true)]
    [InlineData(Way.HttpProtobuf, 3_000, false)]
    [InlineData(Way.HttpJson, 256, true)]
    [InlineData(Way.HttpJson, 256, false)]
    public async Task Export_ValueTooDeep_IsInvalidArgument(Way way, int depth, bool lists)
    {
        var request = SomeTelemetry.RequestWith(Signal.Traces, NestedValue.Of(depth, lists));
        var body = way == Way.HttpJson ? System.Text.Encoding.UTF8.GetBytes(request.ToJson()) : request.ToProtobuf();

        var answer = await _collector.SendRawAsync(way, body);

        Assert.Equal(StatusCode.InvalidArgument, answer.Code);
        Assert.Equal(StatusCode.OK, (await _collector.SendAsync(way, SomeOtlp.Traces(SomeOtlp.Span()))).Code);
    }

    [Fact]
    public async Task Export_JsonAMillionDeep_IsInvalidArgument()
    {
        var body = System.Text.Encoding.UTF8.GetBytes("{\"resourceSpans\":" + new string('[', 1_000_000));

        Assert.Equal(StatusCode.InvalidArgument, (await _collector.SendRawAsync(Way.HttpJson, body)).Code);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_AfterQuiescence_CountersAddUp(Way way)
    {
        var held = new TaskCompletionSource();
        _collector.Writer.BeforeInsert = _ => held.Task;
        for (var i = 0; i < 20; i++)
        {
            await _collector.SendAsync(way, SomeOtlp.Traces(SomeOtlp.Span(), SomeOtlp.Span(), SomeOtlp.Span(span => span.SpanId = ByteString.Empty)));
            await _collector.SendAsync(way, SomeOtlp.Logs(SomeOtlp.Log()));
            await _collector.SendAsync(way, SomeOtlp.Metrics(SomeOtlp.Gauge(SomeOtlp.Point(), SomeOtlp.Point(point => point.TimeUnixNano = 0))));
        }

        Assert.Equal(60, _collector.Counter("received.spans"));
        Assert.Equal(20, _collector.Counter("refused.spans.span_id"));
        Assert.Equal(40, _collector.Collector.WaitingRows(TelemetryTable.Spans) + _collector.Counter("stored.spans"));
        Assert.Equal((40, 20), (_collector.Counter("received.data_points"), _collector.Counter("refused.data_points.too_old")));
        Assert.Equal(20, _collector.Collector.WaitingRows(TelemetryTable.Metrics) + _collector.Counter("stored.data_points"));
        held.SetResult();
        await _collector.StopAsync();

        Assert.Equal(40, _collector.Counter("stored.spans"));
        Assert.Equal(20, _collector.Counter("stored.logs"));
        Assert.Equal(20, _collector.Counter("stored.data_points"));
        Assert.Equal(40, _collector.Writer.Rows(TelemetryTable.Spans));
        Assert.Equal(0, _collector.Collector.WaitingRows(TelemetryTable.Spans));
        var last = _collector.Writer.Heartbeats[^1];
        Assert.Equal(last.AcknowledgedThrough, last.StoredThrough);
        Assert.Equal(60, last.AcknowledgedThrough);
        Assert.Equal(20, last.Counters["received.logs"]);
    }
}
