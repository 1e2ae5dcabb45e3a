using System.Security.Cryptography;
using System.Text;
using Observe.Conformance;
using Observe.Conformance.Wire;

namespace Observe.Reliability.Tests.Load;

/// <summary>One record on its way: its id, and a payload whose hash goes with it.</summary>
internal sealed record SentRecord(string SpanId, string Hash, string Payload);

/// <summary>One request: spans, or logs, of one trace. It is repeated, byte for byte, until it is acknowledged.</summary>
internal sealed class SentRequest
{
    private const int MaxRecords = 6;

    // No digits and short words: nothing that the redaction could take for a secret.
    private const string Letters = "abcdefg hijklm nopqrstu vwxyz ";

    // So that they are in slots of the rollups that are over, and most come late for them.
    private const ulong EightMinutes = 480_000_000_000;

    private SentRequest(OtlpRequest request, string traceId, IReadOnlyList<SentRecord> records)
    {
        Request = request;
        TraceId = traceId;
        Records = records;
    }

    public OtlpRequest Request { get; }
    public string TraceId { get; }
    public IReadOnlyList<SentRecord> Records { get; }

    /// <summary>Tries that ended without an answer: each may have been taken.</summary>
    public int LostAnswers { get; set; }

    public bool IsAcknowledged { get; set; }

    public static SentRequest Some(Transport transport, Signal signal, Random random)
    {
        var traceId = Bytes(random, 16);
        var records = Enumerable.Range(0, random.Next(1, MaxRecords + 1)).Select(_ => Record(random)).ToList();
        var messages = records.Select(record => signal == Signal.Traces ? Span(traceId, record) : Log(traceId, record));
        return new SentRequest(
            OtlpRequest.Of(transport, signal, SomeTelemetry.RequestOf(signal, messages)), Convert.ToHexStringLower(traceId), records);
    }

    public static string HashOf(string payload) => InLetters(SHA256.HashData(Encoding.UTF8.GetBytes(payload))[..4]);

    private static string InLetters(byte[] bytes) => string.Concat(bytes.SelectMany(value => new[] { (char)('a' + (value >> 4)), (char)('a' + (value & 15)) }));

    private static SentRecord Record(Random random)
    {
        var payload = new string(random.GetItems(Letters.AsSpan(), random.Next(1, 400)));
        return new SentRecord(Convert.ToHexStringLower(Bytes(random, 8)), HashOf(payload), payload);
    }

    private static OtlpMessage Span(byte[] traceId, SentRecord record) =>
        SomeTelemetry.Span(traceId, Convert.FromHexString(record.SpanId), start: SomeTelemetry.Now - EightMinutes, attributes:
            [
                SomeTelemetry.Pair("faas.name", SomeTelemetry.Text("crash")),
                SomeTelemetry.Pair("faas.invocation_id", SomeTelemetry.Text(InLetters(Convert.FromHexString(record.SpanId)))),
                SomeTelemetry.Pair("hash", SomeTelemetry.Text(record.Hash)),
            ])
            .Message(15, "status", new OtlpMessage().Text(2, "message", $"{record.Hash} {record.Payload}"));

    private static OtlpMessage Log(byte[] traceId, SentRecord record) => SomeTelemetry.Log(
        traceId, Convert.FromHexString(record.SpanId), body: SomeTelemetry.Text($"{record.Hash} {record.Payload}"));

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        bytes[0] |= 1;
        return bytes;
    }
}
