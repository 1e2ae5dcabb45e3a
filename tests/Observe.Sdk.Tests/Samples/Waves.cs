using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Observe.Functions.Simulation;
using Observe.Samples.Platform;
using Observe.Sdk.Tests.Otlp;

namespace Observe.Sdk.Tests.Samples;

/// <summary>
/// Traffic that is the same each time on a real platform of real processes: waves of requests that are all at work at once. Between and during
/// waves the platform's clock is moved, so that keep-alives of minutes pass at once; the time that instances take to start is real.
/// </summary>
internal sealed class Waves(IReadOnlyList<(TimeSpan Pause, int Size)> waves, TimeSpan work)
{
    private const string Function = "Observe.Samples.Payments";
    private static readonly string Charge =
        JsonSerializer.Serialize(new { order = "o-1", card = "4111111111111111", amount = 25.00m, currency = "EUR" });

    /// <summary>What the platform's functions told of themselves, on the platform's clock.</summary>
    public async Task<IReadOnlyList<PastInvocation>> RunAsync(PlatformOptions options)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var bank = await Loopback.StartAsync(_ => Task.CompletedTask);
        var gate = new Gate();
        await using var store = await Loopback.StartAsync(_ => gate.EnterAsync());
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var moved = new Dictionary<string, (TimeSpan Before, TimeSpan After)>();
        var program = Program(receiver, bank, store);
        var reporter = new FunctionReporter(null, time);
        await using (var pool = new FunctionPool(program, options, reporter, time))
        {
            using var gateway = new FunctionGateway(pool, reporter, time);
            await pool.StartAsync();
            var total = TimeSpan.Zero;
            foreach (var (pause, size) in waves)
            {
                time.Advance(pause);
                total += pause;
                var traces = Enumerable.Range(0, size).Select(_ => ActivityTraceId.CreateRandom().ToHexString()).ToList();
                traces.ForEach(trace => moved[trace] = (total, total + work));
                var all = gate.ExpectAsync(size);
                var answers = Task.WhenAll(traces.Select(trace => SendAsync(gateway, trace)));
                await all;
                time.Advance(work);
                total += work;
                gate.Open();
                Assert.All(await answers, status => Assert.Equal(StatusCodes.Status201Created, status));
            }
        }
        // The instances have ended, and sent all that they had.
        await receiver.WaitForAsync(all => all.Invocations().Count() == moved.Count);
        return [.. receiver.Invocations().Select(piece => piece.Past(moved[piece.TraceId].Before, moved[piece.TraceId].After))];
    }

    private static FunctionProgram Program(OtlpReceiver receiver, Loopback bank, Loopback store) => new("payments", Function, new Dictionary<string, string>
    {
        ["BANK_URL"] = bank.Address.AbsoluteUri,
        ["SHOP_STORE_URL"] = store.Address.AbsoluteUri,
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.AbsoluteUri,
    })
    {
        Folder = PlatformProcess.Folder,
        // On the platform's clock, which is moved on while they work.
        Timeout = TimeSpan.FromDays(1),
    };

    /// <summary>Comes back when the instance is free again.</summary>
    private static async Task<int> SendAsync(FunctionGateway gateway, string trace)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.Path = "/charge";
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Charge));
        context.Request.Headers["traceparent"] = $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01";
        context.Response.Body = new MemoryStream();
        await gateway.ServeAsync(context);
        return context.Response.StatusCode;
    }

    /// <summary>Holds requests back until so many are there, and until it is opened.</summary>
    private sealed class Gate
    {
        private readonly Lock _lock = new();
        private TaskCompletionSource _all = new();
        private TaskCompletionSource _open = new();
        private int _missing;

        public Task ExpectAsync(int count)
        {
            lock (_lock)
            {
                _missing = count;
                _all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return _all.Task;
            }
        }

        public Task EnterAsync()
        {
            lock (_lock)
            {
                if (--_missing == 0)
                {
                    _all.SetResult();
                }
                return _open.Task;
            }
        }

        public void Open() => _open.SetResult();
    }
}
