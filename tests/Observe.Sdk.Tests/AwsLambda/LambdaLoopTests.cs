using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Observe.Samples.Platform.Lambda;
using Observe.Sdk.AwsLambda;
using Observe.Sdk.Tests.Otlp;

namespace Observe.Sdk.Tests.AwsLambda;

public sealed class LambdaLoopTests : IAsyncLifetime
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly LambdaHandler Echo = (payload, _, _) => Task.FromResult(payload);

    private OtlpReceiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    [Fact]
    public async Task RunAsync_Event_AnswersBeforeAnySpanLeavesAndWithoutWaitingForTheCollector()
    {
        var begun = new TaskCompletionSource<Task<FunctionAnswer>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var early = 0;
        _receiver.Behaviour = async context =>
        {
            var answer = await begun.Task;
            if (context.Request.Path == "/v1/traces")
            {
                early += answer.IsCompleted ? 0 : 1;
            }
            else
            {
                // The start record, under way while the handler works: it hangs until the caller has its answer.
                await answer.WaitAsync(Patience);
            }
            return StatusCodes.Status200OK;
        };
        await using var observe = SomeFunction.Start(_receiver.Endpoint);
        await using var runtime = await SomeRuntime.StartAsync(observe, Echo);

        var answer = runtime.InvokeAsync("r-1", """{"a":1}""");
        begun.SetResult(answer);

        Assert.Equal("""{"a":1}""", Encoding.UTF8.GetString((await answer).Payload.Span));
        await runtime.WhenIdleAsync();
        Assert.Equal(0, early);
        // Asked for the next event, after which it may be frozen: nothing is left to send.
        Assert.Equal((1, 1), (_receiver.Spans.Count, _receiver.Logs.Count));
    }

    [Fact]
    public async Task RunAsync_Event_SaysWhatLambdaSaid()
    {
        LambdaInvocation? seen = null;
        await using var observe = SomeFunction.Start(_receiver.Endpoint);
        await using var runtime = await SomeRuntime.StartAsync(observe, (payload, invocation, _) =>
        {
            seen = invocation;
            return Task.FromResult(payload);
        });
        var request = SomeRuntime.Request("r-1", trace: $"Root=1-{Trace[..8]}-{Trace[8..]};Parent=b7ad6b7169203331;Sampled=1");

        await runtime.Endpoint.InvokeAsync(request);
        await runtime.WhenIdleAsync();

        Assert.Equal(("r-1", request.Deadline.ToUnixTimeMilliseconds()), (seen!.RequestId, seen.Deadline.ToUnixTimeMilliseconds()));
        var span = Assert.Single(_receiver.Spans);
        Assert.Equal((Trace, "b7ad6b7169203331", 2), (span.TraceId.Hex(), span.ParentSpanId.Hex(), span.Kind));
        var attributes = span.Attributes.Plain();
        Assert.Equal(("r-1", "other", true), (attributes["faas.invocation_id"], attributes["faas.trigger"], attributes["faas.coldstart"]));
        var start = Assert.Single(_receiver.Logs).Attributes.Plain();
        Assert.Equal(seen.Deadline.ToUnixTimeMilliseconds() * 1_000_000, start["observe.deadline_unix_nano"]);
        // Of the same function in the same account, by whichever of them it is known.
        Assert.Equal("arn:aws:lambda:eu-central-1:000000000000:function:orders", attributes["aws.lambda.invoked_arn"]);
        Assert.Equal(attributes["aws.lambda.invoked_arn"], start["aws.lambda.invoked_arn"]);
    }

    [Fact]
    public async Task RunAsync_HandlerThrows_CallerAndSpanAreToldAndTheNextEventIsServed()
    {
        await using var observe = SomeFunction.Start(_receiver.Endpoint);
        await using var runtime = await SomeRuntime.StartAsync(observe, (payload, invocation, _) =>
            invocation.RequestId == "r-1" ? throw new TimeoutException("bank") : Task.FromResult(payload));

        var failed = await runtime.InvokeAsync("r-1");
        await runtime.WhenIdleAsync();
        var served = await runtime.InvokeAsync("r-2");
        await runtime.WhenIdleAsync();

        Assert.Equal(("TimeoutException", "bank"), (failed.Error!.ErrorType, failed.Error.ErrorMessage));
        using var told = JsonDocument.Parse(failed.Payload);
        Assert.Contains("LambdaLoopTests", told.RootElement.GetProperty("stackTrace")[0].GetString(), StringComparison.Ordinal);
        Assert.Null(served.Error);
        var span = Assert.Single(_receiver.Spans, s => s.Status?.Code == 2);
        Assert.Equal(("r-1", "System.TimeoutException"), (span.Attributes.Plain()["faas.invocation_id"], span.Attributes.Plain()["error.type"]));
    }

    [Fact]
    public async Task RunAsync_AnswerTooLarge_CallerIsToldSo()
    {
        await using var observe = SomeFunction.Start(_receiver.Endpoint);
        await using var runtime = await SomeRuntime.StartAsync(observe, (_, _, _) => Task.FromResult<ReadOnlyMemory<byte>>(new byte[7 << 20]));

        Assert.Equal("Function.ResponseSizeTooLarge", (await runtime.InvokeAsync("r-1")).Error!.ErrorType);
        await runtime.WhenIdleAsync();
    }

    [Fact]
    public async Task RunAsync_DeadlineComesNear_HandlerThatListensStillAnswers()
    {
        await using var observe = SomeFunction.Start(_receiver.Endpoint);
        await using var runtime = await SomeRuntime.StartAsync(observe, async (payload, _, cancellation) =>
        {
            await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return payload;
        });

        var deadline = TimeProvider.System.GetUtcNow().AddMilliseconds(700);
        var answer = await runtime.Endpoint.InvokeAsync(SomeRuntime.Request("r-1") with { Deadline = deadline }).WaitAsync(Patience);

        Assert.Null(answer.Error);
    }

    [Fact]
    public async Task RunAsync_InitialisationFails_LambdaAndTheLogAreTold()
    {
        var observe = SomeFunction.Start(_receiver.Endpoint);
        await using var runtime = await SomeRuntime.StartAsync(observe, Task<LambdaHandler> (_) => throw new InvalidOperationException("no table"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => runtime.Running);
        await observe.DisposeAsync();

        var told = await Assert.ThrowsAsync<FunctionStartException>(runtime.WhenIdleAsync);
        Assert.Equal(("InvalidOperationException", "no table"), (told.Error.ErrorType, told.Error.ErrorMessage));
        Assert.Contains(_receiver.Logs, log => log.Body.StringValue == "Initialisation failed" && log.Attributes.Plain()["exception.message"] is "no table");
    }

    [Fact]
    public async Task RunAsync_ManyAtOnce_EachEventHasItsOwnContext()
    {
        var (all, running) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        await using var observe = SomeFunction.Start(_receiver.Endpoint);
        await using var runtime = await SomeRuntime.StartAsync(
            observe,
            async (payload, invocation, _) =>
            {
                if (Interlocked.Increment(ref running) == 8)
                {
                    all.SetResult();
                }
                await all.Task;
                observe.Logger.Information("Event {Event}", invocation.RequestId);
                return payload;
            },
            concurrency: 8);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => runtime.InvokeAsync($"r-{i}")));
        await _receiver.WaitForAsync(r => r.Spans.Count == 8 && r.Logs.Count(l => l.EventName.Length == 0) == 8);

        Assert.Single(_receiver.Spans, s => s.Attributes.Plain()["faas.coldstart"] is true);
        Assert.All(_receiver.Logs.Where(l => l.EventName.Length == 0), log => Assert.Equal(
            log.Attributes.Plain()["Event"], Assert.Single(_receiver.Spans, s => s.SpanId == log.SpanId).Attributes.Plain()["faas.invocation_id"]));
    }

    [Fact]
    public async Task RunAsync_NotStartedByLambda_SaysSo()
    {
        await using var observe = SomeFunction.Start(_receiver.Endpoint);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => LambdaLoop.RunAsync(observe, Echo));

        Assert.Contains("AWS_LAMBDA_RUNTIME_API", refused.Message, StringComparison.Ordinal);
    }
}
