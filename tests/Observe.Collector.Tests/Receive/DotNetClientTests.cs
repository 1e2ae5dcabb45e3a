using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Observe.Collector.Tests.Fakes;
using Observe.Storage;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;

namespace Observe.Collector.Tests.Receive;

/// <summary>OpenTelemetry's .NET SDK, as it is used in the field: every signal over both transports, plain and compressed, read back.</summary>
[Collection(EngineGroup.Name)]
public sealed partial class DotNetClientTests(EngineCollector collector)
{
    private static readonly string[] Tags = ["a", "b"];
    private readonly List<string> _sent = [];

    public static TheoryData<OtlpExportProtocol, OtlpExportCompression> Transports { get; } = new()
    {
        { OtlpExportProtocol.Grpc, OtlpExportCompression.None },
        { OtlpExportProtocol.Grpc, OtlpExportCompression.GZip },
        { OtlpExportProtocol.HttpProtobuf, OtlpExportCompression.None },
        { OtlpExportProtocol.HttpProtobuf, OtlpExportCompression.GZip },
    };

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Send_Spans_AreReadBackAsTheyWereSent(OtlpExportProtocol protocol, OtlpExportCompression compression)
    {
        var client = Client(protocol, compression);
        var traceIds = new List<string>();
        using (client.Tracing(activity => _sent.Add(Line(activity))))
        using (var activities = new ActivitySource(client.Source))
        {
            for (var i = 0; i < 2; i++)
            {
                using var work = activities.StartActivity($"work {i}", ActivityKind.Server)!;
                traceIds.Add(work.TraceId.ToHexString());
                work.SetTag("size", 42).SetTag("ratio", 0.5).SetTag("ok", true).SetTag("tags", Tags).SetTag("text", "naïve \"日本\" 🚀");
                work.SetStatus(i == 0 ? ActivityStatusCode.Ok : ActivityStatusCode.Error, i == 0 ? null : "odd");
                using var step = activities.StartActivity("step", ActivityKind.Client);
                step!.AddEvent(new ActivityEvent("halfway", tags: new ActivityTagsCollection { ["step"] = 1 }));
            }
        }

        await collector.FreshAsync();
        Assert.Equal(4, _sent.Count);
        Assert.Equal(_sent.Order(), (await ReadBack.SpansAsync(collector, traceIds)).Order());
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Send_Logs_AreReadBackAsTheyWereSent(OtlpExportProtocol protocol, OtlpExportCompression compression)
    {
        var client = Client(protocol, compression);
        using (var logging = client.Logging(record => _sent.Add(Line(record))))
        {
            var logger = logging.CreateLogger("clients");
            Log.Worked(logger, client.Name, 1, 0.5);
            using var activity = new Activity("around").Start();
            Log.Worked(logger, client.Name, 2, 1.5);
        }

        await collector.FreshAsync();
        Assert.Equal(2, _sent.Count);
        Assert.Equal(_sent.Order(), (await ReadBack.LogsAsync(collector, client.Name)).Order());
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Send_Metrics_AreReadBackAsTheyWereSent(OtlpExportProtocol protocol, OtlpExportCompression compression)
    {
        var client = Client(protocol, compression);
        using (client.Metering())
        using (var meter = new Meter(client.Source))
        {
            var tags = new TagList { { "leg", client.Name }, { "size", 42 }, { "ratio", 0.5 }, { "ok", true } };
            meter.CreateCounter<long>("client.requests", "{request}", "Requests").Add(3, tags);
            meter.CreateUpDownCounter<double>("client.open").Add(-2.5, tags);
            meter.CreateGauge<int>("client.queue").Record(7, tags);
            var latency = meter.CreateHistogram<double>("client.latency", "ms");
            foreach (var value in new[] { 1, 20, 500.5 })
            {
                latency.Record(value, tags);
            }
        }

        await collector.FreshAsync();
        var stored = (await ReadBack.MetricsAsync(collector, client.Name)).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        Assert.Equal(
            [
                ("client.latency", "ms", "", 3, false, 0d, 3, 521.5, 1d, 500.5, "[1,1,1]", "[5,50]"),
                ("client.open", "", "", 2, false, -2.5, 0, 0d, 0d, 0d, "[]", "[]"),
                ("client.queue", "", "", 1, false, 7d, 0, 0d, 0d, 0d, "[]", "[]"),
                ("client.requests", "{request}", "Requests", 2, true, 3d, 0, 0d, 0d, 0d, "[]", "[]"),
            ],
            stored.Select(Point).OrderBy(point => point.Name, StringComparer.Ordinal));
        Assert.All(stored, point => Assert.Equal(
            ReadBack.Line(ReadBack.Sorted([new("leg", client.Name), new("size", 42), new("ratio", 0.5), new("ok", true)])),
            point["attributes"]!.ToJsonString()));
    }

    private DotNetClient Client(OtlpExportProtocol protocol, OtlpExportCompression compression) =>
        new(collector.Grpc, collector.Http, protocol, compression) { Key = EngineCollector.Key };

    private static string Line(Activity activity) => ReadBack.Line(new
    {
        traceId = activity.TraceId.ToHexString(),
        spanId = activity.SpanId.ToHexString(),
        parentSpanId = activity.ParentSpanId == default ? "" : activity.ParentSpanId.ToHexString(),
        name = activity.DisplayName,
        kind = (int)activity.Kind + 1,
        start = Nanoseconds(activity.StartTimeUtc),
        end = Nanoseconds(activity.StartTimeUtc + activity.Duration),
        status = (int)activity.Status,
        message = activity.StatusDescription ?? "",
        attributes = ReadBack.Sorted(activity.TagObjects),
        events = activity.Events.Select(item => new { time = Nanoseconds(item.Timestamp), name = item.Name, attributes = ReadBack.Sorted(item.Tags) }),
    });

    private static string Line(LogRecord record) => ReadBack.Line(new
    {
        traceId = record.TraceId == default ? "" : record.TraceId.ToHexString(),
        spanId = record.SpanId == default ? "" : record.SpanId.ToHexString(),
        time = Nanoseconds(record.Timestamp),
        observed = Nanoseconds(record.Timestamp),
        severity = 9,
        severityText = "Information",
        body = "{leg} worked {number}, {ratio}",
        attributes = ReadBack.Sorted(record.Attributes!.Where(attribute => attribute.Key != "{OriginalFormat}")),
    });

    private static (string Name, string, string, int, bool, double, int, double, double, double, string, string) Point(JsonObject point) => (
        point["name"]!.GetValue<string>(),
        point["unit"]!.GetValue<string>(),
        point["description"]!.GetValue<string>(),
        point["kind"]!.GetValue<int>(),
        point["isMonotonic"]!.GetValue<bool>(),
        point["value"]!.GetValue<double>(),
        point["count"]!.GetValue<int>(),
        point["sum"]!.GetValue<double>(),
        point["min"]!.GetValue<double>(),
        point["max"]!.GetValue<double>(),
        point["buckets"]!.ToJsonString(),
        point["bounds"]!.ToJsonString());

    private static string Nanoseconds(DateTimeOffset time) => $"{UnixTime.Nanoseconds(time)}";

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{leg} worked {number}, {ratio}")]
        public static partial void Worked(ILogger logger, string leg, int number, double ratio);
    }
}
