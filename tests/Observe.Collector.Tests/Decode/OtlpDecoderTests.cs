using Google.Protobuf;
using Observe.Collector.Decode;
using Observe.Collector.Proto.Common;
using Observe.Collector.Proto.Trace;
using Observe.Collector.Tests.Fakes;
using Observe.Functions.Invocations;
using Observe.Redaction;
using Observe.Storage;
using Observe.Storage.Write;
using Observe.Testing.Rows;
using SpanKind = Observe.Storage.Write.SpanKind;

namespace Observe.Collector.Tests.Decode;

public sealed class OtlpDecoderTests
{
    private static readonly long Now = (long)SomeOtlp.Now;
    private static readonly long Day = 86_400L * UnixTime.NanosecondsPerSecond;
    private static readonly Redactor NoRedaction = new(new RedactionOptions { Enabled = false });
    private static readonly TimeWindow Window = new(Now, Now - (30 * Day), Now + Day);

    public static TheoryData<OtlpEncoding> Encodings { get; } = new(Enum.GetValues<OtlpEncoding>());

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Decode_FullSpan_KeepsEveryField(OtlpEncoding encoding)
    {
        var source = SomeOtlp.Span(span =>
        {
            span.ParentSpanId = SomeOtlp.Bytes(8);
            span.TraceState = "a=b";
            span.Flags = 0x101;
            span.Kind = Span.Types.SpanKind.Client;
            span.DroppedAttributesCount = 1;
            span.DroppedEventsCount = 2;
            span.DroppedLinksCount = 3;
            span.Status = new Status { Code = Status.Types.StatusCode.Error, Message = "broken" };
            span.Events.Add(new Span.Types.Event { Name = "e", TimeUnixNano = 5, Attributes = { SomeOtlp.Pair("k", SomeOtlp.Text("v")) } });
            span.Links.Add(new Span.Types.Link
            {
                TraceId = SomeOtlp.Bytes(16),
                SpanId = SomeOtlp.Bytes(8),
                TraceState = "c=d",
                DroppedAttributesCount = 4,
            });
        });

        var row = Assert.Single(Decode(encoding, SomeOtlp.Traces(source)).Rows!.Spans);

        Assert.Equal(Hex(source.TraceId), row.TraceId.ToString());
        Assert.Equal(Hex(source.SpanId), row.SpanId.ToString());
        Assert.Equal(Hex(source.ParentSpanId), row.ParentSpanId.ToString());
        Assert.Equal(("a=b", 0x101u, "GET /orders", SpanKind.Client), (row.TraceState, row.Flags, row.Name, row.Kind));
        Assert.Equal((Now, 1_000_000_000L), (row.StartUnixNanoseconds, row.DurationNanoseconds));
        Assert.Equal((SpanStatus.Error, "broken"), (row.Status, row.StatusMessage));
        Assert.Equal((1u, 2u, 3u), (row.DroppedAttributes, row.DroppedEvents, row.DroppedLinks));
        Assert.Equal(("checkout", "test", "1.0"), (row.Resource.Service, row.ScopeName, row.ScopeVersion));
        var moment = Assert.Single(row.Events);
        Assert.Equal((5L, "e", "v"), (moment.TimeUnixNanoseconds, moment.Name, moment.Attributes[0].Value.Text));
        var link = Assert.Single(row.Links);
        Assert.Equal((Hex(source.Links[0].SpanId), "c=d", 4u), (link.SpanId.ToString(), link.TraceState, link.DroppedAttributes));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Decode_EveryKindOfValue_KeepsItsType(OtlpEncoding encoding)
    {
        var array = new ArrayValue { Values = { SomeOtlp.Text("x"), new AnyValue { IntValue = 1 } } };
        var list = new KeyValueList { Values = { SomeOtlp.Pair("k", new AnyValue { DoubleValue = double.PositiveInfinity }) } };
        var row = DecodeSpan(encoding, span => span.Attributes.Add(
        [
            SomeOtlp.Pair("text", SomeOtlp.Text("a\0\u202eb")),
            SomeOtlp.Pair("integer", new AnyValue { IntValue = long.MinValue }),
            SomeOtlp.Pair("double", new AnyValue { DoubleValue = double.NaN }),
            SomeOtlp.Pair("boolean", new AnyValue { BoolValue = false }),
            SomeOtlp.Pair("bytes", new AnyValue { BytesValue = ByteString.CopyFrom(1, 2, 3) }),
            SomeOtlp.Pair("array", new AnyValue { ArrayValue = array }),
            SomeOtlp.Pair("list", new AnyValue { KvlistValue = list }),
            SomeOtlp.Pair("empty", new AnyValue()),
        ]));

        var values = row.Attributes.ToDictionary(attribute => attribute.Key, attribute => attribute.Value);
        Assert.Equal(AttributeValue.Of("a\0\u202eb"), values["text"]);
        Assert.Equal(AttributeValue.Of(long.MinValue), values["integer"]);
        Assert.True(double.IsNaN(values["double"].Double));
        Assert.Equal(AttributeValue.Of(false), values["boolean"]);
        Assert.Equal(AttributeValue.OfJson("""{"bytesValue":"AQID"}"""), values["bytes"]);
        Assert.Equal(AttributeValue.OfJson("""{"arrayValue":{"values":[{"stringValue":"x"},{"intValue":"1"}]}}"""), values["array"]);
        Assert.Equal(
            AttributeValue.OfJson("""{"kvlistValue":{"values":[{"key":"k","value":{"doubleValue":"Infinity"}}]}}"""), values["list"]);
        Assert.Equal(AttributeValue.OfJson("{}"), values["empty"]);
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Decode_LongValue_IsCutAndCounted(OtlpEncoding encoding)
    {
        var row = DecodeSpan(encoding, span => span.Attributes.Add(SomeOtlp.Pair("long", SomeOtlp.Text(new string('€', 40_000)))));

        Assert.Equal(new string('€', DecodeLimits.MaxValueBytes / 3), Assert.Single(row.Attributes).Value.Text);
        Assert.Equal(1u, row.DroppedAttributes);
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Decode_TooManyAttributes_KeepsTheFirstAndCounts(OtlpEncoding encoding)
    {
        var row = DecodeSpan(encoding, span => span.Attributes.Add(
            Enumerable.Range(0, 1_500).Select(i => SomeOtlp.Pair($"k{i}", SomeOtlp.Text("v")))));

        Assert.Equal((1_024, "k1023", 476u), (row.Attributes.Count, row.Attributes[^1].Key, row.DroppedAttributes));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Decode_EndBeforeStart_IsZeroAndFlagged(OtlpEncoding encoding)
    {
        var row = DecodeSpan(encoding, span => span.EndTimeUnixNano = span.StartTimeUnixNano - 1);

        Assert.Equal(0, row.DurationNanoseconds);
        Assert.Equal("observe.warning", Assert.Single(row.Attributes).Key);
    }

    [Theory]
    [InlineData(-31, "too_old")]
    [InlineData(-29, null)]
    [InlineData(0, null)]
    [InlineData(2, "in_future")]
    public void Decode_TimeOutsideWindow_IsRefusedWithReason(int days, string? reason)
    {
        var time = (ulong)(Now + (days * Day));

        var result = Decode(OtlpEncoding.Protobuf, SomeOtlp.Traces(
            SomeOtlp.Span(span => (span.StartTimeUnixNano, span.EndTimeUnixNano) = (time, time))));

        Assert.Equal(reason, result.Refused.Keys.SingleOrDefault()?.Code);
        Assert.Equal(result.Received, result.Rows!.Spans.Count + result.RefusedTotal);
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Decode_LogTimes_FallBackToObservedThenReceived(OtlpEncoding encoding)
    {
        var observed = SomeOtlp.Now - SomeOtlp.Second;

        var rows = Decode(encoding, SomeOtlp.Logs(
            SomeOtlp.Log(record => (record.TimeUnixNano, record.ObservedTimeUnixNano) = (0, observed)),
            SomeOtlp.Log(record => record.TimeUnixNano = 0))).Rows!.Logs;

        Assert.Equal([(long)observed, Now], rows.Select(row => row.TimeUnixNanoseconds));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Decode_LogBodies_TextStaysTextAndTheRestIsJson(OtlpEncoding encoding)
    {
        var rows = Decode(encoding, SomeOtlp.Logs(
            SomeOtlp.Log(),
            SomeOtlp.Log(record => record.Body = new AnyValue { IntValue = 5 }),
            SomeOtlp.Log(record => record.Body = null))).Rows!.Logs;

        Assert.Equal([("hello", false), ("""{"intValue":"5"}""", true), ("", false)], rows.Select(row => (row.Body, row.BodyIsJson)));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Decode_StartRecord_IsALogAndAPiece(OtlpEncoding encoding)
    {
        var rows = Decode(encoding, SomeOtlp.Logs(SomeOtlp.Log(record =>
        {
            record.EventName = "observe.invocation.started";
            record.Attributes.Add(SomeOtlp.Pair("faas.invocation_id", SomeOtlp.Text("id-1")));
            record.Attributes.Add(SomeOtlp.Pair("observe.deadline_unix_nano", new AnyValue { IntValue = Now + 5 }));
        }))).Rows!;

        Assert.Single(rows.Logs);
        var piece = Assert.Single(rows.Invocations);
        Assert.Equal((PieceSource.Start, "id-1", Now + 5), (piece.Source, piece.InvocationId, piece.DeadlineUnixNanoseconds));
    }

    [Fact]
    public void Decode_ResourceAttributesInOtherOrder_SameFingerprint()
    {
        var one = SomeOtlp.Traces(SomeOtlp.Span());
        one.ResourceSpans[0].Resource.Attributes.Add(SomeOtlp.Pair("a", SomeOtlp.Text("1")));
        var other = SomeOtlp.Traces(SomeOtlp.Span());
        other.ResourceSpans[0].Resource.Attributes.Insert(0, SomeOtlp.Pair("a", SomeOtlp.Text("1")));
        var different = SomeOtlp.Traces(SomeOtlp.Span());
        different.ResourceSpans[0].Resource.Attributes.Add(SomeOtlp.Pair("a", new AnyValue { IntValue = 1 }));

        Assert.Equal(Fingerprint(one), Fingerprint(other));
        Assert.NotEqual(Fingerprint(one), Fingerprint(different));

        static ulong Fingerprint(IMessage request) => Decode(OtlpEncoding.Protobuf, request).Rows!.Spans[0].Resource.Fingerprint;
    }

    [Fact]
    public void Decode_JsonOfTheField_IsReadLeniently()
    {
        var json = $$$"""
            {"resourceSpans":[{"unknown":{"deep":[1]},"resource":null,"scopeSpans":[{"spans":[{
              "traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"eee19b7ec3c1b174","name":"first","name":"last","trace_state":"ignored",
              "startTimeUnixNano":"{{{Now}}}","endTimeUnixNano":{{{Now + 7}}},"kind":2,
              "attributes":[{"key":"n","value":{"intValue":12}},{"key":"s","value":{"intValue":"-12"}}]}]}]}]}
            """;

        var row = Assert.Single(
            Decode(OtlpSignal.Traces, OtlpEncoding.Json, System.Text.Encoding.UTF8.GetBytes(json)).Rows!.Spans);

        Assert.Equal(("5b8efff798038103d269b633813fc60c", "eee19b7ec3c1b174"), (row.TraceId.ToString(), row.SpanId.ToString()));
        Assert.Equal(("last", "", 7L, SpanKind.Server), (row.Name, row.TraceState, row.DurationNanoseconds, row.Kind));
        Assert.Equal([12L, -12L], row.Attributes.Select(attribute => attribute.Value.Integer));
        Assert.Equal("unknown_service", row.Resource.Service);
    }

    private static string Hex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);

    private static SpanRow DecodeSpan(OtlpEncoding encoding, Action<Span> change) =>
        Assert.Single(Decode(encoding, SomeOtlp.Traces(SomeOtlp.Span(change))).Rows!.Spans);

    private static Decoded Decode(OtlpEncoding encoding, IMessage request) => Decode(
        request is ExportTraceServiceRequest ? OtlpSignal.Traces : OtlpSignal.Logs,
        encoding,
        encoding == OtlpEncoding.Json ? System.Text.Encoding.UTF8.GetBytes(OtlpJsonText.Of(request)) : request.ToByteArray());

    private static Decoded Decode(OtlpSignal signal, OtlpEncoding encoding, byte[] body)
    {
        // A decoder of its own: one that remembers the resource writes it once.
        using var result = new OtlpDecoder(NoRedaction).Decode(signal, encoding, body, Window);
        return new Decoded(result.Error is null ? BlockRows.Read(result.Blocks) : null, result.Received, result.Refused, result.RefusedTotal, result.Error);
    }

    private sealed record Decoded(
        TelemetryRows? Rows, long Received, IReadOnlyDictionary<RefusalReason, long> Refused, long RefusedTotal, string? Error);
}
