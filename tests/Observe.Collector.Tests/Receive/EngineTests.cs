using Observe.Collector.Tests.Fakes;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.Collector.Tests.Receive;

/// <summary>What the readers make of what a client has sent.</summary>
[Collection(EngineGroup.Name)]
public sealed class EngineTests(EngineCollector collector)
{
    [Fact]
    public async Task Export_InvocationsOfAFunction_AreCounted()
    {
        var run = await NodeClients.SendAsync(
            collector.Grpc, collector.Http, new NodeLeg("traces", "grpc") { Key = EngineCollector.Key, Count = 20, Function = "resize" });
        Assert.Null(Assert.Single(run.Legs).Error);
        await collector.FreshAsync();

        var lastHour = TimeRange.Last(TimeSpan.FromHours(1), TimeProvider.System);
        var functions = await collector.Get<IFunctionReader>().ListAsync(new FunctionListQuery(lastHour), default);
        var function = Assert.Single(functions.Functions, function => function.Identity.Name == "resize");
        Assert.Equal((20L, 10L), (function.Invocations, function.Errors));
        var ingest = await collector.Get<IIngestReader>().GetAsync(lastHour, 1, default);
        Assert.Equal((ingest.Signals[0].Received, 0L), (ingest.Signals[0].Stored, ingest.Signals[0].Waiting));
        Assert.InRange(ingest.Signals[0].Received, 40, long.MaxValue);
    }
}
