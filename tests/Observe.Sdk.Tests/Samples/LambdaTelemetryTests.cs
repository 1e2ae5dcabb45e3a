using Observe.Sdk.Tests.Otlp;

namespace Observe.Sdk.Tests.Samples;

/// <summary>A real process that is told by the platform what happens to it, passes it on, and dies once.</summary>
public sealed class LambdaTelemetryTests
{
    private const int Invocations = 20;
    private const int Deadly = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Invoke_ManyTimesAndOnceToDeath_EachRecordArrivesOnce()
    {
        var (current, atWork) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var fromFunction = await OtlpReceiver.StartAsync();
        await using var fromPlatform = await OtlpReceiver.StartAsync();
        await using var warehouse = await SomeWarehouse.OpenAsync(
            fromFunction.Endpoint,
            carrier: context =>
            {
                if (current != Deadly)
                {
                    return Task.CompletedTask;
                }
                atWork.TrySetResult();
                return Task.Delay(Timeout.Infinite, context.RequestAborted);
            },
            timeout: TimeSpan.FromSeconds(4),
            platformCollector: fromPlatform.Endpoint);

        for (; current < Invocations; current++)
        {
            var run = await warehouse.BeginAsync(current);
            if (current == Deadly)
            {
                await atWork.Task.WaitAsync(Patience);
                // What it knew before it hung has left.
                await fromFunction.WaitForAsync(all => all.PlatformRecords.Any(record => IsOf(record, "platform.start", Deadly)));
                InstanceProcesses.Signal(InstanceProcesses.SendingTo(fromFunction.Endpoint).Single().Id, "STOP");
            }
            await run.Answer.WaitAsync(Patience);
            await run.Served;
        }
        await warehouse.DisposeAsync();

        var (told, left) = (fromFunction.PlatformRecords, fromPlatform.PlatformRecords);
        foreach (var type in (string[])["platform.start", "platform.runtimeDone", "platform.report"])
        {
            Assert.Equal(
                Enumerable.Range(0, Invocations).Select(number => $"r-{number}").Order(StringComparer.Ordinal),
                told.Concat(left).Where(record => record.Type == type).Select(record => record.Text("requestId")!).Order(StringComparer.Ordinal));
        }
        Assert.Equal((2, 2), (told.Count(record => record.Type == "platform.initStart"), told.Count(record => record.Type == "platform.initReport")));
        // How it died the instance could not be told, and not tell.
        Assert.Equal(["function", "platform.runtimeDone", "platform.report"], left.Select(record => record.Type));
        Assert.Equal("timeout", left[^1].Text("status"));
        Assert.All(told.Where(record => record.Type == "platform.report"), report => Assert.InRange(report.Metric("maxMemoryUsedMB"), 10, 512));
        // By the names of their spans.
        Assert.Equal(
            fromFunction.Spans.Select(span => span.Attributes.Plain()).Where(span => span.ContainsKey("faas.invocation_id")).Select(span => span["faas.instance"]).ToHashSet(),
            told.Select(record => (object?)record.Instance).ToHashSet());
    }

    private static bool IsOf(PlatformRecord record, string type, int number) => record.Type == type && record.Text("requestId") == $"r-{number}";
}
