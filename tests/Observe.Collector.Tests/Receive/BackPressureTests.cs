using System.Collections.Concurrent;
using Observe.Collector.Tests.Fakes;
using Observe.Conformance;
using Observe.Storage.Engine;

namespace Observe.Collector.Tests.Receive;

/// <summary>More comes than can be kept: every record is accepted or refused with a code, and what was accepted arrives.</summary>
[Collection(EngineGroup.Name)]
public sealed class BackPressureTests(EngineCollector engine)
{
    private const string Database = "pressure";
    private const int RequestsPerSender = 60;
    private const int MaxRecords = 4;

    [Fact]
    public async Task Export_ClickHouseIsAwayAndTheJournalFull_AnswersAddUpAndAllThatWasAcceptedArrives()
    {
        await using var clickHouse = await DistantClickHouse.StartAsync(engine.Engine);
        var collector = new EngineCollector(new Dictionary<string, string?>
        {
            ["Observe:Storage:ServerUrl"] = clickHouse.Address.ToString(),
            ["Observe:Storage:Database"] = Database,
            ["Observe:Collector:MaxJournalBytes"] = "60000",
            ["Observe:Collector:MaxRetryDelay"] = "00:00:00.200",
            ["Observe:Collector:DrainTimeout"] = "00:00:30",
        });
        await collector.InitializeAsync();
        using var target = new ConformanceTarget(new ConformanceOptions { Grpc = collector.Grpc, Http = collector.Http, Key = EngineCollector.Key });
        var counters = collector.Get<CollectorHost>().Counters;

        await clickHouse.GoAwayAsync();
        var sent = await SendAsync(target);

        Assert.All(sent.Where(request => !request.IsAccepted), request => Assert.True(request.MayBeRepeated, request.Reply.Seen));
        Assert.Contains(sent, request => !request.IsAccepted);
        var seen = counters.Snapshot();
        Assert.Equal(sent.Count(request => !request.IsAccepted), seen["requests_refused.full"]);
        foreach (var (signal, counter) in new[] { (Signal.Traces, "spans"), (Signal.Logs, "logs"), (Signal.Metrics, "data_points") })
        {
            Assert.Equal(Accepted(sent, signal), seen["received." + counter]);
        }

        await clickHouse.ComeBackAsync();
        await UntilTakenAsync(target);
        await collector.StopAsync();

        await using var database = ClickHouseDatabase.Over(engine.Engine, Database);
        Assert.Equal(Accepted(sent, Signal.Traces) + 1, await CountAsync(database, "SELECT count() FROM spans"));
        Assert.Equal(Accepted(sent, Signal.Traces) + 1, await CountAsync(database, "SELECT uniqExact(trace_id, span_id) FROM spans"));
        Assert.Equal(Accepted(sent, Signal.Logs), await CountAsync(database, "SELECT count() FROM logs"));
        Assert.Equal(Accepted(sent, Signal.Metrics), await CountAsync(database, "SELECT count() FROM metrics"));
        Assert.DoesNotContain(counters.Snapshot().Keys, name => name.StartsWith("quarantined", StringComparison.Ordinal));
        await collector.DisposeAsync();
    }

    /// <summary>A sender for each signal over each transport, all at once, none of which waits or repeats.</summary>
    private static async Task<IReadOnlyCollection<Sent>> SendAsync(ConformanceTarget target)
    {
        var sent = new ConcurrentBag<Sent>();
        await Task.WhenAll(Ways().Select(way => Task.Run(async () =>
        {
            for (var i = 0; i < RequestsPerSender; i++)
            {
                var records = 1 + (i % MaxRecords);
                var request = OtlpRequest.Of(way.Transport, way.Signal, SomeTelemetry.Request(way.Signal, records));
                sent.Add(new Sent(way.Signal, records, await target.SendAsync(request)));
            }
        })));
        return sent;
    }

    private static IEnumerable<(Transport Transport, Signal Signal)> Ways() =>
        Enum.GetValues<Transport>().SelectMany(transport => Signal.All.Select(signal => (transport, signal)));

    /// <summary>A client that repeats: it is let in as soon as there is room.</summary>
    private static async Task UntilTakenAsync(ConformanceTarget target)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var request = OtlpRequest.Of(Transport.Grpc, Signal.Traces, SomeTelemetry.Request(Signal.Traces));
        while (!(await target.SendAsync(request)).IsSuccess)
        {
            await pace.WaitForNextTickAsync(patience.Token);
        }
    }

    private static long Accepted(IReadOnlyCollection<Sent> sent, Signal signal) =>
        sent.Where(request => request.IsAccepted && request.Signal == signal).Sum(request => request.Records);

    private static async Task<long> CountAsync(ClickHouseDatabase database, string sql) =>
        Assert.Single(await database.QueryAsync(sql, null, row => Convert.ToInt64(row.GetValue(0), null), CancellationToken.None));

    private sealed record Sent(Signal Signal, int Records, Reply Reply)
    {
        public bool IsAccepted => Reply.IsSuccess && Reply.Partial is null;

        /// <summary>UNAVAILABLE or 503, and when to come again.</summary>
        public bool MayBeRepeated => Reply.RetryDelay is not null && (Reply.GrpcStatus is { } status ? status == GrpcCode.Unavailable : Reply.HttpStatus == 503);
    }
}
