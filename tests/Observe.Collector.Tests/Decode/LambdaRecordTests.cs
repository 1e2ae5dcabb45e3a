using System.Globalization;
using System.Text;
using Google.Protobuf;
using Observe.Collector.Decode;
using Observe.Collector.Proto.Common;
using Observe.Collector.Proto.Logs;
using Observe.Collector.Proto.Resource;
using Observe.Collector.Tests.Fakes;
using Observe.Functions.Invocations;
using Observe.Redaction;
using Observe.Storage;
using Observe.Testing.Rows;

namespace Observe.Collector.Tests.Decode;

/// <summary>The records of the Lambda Telemetry API, as they come raw and as other collectors pass them on.</summary>
public sealed class LambdaRecordTests
{
    private const string Trace = "5759e988bd862e3fe1be46a994272793";
    private static readonly long Now = (long)SomeOtlp.Now;
    private static readonly TimeWindow Window = new(Now, Now - (30 * 86_400L * UnixTime.NanosecondsPerSecond), Now + (86_400L * UnixTime.NanosecondsPerSecond));
    private static readonly LambdaSender Sender = new(new Dictionary<string, string>
    {
        ["cloud.provider"] = "aws",
        ["faas.name"] = "checkout",
        ["faas.version"] = "42",
        ["faas.instance"] = "i-1",
        ["service.name"] = "checkout",
    });

    [Fact]
    public void Decode_OneInvocation_BecomesItsPiecesAndItsLogs()
    {
        var (rows, error) = Decode(Sender,
            Record(0, "platform.initStart", """{"initializationType":"on-demand","phase":"init","functionName":"other","functionVersion":"7"}"""),
            Record(300, "platform.initReport", """{"initializationType":"on-demand","phase":"init","status":"success","metrics":{"durationMs":299.5}}"""),
            Record(310, "platform.start", """{"requestId":"id-1","version":"42","tracing":{"type":"X-Amzn-Trace-Id","value":"Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"}}"""),
            Record(320, "function", "\"took an order\\n\""),
            Record(330, "function", """{"level":"WARN","message":"low stock","requestId":"id-1","sku":"tamper","left":2}"""),
            Record(400, "platform.runtimeDone", """{"requestId":"id-1","status":"error","errorType":"Runtime.ExitError","metrics":{"durationMs":88.25,"producedBytes":10}}"""),
            Record(410, "platform.report", """{"requestId":"id-1","status":"error","errorType":"Runtime.ExitError","metrics":{"durationMs":90,"billedDurationMs":390,"initDurationMs":299.5,"memorySizeMB":512,"maxMemoryUsedMB":300}}"""),
            Record(420, "platform.logsDropped", """{"droppedBytes":12000,"droppedRecords":40,"reason":"fell behind"}"""),
            Record(430, "platform.telemetrySubscription", """{"name":"x","state":"Subscribed","types":["platform"]}"""));

        Assert.Null(error);
        Assert.Equal(9, rows!.Logs.Count);
        Assert.Equal(
            [PieceSource.Initialisation, PieceSource.Initialisation, PieceSource.Platform, PieceSource.Platform, PieceSource.Platform, PieceSource.Dropped],
            rows.Invocations.Select(piece => piece.Source));
        Assert.All(rows.Invocations, piece => Assert.Equal(("checkout", "i-1"), (piece.Function.Name, piece.Instance)));
        var report = rows.Invocations[4];
        Assert.Equal(("id-1", Trace, InvocationOutcome.Crash, "Runtime.ExitError"), (report.InvocationId, rows.Invocations[2].TraceId, report.Outcome, report.Cause));
        Assert.Equal((390_000_000L, 299_500_000L, InitClass.Cold, 300L << 20), (report.BilledNanoseconds, report.BilledInitNanoseconds, report.InitClass, report.MemoryUsedBytes));
        Assert.Equal(40, rows.Invocations[5].DroppedRecords);
        var (text, structured) = (rows.Logs[3], rows.Logs[4]);
        Assert.Equal(("took an order\n", Trace, "id-1"), (text.Body, text.TraceId.ToString(), Value(text, "faas.invocation_id")));
        Assert.Equal(("low stock", (byte)13, "tamper", "2", "id-1"), (structured.Body, structured.SeverityNumber, Value(structured, "sku"), Value(structured, "left"), Value(structured, "faas.invocation_id")));
        Assert.Equal("platform.report", rows.Logs[6].EventName);
    }

    [Fact]
    public void Decode_NameInTheRecordsOnly_IsTaken()
    {
        var (rows, _) = Decode(new LambdaSender(new Dictionary<string, string> { ["cloud.provider"] = "aws" }),
            Record(0, "platform.initStart", """{"initializationType":"on-demand","phase":"init","functionName":"resize","functionVersion":"7"}"""),
            Record(1, "platform.start", """{"requestId":"id-1"}"""));

        Assert.All(rows!.Invocations, piece => Assert.Equal(("resize", "7"), (piece.Function.Name, piece.Version)));
    }

    [Theory]
    [InlineData("""{}""", "array")]
    [InlineData("""[1]""", "Record 0 must be an object")]
    [InlineData("""[{"time":"2026-11-23T10:00:00Z","type":"function","record":"x"},{"time":"yesterday","type":"function","record":"x"}]""", "Record 1: the field 'time'")]
    [InlineData("""[{"type":"function","record":"x"}]""", "Record 0: the field 'time'")]
    [InlineData("""[{"time":"2026-11-23T10:00:00Z","record":"x"}]""", "Record 0: the field 'type'")]
    [InlineData("""[{"time":"2026-11-23T10:00:00Z","type":"function"}]""", "Record 0: the field 'record'")]
    [InlineData("""[{"time":"2026-11-23T10:00:00Z","type":"platform.start","record":{}}]""", "Record 0: the field 'record.requestId'")]
    [InlineData("""[{"time":"2026-11-23T10:00:00Z","type":"platform.start","record":"x"}]""", "Record 0: the field 'record'")]
    [InlineData("""[{"time":"2026-11-23T10:00:00Z","type":"platform.report","record":{"requestId":"a","metrics":{"durationMs":"12"}}}]""", "Record 0: the field 'record.metrics.durationMs'")]
    [InlineData("""[{"time":"2026-11-23T10:00:00Z","type":"platform.report","record":{"requestId":"a","status":7}}]""", "Record 0: the field 'record.status'")]
    [InlineData("""[{"time":"2026-11-23T10:00:00Z","type":"function","record":"\ud800"}]""", "Record 0 holds half")]
    [InlineData("""[{"time":"2026-11-23T10:00:00Z","type":"function","record":"x"}] x""", "not valid JSON")]
    [InlineData("""[{"time":"2026-11-23T10:00:00Z","type":"function","record":"x"}""", "not valid JSON")]
    [InlineData("", "array")]
    public void Decode_NotWhatTheApiSends_NamesTheRecordAndTheField(string body, string expected)
    {
        var (rows, error) = Decode(Sender, Encoding.UTF8.GetBytes(body));

        Assert.Null(rows);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_FunctionIsNamedNowhere_SaysHowToNameIt()
    {
        var (_, error) = Decode(new LambdaSender(new Dictionary<string, string>()), Record(0, "function", "\"x\""));

        Assert.Contains("observe-function", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("event with its fields as body")]
    [InlineData("event with the whole record as body")]
    [InlineData("event with its fields as attributes")]
    [InlineData("line of the extension")]
    public void Decode_OtlpLogRecord_IsTheSamePiece(string form)
    {
        var log = new LogRecord { TimeUnixNano = SomeOtlp.Now };
        var fields = List(
            ("requestId", SomeOtlp.Text("id-1")), ("status", SomeOtlp.Text("success")),
            ("metrics", List(("durationMs", new AnyValue { DoubleValue = 12.5 }), ("billedDurationMs", new AnyValue { IntValue = 13 }),
                ("memorySizeMB", new AnyValue { IntValue = 128 }), ("maxMemoryUsedMB", new AnyValue { IntValue = 64 }))));
        switch (form)
        {
            case "event with its fields as body":
                (log.EventName, log.Body) = ("platform.report", fields);
                break;
            case "event with the whole record as body":
                (log.EventName, log.Body) = ("platform.report", List(("type", SomeOtlp.Text("platform.report")), ("record", fields)));
                break;
            case "event with its fields as attributes":
                log.EventName = "platform.report";
                log.Attributes.Add([
                    SomeOtlp.Pair("faas.invocation_id", SomeOtlp.Text("id-1")), SomeOtlp.Pair("metrics.durationMs", new AnyValue { DoubleValue = 12.5 }),
                    SomeOtlp.Pair("metrics.billedDurationMs", new AnyValue { IntValue = 13 }), SomeOtlp.Pair("metrics.memorySizeMB", new AnyValue { IntValue = 128 }),
                    SomeOtlp.Pair("metrics.maxMemoryUsedMB", new AnyValue { IntValue = 64 })]);
                break;
            default:
                log.Body = SomeOtlp.Text("REPORT RequestId: id-1 Duration: 12.50 ms Billed Duration: 13 ms Memory Size: 128 MB Max Memory Used: 64 MB");
                log.Attributes.Add([SomeOtlp.Pair("type", SomeOtlp.Text("platform.report")), SomeOtlp.Pair("faas.invocation_id", SomeOtlp.Text("id-1"))]);
                break;
        }

        var piece = Assert.Single(Decode(Logs(log)).Invocations);

        Assert.Equal((PieceSource.Platform, "id-1", InvocationOutcome.Ok), (piece.Source, piece.InvocationId, piece.Outcome));
        Assert.Equal((Now - 12_500_000, Now, 13_000_000L), (piece.StartUnixNanoseconds, piece.EndUnixNanoseconds, piece.BilledNanoseconds));
        Assert.Equal((128L << 20, 64L << 20, "aws", "checkout"), (piece.MemorySizeBytes, piece.MemoryUsedBytes, piece.Function.Provider, piece.Function.Name));
    }

    [Fact]
    public void Decode_OrdinaryEventsAndTypes_AreNoPieces()
    {
        var log = new LogRecord { TimeUnixNano = SomeOtlp.Now, Body = SomeOtlp.Text("x"), Attributes = { SomeOtlp.Pair("type", SomeOtlp.Text("platform")) } };

        Assert.Empty(Decode(Logs(log, new LogRecord { TimeUnixNano = SomeOtlp.Now, EventName = "platform.unheardOf" })).Invocations);
    }

    [Theory]
    [InlineData("xray_trace_id", "1-5759e988-bd862e3fe1be46a994272793", Trace)]
    [InlineData("xrayTraceId", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1", Trace)]
    [InlineData("xray_trace_id", "none", "")]
    [InlineData("trace", "1-5759e988-bd862e3fe1be46a994272793", "")]
    public void Decode_LogWithTheIdOfXRay_IsOfThatTrace(string key, string value, string expected)
    {
        var log = new LogRecord { TimeUnixNano = SomeOtlp.Now, Attributes = { SomeOtlp.Pair(key, SomeOtlp.Text(value)) } };

        var row = Assert.Single(Decode(Logs(log)).Logs);

        Assert.Equal(expected, row.TraceId.IsEmpty ? "" : row.TraceId.ToString());
    }

    private static string? Value(LogRow row, string key) => row.Attributes.Where(attribute => attribute.Key == key).Select(attribute => attribute.Value.ToString()).FirstOrDefault();

    private static AnyValue List(params (string Key, AnyValue Value)[] members) => new()
    {
        KvlistValue = new KeyValueList { Values = { members.Select(member => SomeOtlp.Pair(member.Key, member.Value)) } },
    };

    private static byte[] Logs(params LogRecord[] records) => new ExportLogsServiceRequest
    {
        ResourceLogs =
        {
            new ResourceLogs
            {
                Resource = new Resource { Attributes = { SomeOtlp.Pair("faas.name", SomeOtlp.Text("checkout")), SomeOtlp.Pair("faas.invoked_provider", SomeOtlp.Text("aws")) } },
                ScopeLogs = { new ScopeLogs { LogRecords = { records } } },
            },
        },
    }.ToByteArray();

    private static string Record(int milliseconds, string type, string record) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"time":"{{UnixTime.ToRfc3339(Now + (milliseconds * 1_000_000L))}}","type":"{{type}}","record":{{record}}}""");

    private static (TelemetryRows? Rows, string? Error) Decode(LambdaSender sender, params string[] records) =>
        Decode(sender, Encoding.UTF8.GetBytes($"[{string.Join(',', records)}]"));

    private static (TelemetryRows? Rows, string? Error) Decode(LambdaSender sender, byte[] body)
    {
        using var result = new OtlpDecoder(new Redactor(new RedactionOptions { Enabled = false })).Decode(OtlpSignal.Logs, OtlpEncoding.Json, body, Window, sender);
        return (result.Error is null ? BlockRows.Read(result.Blocks) : null, result.Error);
    }

    private static TelemetryRows Decode(byte[] body)
    {
        using var result = new OtlpDecoder(new Redactor(new RedactionOptions { Enabled = false })).Decode(OtlpSignal.Logs, OtlpEncoding.Protobuf, body, Window);
        Assert.Null(result.Error);
        return BlockRows.Read(result.Blocks);
    }
}
