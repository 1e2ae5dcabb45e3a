using Observe.Benchmarks.Shapes;

namespace Observe.Benchmarks.Ingest;

/// <summary>The table "What is wanted" of the front door, each figure beside its limit of the same run.</summary>
internal static class IngestBenchmark
{
    private const int SpansPerRequest = 1_000;
    private const int SpansPerInvocation = 5;

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var spans = arguments.Number("spans", arguments.Full ? 1_000_000 : arguments.Smoke ? 20_000 : 200_000);
        var seconds = arguments.Number("seconds", arguments.Full ? 20 : arguments.Smoke ? 1 : 4);
        var shape = Shape(spans);
        var requests = shape.Chunk(SpansPerRequest).Select(OtlpRequests.Encode).ToArray();
        var small = shape.Chunk(SpansPerInvocation).Take(20_000).Select(OtlpRequests.Encode).ToArray();
        Console.WriteLine($"O-800: {spans} spans, {requests.Sum(request => (long)request.Length) / (double)spans:0} bytes a span on the wire; {Environment.ProcessorCount} cores");

        DecodeBenchmark.Run(requests, SpansPerRequest);
        await using (var collector = await BenchmarkCollector.StartAsync())
        {
            await ThroughputBenchmark.RunAsync(collector, requests, spans, arguments.Smoke ? 1 : 3);
            await SmallRequestBenchmark.RunAsync(collector, small, TimeSpan.FromSeconds(seconds), arguments.Smoke ? 1 : 3);
            await OverloadBenchmark.RunAsync(collector, requests, TimeSpan.FromSeconds(arguments.Full ? 300 : arguments.Smoke ? 2 : 30), SpansPerRequest);
        }
        await ReplayBenchmark.RunAsync(requests, arguments.Smoke ? 16L << 20 : 1L << 30);
    }

    /// <summary>Searches and ingest at the same time.</summary>
    public static async Task RunMixedAsync(BenchmarkArguments arguments)
    {
        var spans = arguments.Number("spans", arguments.Full ? 1_000_000 : arguments.Smoke ? 20_000 : 200_000);
        var requests = Shape(spans).Chunk(SpansPerRequest).Select(OtlpRequests.Encode).ToArray();
        Console.WriteLine($"O-800: {spans} spans again and again; {Environment.ProcessorCount} cores");
        await using var collector = await BenchmarkCollector.StartAsync();
        await SearchUnderLoadBenchmark.RunAsync(
            collector, requests, SpansPerRequest, TimeSpan.FromSeconds(arguments.Full ? 60 : arguments.Smoke ? 2 : 20));
    }

    private static List<ShapedSpan> Shape(int spans) =>
        new O800Shape(1, TimeProvider.System.GetUtcNow().AddMinutes(-30), TimeSpan.FromMinutes(20)).Spans(spans).ToList();
}
