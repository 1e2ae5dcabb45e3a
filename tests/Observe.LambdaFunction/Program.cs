// The same function three times, for the benchmark "lambda": without telemetry, with OpenTelemetry's own SDK, and with Observe's.
using Observe.LambdaFunction;

return await (Environment.GetEnvironmentVariable("OBSERVE_BENCHMARK_SDK") switch
{
    "none" => PlainLoop.RunAsync(() => Work.Task, () => Task.CompletedTask),
    "opentelemetry" => OpenTelemetryFunction.RunAsync(),
    "observe" => ObserveFunctionRun.RunAsync(),
    var other => throw new InvalidOperationException($"OBSERVE_BENCHMARK_SDK must be none, opentelemetry or observe, not '{other}'."),
});
