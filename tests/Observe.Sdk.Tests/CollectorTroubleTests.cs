using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Observe.Sdk.Tests.Otlp;

namespace Observe.Sdk.Tests;

/// <summary>What a function pays, loses and reports when the collector is dead, slow or back again.</summary>
public sealed class CollectorTroubleTests
{
    /// <summary>For the first export of the process: JIT and thread start on a busy machine, beside the budget itself.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task InvokeAsync_HangingCollector_PaysTheBudgetOnceAndThenNothing()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var hang = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Behaviour = _ => hang.Task;
        var observe = SomeFunction.Start(receiver.Endpoint, o =>
        {
            o.FlushTimeout = Budget;
            o.ExportTimeout = TimeSpan.FromMinutes(1);
            o.ShutdownTimeout = TimeSpan.Zero;
        });

        var first = Stopwatch.StartNew();
        await observe.InvokeAsync(new FunctionInvocation(), () => Task.CompletedTask);
        first.Stop();
        var rest = Stopwatch.StartNew();
        for (var i = 0; i < 200 && rest.Elapsed < TimeSpan.FromSeconds(0.5); i++)
        {
            await observe.InvokeAsync(new FunctionInvocation(), () => Task.CompletedTask);
        }
        rest.Stop();
        observe.Dispose();
        hang.SetResult(StatusCodes.Status200OK);

        Assert.InRange(first.Elapsed, Budget - TimeSpan.FromMilliseconds(20), Budget + Slack);
        Assert.InRange(rest.Elapsed, TimeSpan.Zero, Budget + TimeSpan.FromSeconds(0.25));
    }

    [Fact]
    public async Task InvokeAsync_HangingCollectorAtTheDeadline_PaysOnlyWhatIsLeft()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var hang = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Behaviour = _ => hang.Task;
        var observe = SomeFunction.Start(receiver.Endpoint, o => o.ShutdownTimeout = TimeSpan.Zero);

        var paid = Stopwatch.StartNew();
        await observe.InvokeAsync(
            new FunctionInvocation { Deadline = TimeProvider.System.GetUtcNow() }, () => Task.CompletedTask);
        paid.Stop();
        observe.Dispose();
        hang.SetResult(StatusCodes.Status200OK);

        Assert.InRange(paid.Elapsed, TimeSpan.Zero, Slack);
    }

    [Fact]
    public async Task InvokeAsync_NobodyListens_CountsEveryRecordAsDropped()
    {
        await using var observe = SomeFunction.Start(UnusedAddress());

        for (var i = 0; i < 20; i++)
        {
            await observe.InvokeAsync(new FunctionInvocation(), () => Task.CompletedTask);
        }

        // One span and one start record each; nothing is in the queue because each flush settles them.
        Assert.Equal(new DroppedTelemetry(20, 20, 0), observe.Dropped);
    }

    [Fact]
    public async Task InvokeAsync_CollectorReturns_DeliversAgainAndReportsWhatWasLost()
    {
        var time = new FakeTimeProvider(SomeFunction.ProcessStart);
        await using var receiver = await OtlpReceiver.StartAsync();
        receiver.Behaviour = _ => Task.FromResult(StatusCodes.Status503ServiceUnavailable);
        await using var observe = SomeFunction.Start(receiver.Endpoint, time: time);
        for (var i = 0; i < 3; i++)
        {
            await observe.InvokeAsync(new FunctionInvocation(), () => Task.CompletedTask);
        }
        var asked = receiver.Requests;
        await observe.InvokeAsync(new FunctionInvocation(), () => Task.CompletedTask);
        Assert.Equal(asked, receiver.Requests);
        Assert.Equal(new DroppedTelemetry(4, 4, 0), observe.Dropped);

        receiver.Behaviour = _ => Task.FromResult(StatusCodes.Status200OK);
        time.Advance(TimeSpan.FromMinutes(1));
        // The first one after the pause tries the collector, the second finds it well.
        await observe.InvokeAsync(new FunctionInvocation(), () => Task.CompletedTask);
        var lost = observe.Dropped;
        await observe.InvokeAsync(new FunctionInvocation { InvocationId = "i-back" }, () => Task.CompletedTask);

        Assert.Equal(lost, observe.Dropped);
        Assert.Contains(receiver.Spans, s => s.Attributes.Plain()["faas.invocation_id"] is "i-back");
        var record = Assert.Single(receiver.Logs, l => l.Attributes.Plain()["faas.invocation_id"] is "i-back").Attributes.Plain();
        Assert.Equal(lost.Spans, record["observe.dropped_spans"]);
        Assert.Equal(lost.Logs, record["observe.dropped_logs"]);
    }

    [Fact]
    public async Task InvokeAsync_HangingCollector_QueueStaysBounded()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var hang = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Behaviour = _ => hang.Task;
        var observe = SomeFunction.Start(receiver.Endpoint, o =>
        {
            o.FlushTimeout = TimeSpan.Zero;
            o.MaxQueueLength = 16;
            o.ExportTimeout = TimeSpan.FromMinutes(1);
            o.ShutdownTimeout = TimeSpan.Zero;
        });

        for (var i = 0; i < 100; i++)
        {
            await observe.InvokeAsync(new FunctionInvocation(), () => Task.CompletedTask);
        }

        Assert.Equal(new DroppedTelemetry(84, 84, 0), observe.Dropped);
        observe.Dispose();
        hang.SetResult(StatusCodes.Status200OK);
    }

    private static Uri UnusedAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return new Uri($"http://127.0.0.1:{port}");
    }
}
