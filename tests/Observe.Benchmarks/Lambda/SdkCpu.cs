using System.Net;
using Microsoft.Extensions.Logging;
using Observe.Sdk;

namespace Observe.Benchmarks.Lambda;

/// <summary>What an invocation with one span and two log records takes of the processor in the SDK alone: up to the bytes of its requests, which a handler takes at once that sends nothing.</summary>
internal static partial class SdkCpu
{
    /// <param name="flushes">Each invocation's telemetry is sent with it; otherwise in batches, as between invocations that run at once.</param>
    /// <param name="redacts">Secrets are looked for, as by default.</param>
    /// <returns>Microseconds an invocation, all threads of the process together.</returns>
    public static async Task<double> MeasureAsync(int invocations, bool flushes, bool redacts)
    {
        await using var observe = ObserveFunction.Start(options =>
        {
            options.ServiceName = "orders";
            options.FlushTimeout = TimeSpan.FromSeconds(10);
            options.Redaction.Enabled = redacts;
            options.Network = static () => new Nowhere();
        });
        var logger = observe.LoggerFactory.CreateLogger("Observe.LambdaFunction");
        await RunAsync(observe, logger, invocations / 4, flushes);
        var before = ProcessCpu.Seconds;
        await RunAsync(observe, logger, invocations, flushes);
        await observe.FlushAsync();
        return (ProcessCpu.Seconds - before) * 1e6 / invocations;
    }

    private static async Task RunAsync(ObserveFunction observe, ILogger logger, int invocations, bool flushes)
    {
        for (var number = 0; number < invocations; number++)
        {
            var invocation = new FunctionInvocation { InvocationId = "r-1", Deadline = DateTimeOffset.MaxValue };
            await observe.RunAsync(invocation, () =>
            {
                Taken(logger, number);
                Placed(logger, number);
                return Task.FromResult(number);
            });
            // Nothing may be dropped: that would cost less.
            if (flushes || number % 500 == 499)
            {
                await observe.FlushAsync();
            }
        }
        if (observe.Dropped != default)
        {
            throw new InvalidOperationException($"Dropped: {observe.Dropped}.");
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Order {Number} taken")]
    private static partial void Taken(ILogger logger, int number);

    [LoggerMessage(2, LogLevel.Information, "Order {Number} placed")]
    private static partial void Placed(ILogger logger, int number);

    private sealed class Nowhere : HttpMessageHandler
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => new(HttpStatusCode.OK);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(Send(request, cancellationToken));
    }
}
