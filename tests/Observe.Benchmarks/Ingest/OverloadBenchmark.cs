using System.Diagnostics;
using Grpc.Core;
using Observe.Storage.Write;

namespace Observe.Benchmarks.Ingest;

/// <summary>Many more senders than the collector can serve: what memory does, and whether every request is accounted for.</summary>
internal static class OverloadBenchmark
{
    private const int SteadySenders = 4;
    private const int TooManySenders = 64;

    public static async Task RunAsync(BenchmarkCollector collector, byte[][] requests, TimeSpan time, int spansPerRequest)
    {
        await LoadAsync(collector, requests, TimeSpan.FromSeconds(Math.Min(10, time.TotalSeconds)), SteadySenders);
        var steady = await PeakWhileAsync(LoadAsync(collector, requests, TimeSpan.FromSeconds(Math.Min(10, time.TotalSeconds)), SteadySenders));
        var before = Received(collector);
        var load = LoadAsync(collector, requests, time, TooManySenders);
        var peak = await PeakWhileAsync(load);
        var (accepted, refused) = await load;
        await collector.StoredAsync();
        Console.WriteLine($"overload: {accepted} requests accepted, {refused} refused, {steady >> 20} MiB steady, {peak >> 20} MiB peak");
        Measures.AtMost("overload.memory_ratio", peak / (double)steady, 1.25);
        Measures.AtLeast("overload.received_equals_accepted", Received(collector) - before == accepted * (long)spansPerRequest ? 1 : 0, 1);
    }

    private static long Received(BenchmarkCollector collector) =>
        collector.Collector.Counters.Snapshot().GetValueOrDefault($"{IngestCounterNames.Received}.spans");

    private static async Task<(int Accepted, int Refused)> LoadAsync(BenchmarkCollector collector, byte[][] requests, TimeSpan time, int senders)
    {
        var accepted = 0;
        var refused = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, senders).Select(async sender =>
        {
            for (var i = sender; Stopwatch.GetElapsedTime(started) < time; i += senders)
            {
                try
                {
                    await collector.SendAsync(requests[i % requests.Length]);
                    Interlocked.Increment(ref accepted);
                }
                catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        }));
        return (accepted, refused);
    }

    private static async Task<long> PeakWhileAsync(Task load)
    {
        long peak = 0;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!load.IsCompleted)
        {
            using var process = Process.GetCurrentProcess();
            peak = Math.Max(peak, process.WorkingSet64);
            await timer.WaitForNextTickAsync();
        }
        await load;
        return peak;
    }
}
