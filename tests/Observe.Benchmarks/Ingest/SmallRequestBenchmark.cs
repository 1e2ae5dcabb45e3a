using System.Diagnostics;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Observe.Collector.Journal;

namespace Observe.Benchmarks.Ingest;

/// <summary>
/// One invocation's spans a request, answered when they are durable, beside a gRPC service on the same Kestrel that answers
/// nothing to nothing.
/// </summary>
internal static class SmallRequestBenchmark
{
    private const int Senders = 64;

    /// <summary>So many rounds pass until the code has been compiled for good: on two busy cores the compiler's own thread waits, too.</summary>
    private const int RoundsToWarmUp = 3;

    public static async Task RunAsync(BenchmarkCollector collector, byte[][] requests, TimeSpan time, int rounds)
    {
        await using var echo = await EchoAsync();
        using var channel = BenchmarkCollector.Channel(echo.Urls.First());
        var invoker = channel.CreateCallInvoker();
        var method = BenchmarkCollector.Method("Echo", "Echo");
        async Task Echo(byte[] _) => await invoker.AsyncUnaryCall(method, null, default, []);

        var results = new List<(double Export, double Echo)>();
        for (var round = -RoundsToWarmUp; round < rounds; round++)
        {
            var result = (await RateAsync(requests, time, collector.SendAsync), await RateAsync(requests, time, Echo));
            if (round >= 0)
            {
                results.Add(result);
            }
        }
        var rate = Measures.Median(results.Select(result => result.Export));
        Console.WriteLine($"small requests {rate:0}/s, echo {Measures.Median(results.Select(result => result.Echo)):0}/s");
        Measures.AtLeast("small.ratio_to_echo", Measures.Median(results.Select(result => result.Export / result.Echo)), .6);

        var export = Measures.Percentile(await LatenciesAsync(requests, time, rate / 2, collector.SendAsync), .99);
        var empty = Measures.Percentile(await LatenciesAsync(requests, time, rate / 2, Echo), .99);
        var sync = Measures.Percentile(SyncMilliseconds(collector.Folder), .99);
        Console.WriteLine($"at half load p99 {export:0.0} ms, echo {empty:0.0} ms, fdatasync p99 {sync:0.0} ms");
        Measures.AtMost("small.p99_milliseconds", export, empty + (3 * sync));
    }

    private static async Task<double> RateAsync(byte[][] requests, TimeSpan time, Func<byte[], Task> send)
    {
        var count = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(async sender =>
        {
            for (var i = sender; Stopwatch.GetElapsedTime(started) < time; i += Senders)
            {
                await send(requests[i % requests.Length]);
                Interlocked.Increment(ref count);
            }
        }));
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Requests at fixed times, whether or not the former ones were answered.</summary>
    private static async Task<IReadOnlyList<double>> LatenciesAsync(byte[][] requests, TimeSpan time, double perSecond, Func<byte[], Task> send)
    {
        var waiting = new List<Task<double>>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) is var elapsed && elapsed < time)
        {
            while (waiting.Count < elapsed.TotalSeconds * perSecond)
            {
                waiting.Add(TimedAsync(requests[waiting.Count % requests.Length], send));
            }
            await timer.WaitForNextTickAsync();
        }
        return await Task.WhenAll(waiting);
    }

    private static async Task<double> TimedAsync(byte[] request, Func<byte[], Task> send)
    {
        var started = Stopwatch.GetTimestamp();
        await send(request);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static List<double> SyncMilliseconds(string folder)
    {
        var disk = new JournalDisk();
        using var file = disk.Create(Path.Combine(folder, "sync-probe"));
        var bytes = new byte[8 * 1024];
        var times = new List<double>();
        for (var i = 0; i < 300; i++)
        {
            disk.Write(file, bytes, i * (long)bytes.Length);
            var started = Stopwatch.GetTimestamp();
            disk.Sync(file);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        return times;
    }

    private static async Task<WebApplication> EchoAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRouting();
        builder.Services.AddGrpc();
        var application = builder.Build();
        application.UseRouting();
        application.MapGrpcService<EchoService>();
        await application.StartAsync();
        return application;
    }

    [BindServiceMethod(typeof(EchoBase), nameof(EchoBase.Bind))]
    internal abstract class EchoBase
    {
        public abstract Task<byte[]> Echo(byte[] request, ServerCallContext context);

        public static void Bind(ServiceBinderBase binder, EchoBase? service) =>
            binder.AddMethod(BenchmarkCollector.Method("Echo", "Echo"), service is null ? null : service.Echo);
    }

    internal sealed class EchoService : EchoBase
    {
        public override Task<byte[]> Echo(byte[] request, ServerCallContext context) => Task.FromResult(request);
    }
}
