using Observe.Benchmarks.Shapes;
using Observe.Collector.Decode;
using Observe.Collector.Redact;
using Observe.Storage;

namespace Observe.Benchmarks.Ingest;

/// <summary>What of one core a span costs from OTLP/protobuf to sealed column blocks, with and without redaction.</summary>
internal static class DecodeBenchmark
{
    private const int SpansPerRequest = 1_000;

    public static void Run(int spans)
    {
        var now = TimeProvider.System.GetUtcNow();
        var shape = new O800Shape(1, now.AddMinutes(-30), TimeSpan.FromMinutes(20)).Spans(spans).ToList();
        var requests = shape.Chunk(SpansPerRequest).Select(OtlpRequests.Encode).ToArray();
        var bytes = requests.Sum(request => (long)request.Length);
        var window = new TimeWindow(UnixTime.Nanoseconds(now), UnixTime.Nanoseconds(now.AddDays(-30)), UnixTime.Nanoseconds(now.AddDays(1)));
        var plain = new OtlpDecoder(new Redactor(new RedactionOptions { Enabled = false }));
        var redacting = new OtlpDecoder(new Redactor(new RedactionOptions()));
        Console.WriteLine($"{spans} spans, {bytes / (double)spans:0} bytes a span on the wire");
        var rates = new List<(double Plain, double Redacting)>();
        for (var round = 0; round < 9; round++)
        {
            rates.Add((Rate(plain, requests, spans, window), Rate(redacting, requests, spans, window)));
        }
        var before = GC.GetAllocatedBytesForCurrentThread();
        Rate(plain, requests, spans, window);
        var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)spans;
        Console.WriteLine($"plain {Median(rates.Select(rate => rate.Plain)):0} spans/s, redacting {Median(rates.Select(rate => rate.Redacting)):0} spans/s, {allocated:0.00} bytes allocated a span");
    }

    private static double Rate(OtlpDecoder decoder, byte[][] requests, int spans, TimeWindow window)
    {
        var started = ThreadCpu.Seconds;
        foreach (var request in requests)
        {
            using var result = decoder.Decode(OtlpSignal.Traces, OtlpEncoding.Protobuf, request, window);
            if (result.Received != SpansPerRequest)
            {
                throw new InvalidOperationException(result.Error);
            }
            result.Durable();
        }
        return spans / (ThreadCpu.Seconds - started);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
