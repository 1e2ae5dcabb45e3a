using System.Text;
using Microsoft.AspNetCore.Http;
using Observe.Samples.Platform;
using Observe.Sdk.AwsLambda;
using Observe.Sdk.Tests.Otlp;

namespace Observe.Sdk.Tests.AwsLambda.Records;

/// <summary>The loop in this process, which is told what the platform says of it.</summary>
public sealed class RecordSubscriptionTests : IAsyncLifetime
{
    private static readonly LambdaHandler Echo = (payload, _, _) => Task.FromResult(payload);

    private OtlpReceiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    [Fact]
    public async Task RunAsync_RecordsCome_GoOnWithTheNextFlushAsTheyAre()
    {
        await using var observe = SomeFunction.Start(_receiver.Endpoint, o => o.ApiKey = "key-1");
        await using var runtime = await SomeRuntime.StartAsync(observe, Echo);
        await runtime.WhenIdleAsync();

        await TellAsync(runtime, """{"time":"2026-01-01T00:00:00Z","type":"platform.report","record":{"requestId":"r-0","metrics":{"maxMemoryUsedMB":61}}}""");
        await runtime.InvokeAsync("r-1");
        await runtime.WhenIdleAsync();

        var record = Assert.Single(_receiver.PlatformRecords);
        Assert.Equal(("checkout", "r-0", 61), (record.Function, record.Text("requestId"), record.Metric("maxMemoryUsedMB")));
        Assert.Equal("key-1", _receiver.LastApiKey);
        // The account that Lambda named at the registration: without it the records would be of another function than the spans.
        Assert.Contains("cloud.account.id=000000000000", _receiver.LastRecordQuery["resource"].ToString(), StringComparison.Ordinal);
        Assert.Equal(_receiver.Resource["faas.instance"], _receiver.LastRecordQuery["instance"].ToString());
    }

    [Fact]
    public async Task RunAsync_CollectorOfAnotherKind_OnlyTheRecordsAreLost()
    {
        var asked = 0;
        _receiver.Behaviour = context =>
        {
            var isRecord = context.Request.Path == "/v1/lambda/telemetry";
            asked += isRecord ? 1 : 0;
            return Task.FromResult(isRecord ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
        };
        await using var observe = SomeFunction.Start(_receiver.Endpoint);
        await using var runtime = await SomeRuntime.StartAsync(observe, Echo);
        await runtime.WhenIdleAsync();

        for (var number = 0; number < 3; number++)
        {
            if (runtime.Endpoint.Extensions.Telemetry!.TryAdd("platform.start", "{}"u8.ToArray()))
            {
                await runtime.Endpoint.Extensions.Telemetry.FlushAsync();
            }
            await runtime.InvokeAsync($"r-{number}");
            await runtime.WhenIdleAsync();
        }

        Assert.Equal((3, 3), (_receiver.Spans.Count, _receiver.Logs.Count));
        Assert.Equal(new DroppedTelemetry(0, 0, 0), observe.Dropped);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task RunAsync_MoreThanMayWait_DropsThemAndSaysHowMany()
    {
        await using var observe = SomeFunction.Start(_receiver.Endpoint, o => o.MaxQueueLength = 16);
        await using var runtime = await SomeRuntime.StartAsync(observe, Echo);
        await runtime.WhenIdleAsync();

        await TellAsync(runtime, [.. Enumerable.Repeat("""{"type":"platform.start","record":{}}""", 20)]);
        await runtime.InvokeAsync("r-1");
        await runtime.WhenIdleAsync();

        Assert.Equal(17, _receiver.PlatformRecords.Count);
        var dropped = Assert.Single(_receiver.PlatformRecords, record => record.Type == "platform.logsDropped");
        Assert.Equal(4, dropped.Body.GetProperty("droppedRecords").GetInt64());
    }

    [Fact]
    public async Task RunAsync_NotWanted_DoesNotAsk()
    {
        await using var observe = SomeFunction.Start(_receiver.Endpoint, o => o.PlatformRecords = false);
        await using var runtime = await SomeRuntime.StartAsync(observe, Echo);
        await runtime.WhenIdleAsync();

        Assert.Null(runtime.Endpoint.Extensions.Telemetry);
    }

    [Theory]
    [InlineData(StatusCodes.Status202Accepted)]
    [InlineData(StatusCodes.Status403Forbidden)]
    [InlineData(StatusCodes.Status404NotFound)]
    public async Task RunAsync_LambdaHasNoRecords_ServesAllTheSame(int status)
    {
        var (events, waits) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var answered = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var emulator = await Loopback.StartAsync(async context =>
        {
            switch (context.Request.Path.Value)
            {
                case "/2020-01-01/extension/register":
                    context.Response.Headers["Lambda-Extension-Identifier"] = "e-1";
                    break;
                case "/2022-07-01/telemetry":
                    context.Response.StatusCode = status;
                    break;
                case "/2018-06-01/runtime/invocation/r-1/response":
                    answered.SetResult(await new StreamReader(context.Request.Body).ReadToEndAsync());
                    break;
                case "/2018-06-01/runtime/invocation/next" when Interlocked.Increment(ref events) == 1:
                    // The extension waits, too: it has got over the refusal.
                    await waits.Task;
                    context.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = "r-1";
                    context.Response.Headers["Lambda-Runtime-Deadline-Ms"] = $"{TimeProvider.System.GetUtcNow().AddMinutes(1).ToUnixTimeMilliseconds()}";
                    await context.Response.WriteAsync("{}");
                    break;
                default:
                    waits.TrySetResult();
                    await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    break;
            }
        });
        await using var observe = SomeFunction.Start(_receiver.Endpoint);
        using var ending = new CancellationTokenSource();
        var running = LambdaLoop.RunAsync(
            observe, _ => Task.FromResult(Echo), name => name == "AWS_LAMBDA_RUNTIME_API" ? emulator.Address.Authority : null, TimeProvider.System, ending.Token);

        Assert.Equal("{}", await answered.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        await _receiver.WaitForAsync(all => all.Spans.Count == 1);
        await ending.CancelAsync();
        await running;
    }

    private static async Task TellAsync(SomeRuntime runtime, params string[] records)
    {
        var telemetry = runtime.Endpoint.Extensions.Telemetry!;
        Assert.All(records, record => Assert.True(telemetry.TryAdd("platform.report", Encoding.UTF8.GetBytes(record))));
        await telemetry.FlushAsync();
    }
}
