using Grpc.Core;
using Observe.Collector.Tests.Fakes;
using Observe.Collector.Tests.Receive;

namespace Observe.Collector.Tests.Batch;

public sealed class WorkerFailureTests
{
    [Fact]
    public async Task Export_JournalHasABug_IsRefusedAndTheCollectorHasFailed()
    {
        var disk = new BreakableDisk();
        await using var collector = await RunningCollector.StartAsync(disk: disk);
        disk.WritesHaveABug = true;

        var answer = await collector.SendAsync(Way.HttpProtobuf, SomeOtlp.Traces(SomeOtlp.Span()));

        Assert.Equal(StatusCode.Unavailable, answer.Code);
        await collector.Stopping;
        Assert.True(collector.Collector.HasFailed);
    }
}
