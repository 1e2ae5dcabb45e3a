using System.Diagnostics;
using Grpc.Core;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.Storage.Search;
using Observe.Storage.Write;

namespace Observe.Benchmarks.Ingest;

/// <summary>
/// What searches and ingest do to each other: people's searches at 60 % of the sustainable rate against an idle collector, and at the full rate a
/// search that reads everything again and again.
/// </summary>
internal static class SearchUnderLoadBenchmark
{
    private const int Senders = 8;
    private const double Share = .6;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>No index helps, and nothing matches: all of the hour is read.</summary>
    private const string Heavy = "url.path ~ \"(a|b)+c$\" or user_agent.original ~ \"x[0-9]+y$\"";

    private static readonly string[] Light =
        ["service exists", "status = error", "http.response.status_code = 500", "enduser.id = user-77", "duration > 100ms and app.cart.gift = true"];

    public static async Task RunAsync(BenchmarkCollector collector, byte[][] requests, int spansPerRequest, TimeSpan time)
    {
        var received = Received(collector);
        var (alone, sustainable) = await AtFullRateAsync(collector, requests, time, Task.CompletedTask);
        await SearchAsync(collector.Traces, Light, time);
        var idle = await SearchAsync(collector.Traces, Light, time);

        using var pacing = new CancellationTokenSource();
        var paced = AtRateAsync(collector, requests, sustainable * Share, pacing.Token);
        var busy = await SearchAsync(collector.Traces, Light, time);
        await pacing.CancelAsync();
        var accepted = alone + await paced;
        await collector.StoredAsync();

        using var searching = new CancellationTokenSource();
        var heavy = HeavyAsync(collector.Traces, searching.Token);
        var (more, slowed) = await AtFullRateAsync(collector, requests, time, heavy);
        await searching.CancelAsync();
        Console.WriteLine(
            $"searches p95 {idle.P95:0} ms idle, {busy.P95:0} ms at 60 % of {sustainable * spansPerRequest:0} spans/s; "
            + $"beside {await heavy} heavy searches {slowed * spansPerRequest:0} spans/s");
        Measures.AtMost("mixed.search_p95_ratio", busy.P95 / idle.P95, 2);
        Measures.AtLeast("mixed.received_equals_accepted", Received(collector) - received == (accepted + more) * spansPerRequest ? 1 : 0, 1);
    }

    /// <summary>Requests that were accepted, and the rate at which they were stored, a second.</summary>
    private static async Task<(long Accepted, double Rate)> AtFullRateAsync(BenchmarkCollector collector, byte[][] requests, TimeSpan time, Task beside)
    {
        var accepted = 0L;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(async sender =>
        {
            for (var i = sender; Stopwatch.GetElapsedTime(started) < time && !beside.IsFaulted; i += Senders)
            {
                if (await TrySendAsync(collector, requests[i % requests.Length]))
                {
                    Interlocked.Increment(ref accepted);
                }
            }
        }));
        await collector.StoredAsync();
        return (accepted, accepted / Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>Requests at fixed times until it is told to stop; answers how many were accepted.</summary>
    private static async Task<long> AtRateAsync(BenchmarkCollector collector, byte[][] requests, double perSecond, CancellationToken stop)
    {
        var sent = new List<Task<bool>>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var started = Stopwatch.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            while (sent.Count < Stopwatch.GetElapsedTime(started).TotalSeconds * perSecond)
            {
                sent.Add(TrySendAsync(collector, requests[sent.Count % requests.Length]));
            }
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
        return (await Task.WhenAll(sent)).LongCount(isAccepted => isAccepted);
    }

    /// <summary>False when the collector is full.</summary>
    private static async Task<bool> TrySendAsync(BenchmarkCollector collector, byte[] request)
    {
        try
        {
            await collector.SendAsync(request);
            return true;
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable)
        {
            return false;
        }
    }

    private static async Task<Latencies> SearchAsync(ITraceReader traces, string[] searches, TimeSpan time)
    {
        var latencies = new Latencies();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; Stopwatch.GetElapsedTime(started) < time || i < searches.Length; i++)
        {
            await latencies.TimeAsync(() => FindAsync(traces, searches[i % searches.Length], CancellationToken.None));
        }
        return latencies;
    }

    /// <summary>How many came to an end, or to the limit of their time.</summary>
    private static async Task<int> HeavyAsync(ITraceReader traces, CancellationToken stop)
    {
        for (var ended = 0; ; ended++)
        {
            try
            {
                await FindAsync(traces, Heavy, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return ended;
            }
        }
    }

    private static Task<TraceListResult> FindAsync(ITraceReader traces, string search, CancellationToken cancellationToken) => traces.FindAsync(
        new TraceListQuery(TimeRange.Last(Hour, TimeProvider.System), SearchParser.Parse(search).Expression!, 20), cancellationToken);

    private static long Received(BenchmarkCollector collector) =>
        collector.Collector.Counters.Snapshot().GetValueOrDefault($"{IngestCounterNames.Received}.spans");
}
