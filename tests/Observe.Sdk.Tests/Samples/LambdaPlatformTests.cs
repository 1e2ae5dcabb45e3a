using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;
using Observe.Samples.Platform;
using Observe.Samples.Platform.Lambda;
using Observe.Sdk.Tests.Otlp;

namespace Observe.Sdk.Tests.Samples;

/// <summary>A real process in the shape of Lambda: it asks for its events, and is frozen when it has asked.</summary>
public sealed class LambdaPlatformTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const int Freezes = 1_000;

    [Fact]
    public async Task Invoke_ManyTimesFrozenAfterEach_NoSpanAndNoLogIsLost()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var warehouse = await SomeWarehouse.OpenAsync(receiver.Endpoint);

        int? process = null;
        for (var number = 0; number < Freezes; number++)
        {
            var run = await warehouse.BeginAsync(number);
            Assert.Equal("""{"batchItemFailures":[]}""", Encoding.UTF8.GetString((await run.Answer).Payload.Span));
            await run.Served;
            process ??= InstanceProcesses.SendingTo(receiver.Endpoint).Single().Id;
            Assert.True(IsFrozen(process.Value));
        }
        await warehouse.DisposeAsync();

        // One span for the invocation, one for its message, and one for each of the two calls; the start record and a line of its own.
        Assert.Equal(4 * Freezes, receiver.Spans.Count);
        Assert.Equal(2 * Freezes, receiver.Logs.Count);
        var invocations = receiver.Spans.Select(span => span.Attributes.Plain()).Where(span => span.ContainsKey("faas.invocation_id")).ToList();
        Assert.Equal(Freezes, invocations.Select(span => span["faas.invocation_id"]).Distinct().Count());
        var cold = Assert.Single(invocations, span => span["faas.coldstart"] is true);
        Assert.Equal(("r-0", "on-demand", "pubsub"), (cold["faas.invocation_id"], cold["observe.init_type"], cold["faas.trigger"]));
        // The platform names the same instance, and knows the same initialisation, though it does not measure it at the same ends.
        var report = Assert.Single(receiver.PlatformRecords, record => record.Type == "platform.initReport");
        Assert.Equal(cold["faas.instance"], report.Instance);
        Assert.InRange((double)cold["faas.init_duration"]! * 1_000, report.Metric("durationMs") * 0.5, (report.Metric("durationMs") * 1.2) + 100);
        Assert.Equal(Freezes, receiver.PlatformRecords.Count(record => record.Type == "platform.report" && record.Text("status") == "success"));
    }

    [Fact]
    public async Task Invoke_Provisioned_IsNoColdStartThatAnybodyWaitedFor()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var warehouse = await SomeWarehouse.OpenAsync(receiver.Endpoint, new PlatformOptions { Provisioned = 1 });

        await warehouse.Fulfilment.StartAsync();
        Assert.True(IsFrozen(InstanceProcesses.SendingTo(receiver.Endpoint).Single().Id));
        await (await warehouse.BeginAsync(1)).Served;
        await warehouse.DisposeAsync();

        var span = Assert.Single(receiver.Spans.Select(span => span.Attributes.Plain()), span => span.ContainsKey("faas.invocation_id"));
        Assert.Equal((true, "provisioned-concurrency"), (span["faas.coldstart"], span["observe.init_type"]));
    }

    [Theory]
    [InlineData("KILL", "Runtime.ExitError", "error")]
    [InlineData("STOP", "Sandbox.Timedout", "timeout")]
    public async Task Invoke_ProcessDiesUnderIt_StartRecordWithItsDeadlineIsThere(string signal, string errorType, string status)
    {
        var atWork = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var warehouse = await SomeWarehouse.OpenAsync(
            receiver.Endpoint,
            carrier: context =>
            {
                atWork.TrySetResult();
                return Task.Delay(Timeout.Infinite, context.RequestAborted);
            },
            timeout: TimeSpan.FromSeconds(signal == "STOP" ? 3 : 60));

        var run = await warehouse.BeginAsync(1);
        await atWork.Task.WaitAsync(Patience);
        await receiver.WaitForAsync(all => all.Logs.Count > 0);
        InstanceProcesses.Signal(InstanceProcesses.SendingTo(receiver.Endpoint).Single().Id, signal);
        var answer = await run.Answer.WaitAsync(Patience);
        await run.Served;
        await warehouse.DisposeAsync();

        Assert.Equal(errorType, answer.Error!.ErrorType);
        Assert.Empty(receiver.Spans);
        var start = Assert.Single(receiver.Logs);
        Assert.Equal("observe.invocation.started", start.EventName);
        Assert.Equal("r-1", start.Attributes.Plain()["faas.invocation_id"]);
        Assert.True(start.Attributes.Plain()["observe.deadline_unix_nano"] is long);
        Assert.Equal(status, Assert.Single(receiver.PlatformRecords, record => record.Type == "platform.report").Text("status"));
    }

    [Fact]
    public async Task Invoke_VersionThatLeaks_ClimbsUntilItIsKilledAndTheNextInstanceBeginsAnew()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var warehouse = await SomeWarehouse.OpenAsync(receiver.Endpoint, change: program => program with
        {
            Version = "2",
            MemoryBytes = 160L << 20,
            Environment = new Dictionary<string, string>(program.Environment) { ["LABEL_ARCHIVE"] = "on" },
        });

        FunctionAnswer answer;
        var number = 0;
        do
        {
            var run = await warehouse.BeginAsync(number++);
            answer = await run.Answer;
            await run.Served;
        }
        while (answer.Error is null && number < 50);
        await (await warehouse.BeginAsync(number)).Served;
        await warehouse.DisposeAsync();

        Assert.Equal("Runtime.OutOfMemory", answer.Error?.ErrorType);
        var reports = receiver.PlatformRecords.Where(record => record.Type == "platform.report").ToDictionary(record => record.Text("requestId")!);
        var dead = reports[$"r-{number - 1}"];
        Assert.Equal(("error", "Runtime.OutOfMemory", 160), (dead.Text("status"), dead.Text("errorType"), dead.Metric("maxMemoryUsedMB")));
        // What it was told last it took with it.
        var climb = Enumerable.Range(0, number - 2).Select(index => reports[$"r-{index}"].Metric("maxMemoryUsedMB")).ToList();
        Assert.Equal(climb.Order(), climb);
        Assert.True(climb[^1] - climb[0] >= 8 * (climb.Count - 3), string.Join(' ', climb));
        Assert.True(reports[$"r-{number}"].Metric("maxMemoryUsedMB") < climb[^1]);
    }

    [Fact]
    public async Task Invoke_CollectorHangs_CostsTheFlushTimeoutOnceAndNeverTheAnswer()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var hang = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Behaviour = _ => hang.Task;
        await using var warehouse = await SomeWarehouse.OpenAsync(receiver.Endpoint);
        // Its own start and its first export are no part of what is measured.
        await (await warehouse.BeginAsync(0)).Served;

        var paid = TimeSpan.Zero;
        for (var number = 1; number <= 10; number++)
        {
            var run = await warehouse.BeginAsync(number);
            await run.Answer;
            var answered = Stopwatch.GetTimestamp();
            await run.Served;
            paid += Stopwatch.GetElapsedTime(answered);
        }

        hang.SetResult(StatusCodes.Status200OK);

        // The pause after the first is a second, the second try may fall into these ten: each other one pays nothing.
        Assert.InRange(paid, TimeSpan.Zero, TimeSpan.FromMilliseconds(1_000));
    }

    /// <summary>All of its threads are on their way to a stop when the signal was sent; they get there without being waited for.</summary>
    private static bool IsFrozen(int process) => SpinWait.SpinUntil(() => InstanceProcesses.State(process) == 'T', Patience);
}
