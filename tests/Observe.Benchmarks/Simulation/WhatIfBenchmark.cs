using System.Diagnostics;
using Observe.Functions.Cost;
using Observe.Functions.Invocations;
using Observe.Functions.Simulation;
using Observe.Storage.Read;

namespace Observe.Benchmarks.Simulation;

/// <summary>How long a replay takes, and a whole answer: the proof and some sixty other settings.</summary>
internal static class WhatIfBenchmark
{
    private const long Second = 1_000_000_000;
    private const int Runs = 5;

    public static Task RunAsync(BenchmarkArguments arguments)
    {
        var arrivals = arguments.Smoke ? 100_000 : 1_000_000;
        var past = Past(arrivals);
        var window = new SimulationWindow(past[0].StartUnixNanoseconds, past[^1].EndUnixNanoseconds);
        var settings = new PlatformSettings { KeepAlive = TimeSpan.FromMinutes(10) };
        var workload = Workload.Of(past);
        Measures.AtMost($"whatif_prepare_{arrivals}_ms", Time(() => Workload.Of(past)), 1_000);
        Measures.AtMost($"whatif_replay_{arrivals}_ms", Time(() => PlatformSimulator.Run(workload, settings, window, 1, wantsQuantiles: false)), 500);
        Measures.AtMost($"whatif_replay_with_quantiles_{arrivals}_ms", Time(() => PlatformSimulator.Run(workload, settings, window, 1)), 500);

        var history = History(Past(InvocationHistoryQuery.DefaultLimit));
        var simulator = new WhatIfSimulator(new CostCalculator(PriceBook.BuiltIn));
        Measures.AtMost($"whatif_answer_{InvocationHistoryQuery.DefaultLimit}_ms", Time(() => simulator.Answer(history, new WhatIfQuestion())), 3_000);
        return Task.CompletedTask;
    }

    private static double Time<T>(Func<T> work) => Measures.Median(Enumerable.Range(0, Runs + 1).Select(_ =>
    {
        var started = Stopwatch.GetTimestamp();
        GC.KeepAlive(work());
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }).Skip(1).ToList());

    /// <summary>Fifty a second at random that take 0.3 s on average: as a platform of the model serves them, so that the proof holds.</summary>
    private static List<PastInvocation> Past(int count)
    {
        var random = new Random(1);
        var (at, requests) = (0.0, new List<PastInvocation>(count));
        for (var i = 0; i < count; i++)
        {
            at += -Math.Log(1 - random.NextDouble()) / 50;
            var start = (1_795_392_000 * Second) + (long)(at * Second);
            requests.Add(new PastInvocation(start, start + (long)(-Math.Log(1 - random.NextDouble()) * 0.3 * Second), 0, InitClass.Warm, InvocationOutcome.Ok));
        }
        var cold = PlatformSimulator.Run(
            Workload.Of(requests), new PlatformSettings { KeepAlive = TimeSpan.FromMinutes(10) }, new SimulationWindow(0, long.MaxValue), 1).ColdArrivals.ToHashSet();
        return [.. requests.Select(past => cold.Contains(past.StartUnixNanoseconds) ? past with { InitClass = InitClass.Cold } : past)];
    }

    private static InvocationHistory History(List<PastInvocation> past) => new()
    {
        Function = new FunctionIdentity("aws", "1", "us-east-1", "", "busy"),
        Platform = "aws_lambda",
        MemoryBytes = 1L << 30,
        Window = new SimulationWindow(past[0].StartUnixNanoseconds, past[^1].EndUnixNanoseconds),
        Invocations = past,
        Started = past.Count,
    };
}
