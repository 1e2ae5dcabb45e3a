using System.Diagnostics;
using System.IO.Compression;
using System.Net.Http.Headers;
using Observe.Collector.Decode;
using Observe.Redaction;
using Observe.Storage;
using Observe.Storage.Write;
using Observe.Storage.Write.Columns;

namespace Observe.Benchmarks.Ingest;

/// <summary>From gRPC to queryable, beside the rate at which the same engine takes the same rows as ready Native blocks.</summary>
internal static class ThroughputBenchmark
{
    private const int Senders = 8;
    private const int RequestsPerBlock = 50;
    private const int RoundsToWarmUp = 2;

    public static async Task RunAsync(BenchmarkCollector collector, byte[][] requests, int spans, int rounds)
    {
        var native = Native(requests);
        var gzip = requests.Select(Gzip).ToArray();
        var results = new List<(double Grpc, double Engine, double Http, double Gzip)>();
        for (var round = -RoundsToWarmUp; round < rounds; round++)
        {
            var result = (
                spans / await SecondsAsync(collector, requests, collector.SendAsync),
                spans / await EngineAsync(collector, native),
                spans / await SecondsAsync(collector, requests, request => PostAsync(collector, request, null)),
                spans / await SecondsAsync(collector, gzip, request => PostAsync(collector, request, "gzip")));
            if (round >= 0)
            {
                results.Add(result);
            }
        }
        Console.WriteLine(
            $"end to end {Measures.Median(results.Select(result => result.Grpc)):0} spans/s over gRPC, "
            + $"engine alone {Measures.Median(results.Select(result => result.Engine)):0} spans/s");
        Measures.AtLeast("ingest.ratio_to_engine", Measures.Median(results.Select(result => result.Grpc / result.Engine)), .6);
        Measures.AtLeast("ingest.gzip_ratio", Measures.Median(results.Select(result => result.Gzip / result.Http)), .5);
    }

    private static async Task<double> SecondsAsync(BenchmarkCollector collector, byte[][] requests, Func<byte[], Task> send)
    {
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            requests, new ParallelOptions { MaxDegreeOfParallelism = Senders }, async (request, _) => await send(request));
        await collector.StoredAsync();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task PostAsync(BenchmarkCollector collector, byte[] request, string? encoding)
    {
        using var content = new ByteArrayContent(request);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }
        using var response = await collector.Http.PostAsync(collector.HttpTraces, content);
        response.EnsureSuccessStatusCode();
    }

    private static async Task<double> EngineAsync(BenchmarkCollector collector, IReadOnlyList<byte[]> blocks)
    {
        var started = Stopwatch.GetTimestamp();
        foreach (var block in blocks)
        {
            using var stream = new MemoryStream(block);
            await collector.Database.InsertNativeAsync("spans", TelemetryTables.ColumnsOf(TelemetryTable.Spans), stream, default);
        }
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static List<byte[]> Native(byte[][] requests)
    {
        var now = TimeProvider.System.GetUtcNow();
        var window = new TimeWindow(UnixTime.Nanoseconds(now), UnixTime.Nanoseconds(now.AddDays(-30)), UnixTime.Nanoseconds(now.AddDays(1)));
        var decoder = new OtlpDecoder(new Redactor(new RedactionOptions()));
        var native = new List<byte[]>();
        foreach (var chunk in requests.Chunk(RequestsPerBlock))
        {
            var results = chunk.Select(request => decoder.Decode(OtlpSignal.Traces, OtlpEncoding.Protobuf, request, window)).ToArray();
            var days = results.SelectMany(result => result.Blocks).Where(block => block.Table == TelemetryTable.Spans).GroupBy(block => block.Day);
            foreach (var day in days)
            {
                var output = new ColumnBuffer();
                var reference = new BatchReference(TelemetryTable.Spans, day.Key, (ulong)native.Count, day.Sum(block => block.Rows));
                NativeBatch.Write(new BlockBatch(reference, [.. day]), output);
                native.Add(output.Written.ToArray());
            }
            foreach (var result in results)
            {
                result.Dispose();
            }
        }
        return native;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }
        return output.ToArray();
    }
}
