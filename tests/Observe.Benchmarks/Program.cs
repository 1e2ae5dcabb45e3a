using Observe.Benchmarks;
using Observe.Benchmarks.Ingest;
using Observe.Benchmarks.Lambda;
using Observe.Benchmarks.Layout;
using Observe.Benchmarks.Pages;
using Observe.Benchmarks.Simulation;
using Observe.Benchmarks.Storage;

var commands = new Dictionary<string, Func<BenchmarkArguments, Task>>(StringComparer.Ordinal)
{
    ["ingest"] = IngestBenchmark.RunAsync,
    ["mixed"] = IngestBenchmark.RunMixedAsync,
    ["storage"] = StorageBenchmark.RunAsync,
    ["firsts"] = FirstInvocationsBenchmark.RunAsync,
    ["functions"] = FunctionsBenchmark.RunAsync,
    ["lambda"] = LambdaBenchmark.RunAsync,
    ["layout"] = LayoutBenchmark.RunAsync,
    ["ui"] = UiBenchmark.RunAsync,
    ["whatif"] = WhatIfBenchmark.RunAsync,
};

if (args.Length == 0 || !commands.TryGetValue(args[0], out var run))
{
    Console.Error.WriteLine($"usage: Observe.Benchmarks {string.Join('|', commands.Keys)} [--full] [--smoke]");
    return 2;
}
await run(new BenchmarkArguments(args[1..]));
return 0;
