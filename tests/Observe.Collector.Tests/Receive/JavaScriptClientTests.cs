using Observe.Collector.Tests.Fakes;

namespace Observe.Collector.Tests.Receive;

/// <summary>OpenTelemetry's JavaScript SDK, as it is used in the field: every signal over every transport, plain and compressed, read back.</summary>
[Collection(EngineGroup.Name)]
public sealed class JavaScriptClientTests(EngineCollector collector)
{
    private static readonly string[] Signals = ["traces", "logs", "metrics"];
    private static readonly string[] Transports = ["grpc", "proto", "http"];

    [Fact]
    public async Task Send_EverySignalOverEveryTransport_IsReadBackAsItWasSent()
    {
        var legs = NodeLeg.Each(Signals, Transports, "none", "gzip").Select(leg => leg with { Key = EngineCollector.Key });

        var run = await NodeClients.SendAsync(collector.Grpc, collector.Http, legs);

        Assert.Equal(18, run.Legs.Count);
        Assert.All(run.Legs, leg => Assert.True(leg.Error is null, $"{leg.Name}: {leg.Error}"));
        await collector.FreshAsync();
        foreach (var leg in run.Legs)
        {
            var sent = leg.Records.Select(ReadBack.Line).Order().ToList();
            Assert.Equal(leg.Signal == "logs" ? 2 : 4, sent.Count);
            Assert.Equal(sent, (await StoredAsync(leg)).Order());
        }
    }

    [Fact]
    public async Task Send_WithoutKey_IsTold()
    {
        var run = await NodeClients.SendAsync(collector.Grpc, collector.Http, NodeLeg.Each(Signals, Transports, "none"));

        Assert.All(run.Legs, leg => Assert.Contains(
            leg.Transport == "grpc" ? "UNAUTHENTICATED" : "Unauthorized", leg.Error, StringComparison.OrdinalIgnoreCase));
    }

    private async Task<IReadOnlyList<string>> StoredAsync(NodeLeg leg) => leg.Signal switch
    {
        "traces" => await ReadBack.SpansAsync(collector, leg.Records.Select(record => record["traceId"]!.GetValue<string>())),
        "logs" => await ReadBack.LogsAsync(collector, leg.Name),
        _ => await ReadBack.MetricsAsync(collector, leg.Name),
    };
}
