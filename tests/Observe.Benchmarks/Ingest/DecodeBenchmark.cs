using Observe.Collector.Decode;
using Observe.Collector.Tests.Reference;
using Observe.Redaction;
using Observe.Storage;
using Observe.Testing.Rows;

namespace Observe.Benchmarks.Ingest;

/// <summary>
/// What of one core a span costs from OTLP/protobuf to sealed column blocks, with and without redaction, beside the classes
/// that protoc generates with the same columns behind them.
/// </summary>
internal static class DecodeBenchmark
{
    private const int Rounds = 9;

    public static void Run(byte[][] requests, int spansPerRequest)
    {
        var now = TimeProvider.System.GetUtcNow();
        var window = new TimeWindow(UnixTime.Nanoseconds(now), UnixTime.Nanoseconds(now.AddDays(-30)), UnixTime.Nanoseconds(now.AddDays(1)));
        var plain = new OtlpDecoder(new Redactor(new RedactionOptions { Enabled = false }));
        var redacting = new OtlpDecoder(new Redactor(new RedactionOptions()));
        var generated = requests[..Math.Max(1, requests.Length / 10)];
        var rounds = new List<(double Plain, double Redacting, double Generated)>();
        for (var round = 0; round < Rounds; round++)
        {
            rounds.Add((
                Rate(requests, spansPerRequest, request => Decode(plain, request, window)),
                Rate(requests, spansPerRequest, request => Decode(redacting, request, window)),
                Rate(generated, spansPerRequest, request => RowBlocks.Encode(
                    ReferenceDecoder.Decode(OtlpSignal.Traces, OtlpEncoding.Protobuf, request, window).Rows!))));
        }
        // The garbage of the generated classes has emptied the shared pools of arrays: the steady state fills them first.
        Rate(requests, spansPerRequest, request => Decode(plain, request, window));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Rate(requests, spansPerRequest, request => Decode(plain, request, window));
        var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / ((double)requests.Length * spansPerRequest);

        Measures.AtLeast("decode.spans_per_core_second", Measures.Median(rounds.Select(round => round.Plain)), 1_500_000);
        Measures.AtLeast("decode.redacting_spans_per_core_second", Measures.Median(rounds.Select(round => round.Redacting)), 1_000_000);
        Measures.AtLeast("decode.ratio_to_generated", Measures.Median(rounds.Select(round => round.Plain / round.Generated)), 5);
        Measures.AtMost("decode.allocated_bytes_per_span", allocated, 1);
    }

    private static void Decode(OtlpDecoder decoder, byte[] request, TimeWindow window)
    {
        using var result = decoder.Decode(OtlpSignal.Traces, OtlpEncoding.Protobuf, request, window);
        result.Durable();
        if (result.Error is not null || result.RefusedTotal > 0)
        {
            throw new InvalidOperationException(result.Error ?? "Spans of the benchmark were refused.");
        }
    }

    private static double Rate(byte[][] requests, int spansPerRequest, Action<byte[]> decode)
    {
        var started = ThreadCpu.Seconds;
        foreach (var request in requests)
        {
            decode(request);
        }
        return requests.Length * (double)spansPerRequest / (ThreadCpu.Seconds - started);
    }
}
