using System.Diagnostics;
using Google.Protobuf;
using Observe.Collector.Decode;
using Observe.Collector.Proto.Logs;
using Observe.Collector.Proto.Metrics;
using Observe.Collector.Proto.Trace;
using Observe.Collector.Tests.Fakes;
using Observe.Redaction;
using Observe.Storage;
using Observe.Storage.Write;

namespace Observe.Collector.Tests.Decode;

/// <summary>
/// Damaged requests: whole ones of random shape with bytes changed, cut, doubled and moved, so that the damage is at any
/// depth. Each must be decoded or refused, at once. <c>OBSERVE_FUZZ_SECONDS</c> sets how long (5).
/// </summary>
public sealed class FuzzTests
{
    private static readonly long Now = (long)SomeOtlp.Now;
    private static readonly Redactor NoRedaction = new(new RedactionOptions { Enabled = false });
    private static readonly TimeWindow Window = new(Now, Now - (30L * 86_400 * UnixTime.NanosecondsPerSecond), Now);
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(5);

    private static TimeSpan Time { get; } =
        TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable("OBSERVE_FUZZ_SECONDS"), out var seconds) ? seconds : 5);

    [Theory]
    [InlineData(OtlpEncoding.Protobuf)]
    [InlineData(OtlpEncoding.Json)]
    public void Decode_DamagedRequest_IsDecodedOrRefused(OtlpEncoding encoding)
    {
        var decoder = new OtlpDecoder(NoRedaction);
        var seed = Random.Shared.Next();
        var refused = 0;
        var decoded = 0;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Time; seed++)
        {
            var random = new Random(seed);
            var signal = (OtlpSignal)random.Next(3);
            var body = Body(signal, encoding, seed);
            for (var round = 0; round < 20; round++)
            {
                body = Damage(body, random);
                var started = Stopwatch.GetTimestamp();
                using var result = decoder.Decode(signal, encoding, body, Window);
                Assert.True(Stopwatch.GetElapsedTime(started) < Hang, $"seed {seed}, round {round} took too long");
                Assert.Equal(result.Error is null ? result.Received - result.RefusedTotal : 0, Records(result, signal));
                _ = result.Error is null ? decoded++ : refused++;
            }
        }
        Assert.True(refused > 0 && decoded > 0, $"{refused} refused, {decoded} decoded");
    }

    private static long Records(DecodeResult result, OtlpSignal signal) => result.Blocks
        .Where(block => block.Table == TableOf(signal))
        .Sum(block => (long)block.Rows);

    private static TelemetryTable TableOf(OtlpSignal signal) => signal switch
    {
        OtlpSignal.Traces => TelemetryTable.Spans,
        OtlpSignal.Logs => TelemetryTable.Logs,
        _ => TelemetryTable.Metrics,
    };

    private static byte[] Body(OtlpSignal signal, OtlpEncoding encoding, int seed)
    {
        var random = new RandomOtlp(seed);
        IMessage message = signal switch
        {
            OtlpSignal.Traces => random.Message<ExportTraceServiceRequest>(),
            OtlpSignal.Logs => random.Message<ExportLogsServiceRequest>(),
            _ => random.Message<ExportMetricsServiceRequest>(),
        };
        return encoding == OtlpEncoding.Protobuf ? message.ToByteArray() : System.Text.Encoding.UTF8.GetBytes(OtlpJsonText.Of(message));
    }

    private static byte[] Damage(byte[] body, Random random)
    {
        if (body.Length == 0)
        {
            return [(byte)random.Next(256)];
        }
        var at = random.Next(body.Length);
        var length = random.Next(Math.Min(64, body.Length - at) + 1);
        switch (random.Next(6))
        {
            case 0:
                body[at] ^= (byte)(1 << random.Next(8));
                return body;
            case 1:
                body[at] = (byte)random.Next(256);
                return body;
            case 2:
                return body[..at];
            case 3:
                return [.. body[..at], .. body[(at + length)..]];
            case 4:
                return [.. body[..(at + length)], .. body[at..]];
            default:
                var from = random.Next(body.Length);
                return [.. body[..at], .. body[from..Math.Min(body.Length, from + length)], .. body[at..]];
        }
    }
}
