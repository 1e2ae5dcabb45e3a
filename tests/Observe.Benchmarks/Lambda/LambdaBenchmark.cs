using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using Observe.Samples.Platform;
using Observe.Samples.Platform.Lambda;

namespace Observe.Benchmarks.Lambda;

/// <summary>
/// What the SDK costs a function on Lambda: the same function without telemetry, with OpenTelemetry's own SDK and with Observe's, without and with the platform's
/// records, as processes at the Runtime API of the sample platform. <c>--program FILE</c> measures one that was compiled ahead of time.
/// </summary>
internal static class LambdaBenchmark
{
    private const string Records = "with records";

    private static readonly string[] Kinds = ["none", "opentelemetry", "observe", Records];

    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var (starts, invocations) = arguments.Smoke ? (2, 100) : (15, 3_000);
        var program = arguments.Text("program") ?? BuiltProgram();
        await using var collector = await CollectorSink.StartAsync();
        var ready = Kinds.ToDictionary(kind => kind, _ => new Latencies());
        var first = Kinds.ToDictionary(kind => kind, _ => new Latencies());
        // In turn, so that what the machine does beside it meets all of them.
        for (var start = 0; start <= starts; start++)
        {
            foreach (var kind in Kinds)
            {
                await using var function = await FunctionUnderTest.StartAsync(program, kind, collector.Address);
                var answered = await function.InvokeAsync(start);
                if (start > 0)
                {
                    ready[kind].Add(function.Ready.TotalMilliseconds);
                    first[kind].Add(answered.TotalMilliseconds);
                }
            }
        }
        var runs = new Dictionary<string, FunctionRun>();
        foreach (var kind in Kinds)
        {
            runs[kind] = await FunctionRun.MeasureAsync(program, kind, collector, invocations);
        }
        foreach (var kind in Kinds)
        {
            var run = runs[kind];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{kind,-14} start p50 {ready[kind].P50,6:0} ms (+{ready[kind].P50 - ready["none"].P50:0}), first answer {first[kind].P50,5:0} ms; an invocation: "
                + $"answer p50 {run.Answer.P50 * 1_000,5:0} us, CPU {run.CpuMicroseconds,5:0} us (+{run.CpuMicroseconds - runs["none"].CpuMicroseconds:0}), sent {run.Bytes,5} bytes; memory {run.MemoryMegabytes} MB"));
        }
        foreach (var redacts in new[] { true, false })
        {
            var (flushed, batched) = (await SdkCpu.MeasureAsync(invocations * 4, true, redacts), await SdkCpu.MeasureAsync(invocations * 4, false, redacts));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"without the network, just in time, {(redacts ? "with" : "without")} redaction: CPU of an invocation {batched:0} us (wanted: at most 50), and {flushed:0} us when each is flushed"));
        }
    }

    private static string BuiltProgram() => typeof(LambdaBenchmark).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "LambdaFunctionPath").Value!;

    /// <summary>Many invocations of one process, after its code has been compiled well.</summary>
    private sealed record FunctionRun(Latencies Answer, double CpuMicroseconds, long Bytes, long MemoryMegabytes)
    {
        private const int WarmUp = 500;

        public static async Task<FunctionRun> MeasureAsync(string program, string kind, CollectorSink collector, int invocations)
        {
            await using var function = await FunctionUnderTest.StartAsync(program, kind, collector.Address);
            for (var number = 0; number < WarmUp; number++)
            {
                await function.InvokeAsync(number);
            }
            var answer = new Latencies();
            var (cpu, bytes) = (function.Cpu, collector.Bytes);
            for (var number = 0; number < invocations; number++)
            {
                answer.Add((await function.InvokeAsync(WarmUp + number)).TotalMilliseconds);
            }
            return new FunctionRun(answer, (function.Cpu - cpu).TotalMicroseconds / invocations, (collector.Bytes - bytes) / invocations, function.MemoryMegabytes);
        }
    }

    private sealed class FunctionUnderTest : IAsyncDisposable
    {
        private static readonly ReadOnlyMemory<byte> Payload = Encoding.UTF8.GetBytes("""{"detail-type":"Scheduled Event","detail":{}}""");

        private readonly Process _process;
        private readonly RuntimeEndpoint _endpoint;

        private FunctionUnderTest(Process process, RuntimeEndpoint endpoint) => (_process, _endpoint) = (process, endpoint);

        /// <summary>From the start of the process until it asked for its first event.</summary>
        public TimeSpan Ready { get; private set; }

        public TimeSpan Cpu
        {
            get
            {
                _process.Refresh();
                return _process.TotalProcessorTime;
            }
        }

        public long MemoryMegabytes => _process.WorkingSet64 >> 20;

        public static async Task<FunctionUnderTest> StartAsync(string program, string kind, string collector)
        {
            var endpoint = await RuntimeEndpoint.StartAsync(new FunctionProgram("orders", "", new Dictionary<string, string>()), TimeProvider.System);
            var start = program.EndsWith(".dll", StringComparison.Ordinal) ? new ProcessStartInfo("dotnet", [program]) : new ProcessStartInfo(program);
            start.Environment["OBSERVE_BENCHMARK_SDK"] = kind == Records ? "observe" : kind;
            start.Environment["OBSERVE_PLATFORM_RECORDS"] = kind == Records ? "true" : "false";
            start.Environment["AWS_LAMBDA_RUNTIME_API"] = endpoint.Address;
            start.Environment["AWS_LAMBDA_FUNCTION_NAME"] = "orders";
            start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector;
            var begun = Stopwatch.GetTimestamp();
            var function = new FunctionUnderTest(Process.Start(start)!, endpoint);
            await endpoint.WhenIdleAsync();
            function.Ready = Stopwatch.GetElapsedTime(begun);
            return function;
        }

        /// <summary>Comes back when the function has asked for the next event; the time is that of the answer.</summary>
        public async Task<TimeSpan> InvokeAsync(int number)
        {
            var begun = Stopwatch.GetTimestamp();
            await _endpoint.InvokeAsync(new RuntimeRequest($"r-{number}", Payload, TimeProvider.System.GetUtcNow().AddMinutes(1), null));
            var answered = Stopwatch.GetElapsedTime(begun);
            await _endpoint.WhenIdleAsync();
            if (_endpoint.Extensions.Telemetry is { } telemetry)
            {
                await TellAsync(telemetry, $"r-{number}");
            }
            return answered;
        }

        /// <summary>What a platform says of each invocation, before the next one.</summary>
        private static async Task TellAsync(TelemetrySubscription telemetry, string requestId)
        {
            var metrics = new { durationMs = 1.234, billedDurationMs = 2, memorySizeMB = 512, maxMemoryUsedMB = 71 };
            foreach (var type in (string[])["platform.start", "platform.runtimeDone", "platform.report"])
            {
                telemetry.TryAdd(type, PlatformTelemetry.Serialize(TimeProvider.System.GetUtcNow(), type, new { requestId, status = "success", metrics }));
            }
            await telemetry.FlushAsync();
        }

        public async ValueTask DisposeAsync()
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
            await _endpoint.DisposeAsync();
        }
    }
}
