using Google.Protobuf;
using Google.Protobuf.Reflection;
using Observe.Collector.Decode;
using Observe.Collector.Proto.Common;
using Observe.Collector.Proto.Logs;
using Observe.Collector.Proto.Metrics;
using Observe.Collector.Proto.Trace;
using Observe.Collector.Tests.Fakes;
using Observe.Collector.Tests.Reference;
using Observe.Redaction;
using Observe.Storage;
using Observe.Storage.Write;
using Observe.Testing.Rows;

namespace Observe.Collector.Tests.Decode;

/// <summary>
/// Random requests through the decoder and through a second one, written plainly over the classes that protoc generates:
/// every column of every row must be the same. <c>OBSERVE_DIFFERENTIAL_RUNS</c> sets how many (10,000).
/// </summary>
public sealed class DifferentialTests
{
    private static readonly long Now = (long)SomeOtlp.Now;
    private static readonly long Day = 86_400L * UnixTime.NanosecondsPerSecond;
    private static readonly Redactor NoRedaction = new(new RedactionOptions { Enabled = false });
    private static readonly TimeWindow Window = new(Now, Now - (30 * Day), Now + Day);

    private static int Runs { get; } = int.TryParse(Environment.GetEnvironmentVariable("OBSERVE_DIFFERENTIAL_RUNS"), out var runs) ? runs : 10_000;

    [Fact]
    public void Decode_RandomTraces_EqualsTheReference() => Compare<ExportTraceServiceRequest>(OtlpSignal.Traces, Runs / 2);

    [Fact]
    public void Decode_RandomLogs_EqualsTheReference() => Compare<ExportLogsServiceRequest>(OtlpSignal.Logs, Runs / 2);

    [Fact]
    public void Decode_RandomMetrics_EqualsTheReference() => Compare<ExportMetricsServiceRequest>(OtlpSignal.Metrics, Runs / 2);

    private static void Compare<T>(OtlpSignal signal, int runs)
        where T : IMessage<T>, new()
    {
        var seen = new HashSet<string>();
        var seed = Random.Shared.Next();
        // One for all: nothing of a request may show in the next one.
        var decoder = new OtlpDecoder(NoRedaction);
        for (var run = 0; run < runs; run++)
        {
            var random = new RandomOtlp(seed + run);
            var request = random.Message<T>();
            seen.UnionWith(random.Seen);
            var wire = request.ToByteArray();
            var json = System.Text.Encoding.UTF8.GetBytes(OtlpJsonText.Of(request));
            var expected = ReferenceDecoder.Decode(signal, OtlpEncoding.Protobuf, wire, Window);
            AssertEqual(expected, decoder, signal, OtlpEncoding.Protobuf, wire, seed + run);
            AssertEqual(ReferenceDecoder.Decode(signal, OtlpEncoding.Json, json, Window), decoder, signal, OtlpEncoding.Json, json, seed + run);
        }
        Assert.Empty(Fields(new T().Descriptor).Select(field => field.FullName).Except(seen));
    }

    private static void AssertEqual(ReferenceResult expected, OtlpDecoder decoder, OtlpSignal signal, OtlpEncoding encoding, byte[] body, int seed)
    {
        using var actual = decoder.Decode(signal, encoding, body, Window);
        Assert.True(expected.Error is null == actual.Error is null, $"seed {seed}, {encoding}: {expected.Error} / {actual.Error}");
        Assert.Equal(expected.Received, actual.Received);
        Assert.Equal(expected.Refused.OrderBy(pair => pair.Key.Code), actual.Refused.OrderBy(pair => pair.Key.Code));
        var blocks = expected.Rows is null ? [] : RowBlocks.Encode(expected.Rows);
        foreach (var table in Enum.GetValues<TelemetryTable>())
        {
            var wanted = BlockRows.Columns(blocks, table);
            var columns = BlockRows.Columns(actual.Blocks, table);
            Assert.Equal(wanted.Keys, columns.Keys);
            foreach (var (name, values) in wanted)
            {
                for (var row = 0; row < values.Length; row++)
                {
                    Assert.True(
                        AreEqual(values[row], columns[name][row]),
                        $"seed {seed}, {encoding}: {table}.{name} of row {row} is {Show(columns[name][row])} and should be {Show(values[row])}");
                }
            }
        }
    }

    private static bool AreEqual(object left, object right) => (left, right) switch
    {
        (object[] first, object[] second) => first.Length == second.Length && first.Zip(second).All(pair => AreEqual(pair.First, pair.Second)),
        (KeyValuePair<string, object>[] first, KeyValuePair<string, object>[] second) =>
            first.Length == second.Length && first.Zip(second).All(pair => pair.First.Key == pair.Second.Key && AreEqual(pair.First.Value, pair.Second.Value)),
        _ => left.Equals(right),
    };

    private static string Show(object value) => value switch
    {
        object[] items => "[" + string.Join(", ", items.Select(Show)) + "]",
        KeyValuePair<string, object>[] pairs => "{" + string.Join(", ", pairs.Select(pair => $"{pair.Key}: {Show(pair.Value)}")) + "}",
        string text when text.Length > 200 => $"{text[..200]}… ({text.Length})",
        _ => $"{value}",
    };

    /// <summary>All fields that a request can hold, at any depth.</summary>
    private static HashSet<FieldDescriptor> Fields(MessageDescriptor message)
    {
        var fields = new HashSet<FieldDescriptor>();
        var messages = new Queue<MessageDescriptor>([message]);
        while (messages.TryDequeue(out var next))
        {
            foreach (var field in next.Fields.InDeclarationOrder())
            {
                if (fields.Add(field) && field.FieldType == FieldType.Message)
                {
                    messages.Enqueue(field.MessageType);
                }
            }
        }
        Assert.Contains(AnyValue.Descriptor.FindFieldByNumber(AnyValue.KvlistValueFieldNumber), fields);
        return fields;
    }
}
