using System.Diagnostics;
using Grpc.Core;
using Observe.Collector.Tests.Fakes;
using Observe.Storage.Write;
using OpenTelemetry.Exporter;

namespace Observe.Collector.Tests.Receive;

/// <summary>What clients that others wrote make of "try again later" and of "this record not": by themselves, without being told more.</summary>
public sealed class ClientRetryTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _clickHouseIsBack = new();
    private RunningCollector _collector = null!;

    public async Task InitializeAsync() => _collector = await RunningCollector.StartAsync(new Dictionary<string, string?>
    {
        ["Observe:Collector:MaxJournalBytes"] = "60000",
        ["Observe:Collector:RetryAfter"] = "00:00:01",
    });

    public async Task DisposeAsync() => await _collector.DisposeAsync();

    [Fact]
    public async Task JavaScriptSdk_CollectorIsFull_SendsAgainAndIsStoredOnce()
    {
        var spansBefore = await FillAsync();
        var refusedBefore = _collector.Counter("requests_refused.full");
        NodeLeg[] retrying = [.. NodeLeg.Each(["traces", "logs", "metrics"], ["proto", "http"], "none")];
        // Its exporter over gRPC gives up on UNAVAILABLE, RetryInfo or not; that it is told is all that a collector can do.
        var givesUp = new NodeLeg("traces", "grpc");

        var running = NodeClients.SendAsync(_collector.Grpc, _collector.Http, [.. retrying, givesUp]);
        await UntilAsync(() => _collector.Counter("requests_refused.full") >= refusedBefore + retrying.Length + 1, running);
        _clickHouseIsBack.SetResult();
        var run = await running;

        Assert.All(run.Legs.Where(leg => leg.Transport != "grpc"), leg => Assert.True(leg.Error is null, $"{leg.Name}: {leg.Error}"));
        Assert.Contains("UNAVAILABLE", run.Legs.Single(leg => leg.Transport == "grpc").Error, StringComparison.Ordinal);
        Assert.Equal(retrying.Length, run.Diagnostics.Count(text => text.StartsWith("Export succeeded after", StringComparison.Ordinal)));
        Assert.DoesNotContain("Export succeeded after 0 retry attempts.", run.Diagnostics);
        await _collector.StopAsync();
        Assert.Equal((spansBefore + 8, 4, 8), (
            _collector.Writer.Rows(TelemetryTable.Spans), _collector.Writer.Rows(TelemetryTable.Logs), _collector.Writer.Rows(TelemetryTable.Metrics)));
    }

    [Fact]
    public async Task JavaScriptSdk_OneRecordIsRefused_SaysWhyAndDoesNotSendAgain()
    {
        var legs = NodeLeg.Each(["traces", "logs"], ["grpc", "proto", "http"], "none").Select(leg => leg with { Count = 1, Bad = true });

        var run = await NodeClients.SendAsync(_collector.Grpc, _collector.Http, legs);

        Assert.All(run.Legs, leg => Assert.True(leg.Error is null, $"{leg.Name}: {leg.Error}"));
        var said = run.Diagnostics.Where(text => text.StartsWith("Received Partial Success response:", StringComparison.Ordinal)).ToList();
        Assert.Equal(6, said.Count);
        Assert.All(said, text => Assert.Contains("retention", text, StringComparison.Ordinal));
        Assert.Equal(3, said.Count(text => text.Contains("rejectedSpans", StringComparison.Ordinal)));
        Assert.Equal(3, said.Count(text => text.Contains("rejectedLogRecords", StringComparison.Ordinal)));
        await _collector.StopAsync();
        // A good span has a child: of each three (or two logs), one is refused, and nothing came twice.
        Assert.Equal((9, 3, 6), (_collector.Counter("received.spans"), _collector.Counter("refused.spans.too_old"), _collector.Writer.Rows(TelemetryTable.Spans)));
        Assert.Equal((6, 3, 3), (_collector.Counter("received.logs"), _collector.Counter("refused.logs.too_old"), _collector.Writer.Rows(TelemetryTable.Logs)));
    }

    [Theory]
    [InlineData(OtlpExportProtocol.Grpc)]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    public async Task DotNetSdk_CollectorIsFull_SendsAgainAndIsStoredOnce(OtlpExportProtocol protocol)
    {
        var spansBefore = await FillAsync();
        var refusedBefore = _collector.Counter("requests_refused.full");

        var sending = Task.Run(() => Send(protocol, TimeProvider.System.GetUtcNow()));
        await UntilAsync(() => _collector.Counter("requests_refused.full") > refusedBefore, sending);
        _clickHouseIsBack.SetResult();
        await sending.WaitAsync(Patience);

        await _collector.StopAsync();
        Assert.Equal(spansBefore + 1, _collector.Writer.Rows(TelemetryTable.Spans));
    }

    [Theory]
    [InlineData(OtlpExportProtocol.Grpc)]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    public async Task DotNetSdk_OneRecordIsRefused_DoesNotSendAgain(OtlpExportProtocol protocol)
    {
        // The SDK says nothing of partial success, in its diagnostics or elsewhere.
        Send(protocol, TimeProvider.System.GetUtcNow(), DateTimeOffset.UnixEpoch.AddYears(31));

        await _collector.StopAsync();
        Assert.Equal((2, 1, 1), (_collector.Counter("received.spans"), _collector.Counter("refused.spans.too_old"), _collector.Writer.Rows(TelemetryTable.Spans)));
    }

    /// <summary>ClickHouse answers no more, and the journal takes what it can; returns how many spans that were.</summary>
    private async Task<long> FillAsync()
    {
        _collector.Writer.BeforeInsert = _ => _clickHouseIsBack.Task;
        for (var i = 0; i < 1_000; i++)
        {
            if ((await _collector.SendAsync(Way.Grpc, SomeOtlp.Traces(SomeOtlp.Span()))).Code == StatusCode.Unavailable)
            {
                return i;
            }
        }
        throw new InvalidOperationException("The journal takes more than it may.");
    }

    private void Send(OtlpExportProtocol protocol, params DateTimeOffset[] starts)
    {
        var client = new DotNetClient(_collector.Grpc, _collector.Http, protocol) { Retries = true };
        using var tracing = client.Tracing(_ => { });
        using var activities = new ActivitySource(client.Source);
        foreach (var start in starts)
        {
            activities.StartActivity("work", ActivityKind.Server, default(ActivityContext), startTime: start)!.SetEndTime(start.UtcDateTime).Stop();
        }
    }

    private static async Task UntilAsync(Func<bool> condition, Task running)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!condition())
        {
            Assert.False(running.IsCompleted, "The client has ended without being refused.");
            await pace.WaitForNextTickAsync(patience.Token);
        }
    }
}
