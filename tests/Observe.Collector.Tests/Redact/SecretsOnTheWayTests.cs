using System.Collections.Concurrent;
using System.Text;
using Grpc.Core;
using Observe.Collector.Proto.Common;
using Observe.Collector.Proto.Metrics;
using Observe.Collector.Proto.Trace;
using Observe.Collector.Tests.Fakes;
using Observe.Collector.Tests.Receive;
using Observe.Storage.Write;

namespace Observe.Collector.Tests.Redact;

/// <summary>A secret that is sent reaches neither the journal nor ClickHouse, wherever in a request it stands.</summary>
public sealed class SecretsOnTheWayTests
{
    private const string Canary = "canary4711";
    private const string Hidden = $"password={Canary}";

    public static TheoryData<Way> Ways { get; } = new(Enum.GetValues<Way>());

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_SecretsInSpans_ReachNoDisk(Way way)
    {
        await using var collector = await RunningCollector.StartAsync();
        var onDisk = WatchDisk(collector);

        var answer = await collector.SendAsync(way, SomeOtlp.Traces(SomeOtlp.Span(span =>
        {
            span.Name = Hidden;
            span.Status = new Observe.Collector.Proto.Trace.Status { Code = Observe.Collector.Proto.Trace.Status.Types.StatusCode.Error, Message = Hidden };
            AddSecrets(span.Attributes);
            span.Events.Add(new Span.Types.Event { Name = Hidden, TimeUnixNano = SomeOtlp.Now, Attributes = { SomeOtlp.Pair("note", SomeOtlp.Text(Hidden)) } });
            span.Links.Add(new Span.Types.Link
            {
                TraceId = SomeOtlp.Bytes(16),
                SpanId = SomeOtlp.Bytes(8),
                Attributes = { SomeOtlp.Pair("token", SomeOtlp.Text(Canary)) },
            });
        })));

        Assert.Equal(StatusCode.OK, answer.Code);
        await collector.Writer.Until(writer => writer.Rows(TelemetryTable.Spans) == 1);
        AssertHidden(collector, onDisk, TelemetryTable.Spans);
        Assert.Equal(3, collector.Counter("redacted.key"));
        Assert.Equal(6, collector.Counter("redacted.assigned_password"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_SecretsInLogs_ReachNoDisk(Way way)
    {
        await using var collector = await RunningCollector.StartAsync();
        var onDisk = WatchDisk(collector);

        var answer = await collector.SendAsync(way, SomeOtlp.Logs(SomeOtlp.Log(record =>
        {
            record.Body = SomeOtlp.Text($"connecting with {Hidden}");
            AddSecrets(record.Attributes);
        })));

        Assert.Equal(StatusCode.OK, answer.Code);
        await collector.Writer.Until(writer => writer.Rows(TelemetryTable.Logs) == 1);
        AssertHidden(collector, onDisk, TelemetryTable.Logs);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_SecretsInMetrics_ReachNoDisk(Way way)
    {
        await using var collector = await RunningCollector.StartAsync();
        var onDisk = WatchDisk(collector);
        var metric = SomeOtlp.Gauge(SomeOtlp.Point(point =>
        {
            AddSecrets(point.Attributes);
            var exemplar = new Exemplar { TimeUnixNano = SomeOtlp.Now };
            AddSecrets(exemplar.FilteredAttributes);
            point.Exemplars.Add(exemplar);
        }));
        metric.Name = Hidden;
        metric.Description = Hidden;
        AddSecrets(metric.Metadata);

        var answer = await collector.SendAsync(way, SomeOtlp.Metrics(metric));

        Assert.Equal(StatusCode.OK, answer.Code);
        await collector.Writer.Until(writer => writer.Rows(TelemetryTable.Metrics) == 1);
        AssertHidden(collector, onDisk, TelemetryTable.Metrics);
    }

    [Fact]
    public async Task Export_RedactionSwitchedOff_KeepsTheValue()
    {
        await using var collector = await RunningCollector.StartAsync(new Dictionary<string, string?> { ["Observe:Collector:Redaction:Enabled"] = "false" });

        await collector.SendAsync(Way.Grpc, SomeOtlp.Traces(SomeOtlp.Span(span => span.Attributes.Add(SomeOtlp.Pair("password", SomeOtlp.Text(Canary))))));

        await collector.Writer.Until(writer => writer.Payloads(TelemetryTable.Spans).Any(HasCanary));
    }

    private static void AddSecrets(Google.Protobuf.Collections.RepeatedField<KeyValue> attributes)
    {
        attributes.Add(SomeOtlp.Pair("http.request.header.authorization", SomeOtlp.Text(Canary)));
        attributes.Add(SomeOtlp.Pair("url.full", SomeOtlp.Text($"https://a/b?{Hidden}&x=1")));
        attributes.Add(SomeOtlp.Pair("list", new AnyValue { ArrayValue = new ArrayValue { Values = { SomeOtlp.Text(Hidden) } } }));
        attributes.Add(SomeOtlp.Pair("map", new AnyValue { KvlistValue = new KeyValueList { Values = { SomeOtlp.Pair("api_key", SomeOtlp.Text(Canary)) } } }));
    }

    /// <summary>What the files of the collector hold at the moment before each INSERT, when the journal still has the request.</summary>
    private static ConcurrentQueue<byte[]> WatchDisk(RunningCollector collector)
    {
        var onDisk = new ConcurrentQueue<byte[]>(); // tables are inserted at the same time
        collector.Writer.BeforeInsert = _ =>
        {
            foreach (var path in Directory.EnumerateFiles(collector.DataDirectory, "*", SearchOption.AllDirectories))
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var copy = new MemoryStream();
                file.CopyTo(copy);
                onDisk.Enqueue(copy.ToArray());
            }
            return Task.CompletedTask;
        };
        return onDisk;
    }

    private static void AssertHidden(RunningCollector collector, ConcurrentQueue<byte[]> onDisk, TelemetryTable table)
    {
        var stored = collector.Writer.Payloads(table);
        Assert.Contains(stored, bytes => bytes.AsSpan().IndexOf("REDACTED"u8) >= 0);
        Assert.DoesNotContain(stored, HasCanary);
        Assert.Contains(onDisk, bytes => bytes.AsSpan().IndexOf("REDACTED"u8) >= 0);
        Assert.DoesNotContain(onDisk, HasCanary);
    }

    private static bool HasCanary(byte[] bytes) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Canary)) >= 0;
}
