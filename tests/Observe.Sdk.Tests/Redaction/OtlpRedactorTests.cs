using System.Text;
using CsCheck;
using Google.Protobuf;
using Observe.Redaction;
using Observe.Sdk.Redact;
using Observe.Sdk.Tests.Otlp;

namespace Observe.Sdk.Tests.Redaction;

public sealed class OtlpRedactorTests
{
    private const string Secret = "hunter2hunter2";
    private const string Leak = $"password={Secret}";
    private const string Clean = "password=REDACTED";

    private readonly Redactor _redactor = new(new RedactionOptions());

    [Fact]
    public void Redact_SecretInEachTextOfSpans_LeavesTheRestAsItWas()
    {
        var request = Spans(Leak);

        var sent = Redact(request, OtlpShape.Traces);

        Assert.Equal(Spans(Clean), TraceRequest.Parser.ParseFrom(sent));
    }

    [Fact]
    public void Redact_SecretInEachTextOfLogs_LeavesTheRestAsItWas() =>
        Assert.Equal(Logs(Clean), LogsRequest.Parser.ParseFrom(Redact(Logs(Leak), OtlpShape.Logs)));

    [Fact]
    public void Redact_SecretInEachTextOfMetrics_LeavesTheRestAsItWas() =>
        Assert.Equal(Metrics(Clean), MetricsRequest.Parser.ParseFrom(Redact(Metrics(Leak), OtlpShape.Metrics)));

    [Fact]
    public void Redact_SecretKey_MasksItsValueOfAnyKind()
    {
        AnyValue[] values =
        [
            new() { StringValue = "abc" },
            new() { IntValue = 4711 },
            new() { BytesValue = ByteString.CopyFromUtf8("abc") },
            new() { KvlistValue = new KeyValues { Values = { new KeyValue { Key = "a", Value = new AnyValue { StringValue = "b" } } } } },
        ];
        var request = Logs("nothing");
        request.ResourceLogs[0].ScopeLogs[0].LogRecords[0].Attributes.AddRange(values.Select(value => new KeyValue { Key = "db.password", Value = value }));

        var sent = LogsRequest.Parser.ParseFrom(Redact(request, OtlpShape.Logs)).ResourceLogs[0].ScopeLogs[0].LogRecords[0];

        Assert.Equal(Enumerable.Repeat("REDACTED", values.Length), sent.Attributes.Where(a => a.Key == "db.password").Select(a => a.Value.StringValue));
        Assert.Equal(values.Length, _redactor.Counts["key"]);
    }

    [Fact]
    public void Redact_NoSecret_CopiesNothing() =>
        Assert.Null(new OtlpRedactor(_redactor).Redact(Spans("nothing of note").ToByteArray(), OtlpShape.Traces));

    [Fact]
    public void Redact_AllowedKey_KeepsItsValue()
    {
        var redactor = new Redactor(new RedactionOptions { AllowedKeys = { "note" } });
        var request = new LogsRequest { ResourceLogs = { new ResourceLogs { Resource = new OtlpResource { Attributes = { Note(Leak) } } } } };

        Assert.Null(new OtlpRedactor(redactor).Redact(request.ToByteArray(), OtlpShape.Logs));
    }

    [Fact]
    public void Redact_ValuesInValuesWithoutEnd_AreTakenOut()
    {
        var value = new AnyValue { StringValue = Leak };
        for (var i = 0; i < 90; i++)
        {
            value = new AnyValue { ArrayValue = new AnyValues { Values = { value } } };
        }
        var request = new LogsRequest { ResourceLogs = { new ResourceLogs { Resource = new OtlpResource { Attributes = { new KeyValue { Key = "deep", Value = value } } } } } };

        var sent = Redact(request, OtlpShape.Logs);

        Assert.DoesNotContain(Secret, Encoding.UTF8.GetString(sent), StringComparison.Ordinal);
    }

    [Fact]
    public void Redact_RandomBytes_NeverReadsBeyondThem() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        try
        {
            new OtlpRedactor(_redactor).Redact(bytes, OtlpShape.Traces);
        }
        catch (InvalidDataException)
        {
            // Said of what is no protobuf.
        }
    });

    [Fact]
    public void Redact_CutRequest_IsRefusedOrClean() => Gen.Int[0, Spans(Leak).CalculateSize()].Sample(length =>
    {
        try
        {
            var cut = Spans(Leak).ToByteArray().AsSpan(0, length);
            var sent = new OtlpRedactor(_redactor).Redact(cut, OtlpShape.Traces) is { } changed ? changed.Span : cut;
            Assert.DoesNotContain(Secret, Encoding.UTF8.GetString(sent), StringComparison.Ordinal);
        }
        catch (InvalidDataException)
        {
            // Cut inside of a field.
        }
    });

    private byte[] Redact(IMessage request, OtlpShape shape) =>
        new OtlpRedactor(_redactor).Redact(request.ToByteArray(), shape)?.ToArray() ?? throw new InvalidOperationException("Nothing was found.");

    private static KeyValue Note(string text) => new() { Key = "note", Value = new AnyValue { StringValue = text } };

    private static KeyValue[] Nested(string text) =>
    [
        Note(text),
        new() { Key = "list", Value = new AnyValue { ArrayValue = new AnyValues { Values = { new AnyValue { IntValue = 1 }, new AnyValue { StringValue = text } } } } },
        new() { Key = "map", Value = new AnyValue { KvlistValue = new KeyValues { Values = { Note(text), Note("fine") } } } },
        new() { Key = "bytes", Value = new AnyValue { BytesValue = ByteString.CopyFromUtf8(text) } },
        new() { Key = "number", Value = new AnyValue { DoubleValue = 4111111111111111 } },
    ];

    private static OtlpResource Resource(string text) => new() { Attributes = { Nested(text) } };

    private static OtlpScope Scope(string text) => new() { Name = text, Version = "1", Attributes = { Note(text) } };

    private static TraceRequest Spans(string text) => new()
    {
        ResourceSpans =
        {
            new ResourceSpans
            {
                Resource = Resource(text),
                ScopeSpans =
                {
                    new ScopeSpans
                    {
                        Scope = Scope(text),
                        Spans =
                        {
                            new OtlpSpan
                            {
                                TraceId = ByteString.CopyFrom(new byte[16]),
                                Name = text,
                                TraceState = $"a={text}",
                                Kind = 2,
                                StartTimeUnixNano = 1_764_000_000_000_000_000,
                                Attributes = { Nested(text) },
                                Events = { new OtlpEvent { TimeUnixNano = 7, Name = text, Attributes = { Note(text) } } },
                                Links = { new OtlpLink { SpanId = ByteString.CopyFrom(new byte[8]), TraceState = $"a={text}", Attributes = { Note(text) } } },
                                Status = new OtlpStatus { Code = 2, Message = text },
                            },
                            new OtlpSpan { Name = "fine" },
                        },
                    },
                },
            },
        },
    };

    private static LogsRequest Logs(string text) => new()
    {
        ResourceLogs =
        {
            new ResourceLogs
            {
                Resource = Resource(text),
                ScopeLogs =
                {
                    new ScopeLogs
                    {
                        Scope = Scope(text),
                        LogRecords =
                        {
                            new OtlpLog { SeverityText = text, EventName = text, Body = new AnyValue { StringValue = text }, Attributes = { Nested(text) }, Flags = 1 },
                        },
                    },
                },
            },
        },
    };

    private static MetricsRequest Metrics(string text)
    {
        var exemplar = new OtlpExemplar { AsDouble = 1, FilteredAttributes = { Note(text) } };
        OtlpMetric[] metrics =
        [
            new() { Name = text, Description = text, Unit = text, Gauge = new OtlpGauge { DataPoints = { new OtlpNumber { AsInt = 3, Attributes = { Note(text) } } } } },
            new() { Name = "b", Sum = new OtlpSum { IsMonotonic = true, DataPoints = { new OtlpNumber { AsDouble = 3, Attributes = { Note(text) }, Exemplars = { exemplar } } } } },
            new() { Name = "c", Histogram = new OtlpHistogram { DataPoints = { new OtlpHistogramPoint { Count = 3, Attributes = { Note(text) }, Exemplars = { exemplar } } } } },
        ];
        return new MetricsRequest
        {
            ResourceMetrics =
            {
                new ResourceMetrics { Resource = Resource(text), ScopeMetrics = { new ScopeMetrics { Scope = Scope(text), Metrics = { metrics } } } },
            },
        };
    }
}
