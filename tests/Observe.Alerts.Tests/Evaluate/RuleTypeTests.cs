using Observe.Alerts.Tests.Fakes;
using Observe.Functions.Async;
using Observe.Functions.Cost;
using Observe.Storage.Config;
using Observe.Storage.Read;

namespace Observe.Alerts.Tests.Evaluate;

/// <summary>What each type of rule measures.</summary>
public sealed class RuleTypeTests : IDisposable
{
    private static readonly FunctionSummary Function = FakeFunctionReader.Function("payments", errors: 7, of: 200) with
    {
        ColdStarts = 30,
        Deaths = 5,
        Timeouts = 3,
        Lost = 1,
        Throttles = 4,
        P50 = 100_000_000,
        P95 = 2_500_000_000,
        P99 = 4_000_000_000,
        PeakConcurrency = 12,
        Cost = new UsageCost { BookVersion = "1", DurationUsd = 0.25m, RequestsUsd = 0.5m },
    };

    private readonly EvaluatorBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("error_rate", 0.035)]
    [InlineData("cold_start_rate", 0.15)]
    [InlineData("deaths", 5)]
    [InlineData("timeouts", 3)]
    [InlineData("lost", 1)]
    [InlineData("throttles", 4)]
    [InlineData("throttle_rate", 0.02)]
    [InlineData("duration_p50", 0.1)]
    [InlineData("duration_p95", 2.5)]
    [InlineData("duration_p99", 4)]
    [InlineData("concurrency", 12)]
    [InlineData("invocations", 200)]
    [InlineData("cost", 0.75)]
    [InlineData("silence", 0)]
    public async Task Tick_TypeOfRule_ReadsItsFigure(string type, double value)
    {
        _bench.Functions.Functions = [Function];
        await _bench.Rules.AddAsync(Some.Rule with { Type = type, Function = AlertRule.EveryFunction, RecoveryThreshold = null }, CancellationToken.None);

        await _bench.TickAsync();

        Assert.Equal(value, Assert.Single(_bench.History.Rows).Value);
    }

    [Fact]
    public async Task Tick_SameNameInTwoRegions_SharesAreOfBothAndQuantilesOfTheWorse()
    {
        var other = Function with { Identity = Function.Identity with { Region = "us-east-1" }, Invocations = 800, ColdStarts = 0, P95 = 1 };
        _bench.Functions.Functions = [Function, other];
        await AddAsync(AlertRuleType.ColdStartRate);
        await AddAsync(AlertRuleType.Duration95);

        await _bench.TickAsync();

        Assert.Equal([0.03, 2.5], _bench.History.Rows.Select(row => row.Value!.Value).Order());
    }

    [Fact]
    public async Task Tick_NothingInvoked_IsSilenceAndNoDataToTheOthers()
    {
        _bench.Functions.Functions = [FakeFunctionReader.Function("another")];
        await AddAsync(AlertRuleType.Silence);
        await AddAsync(AlertRuleType.Duration95);

        await _bench.TickAsync();

        Assert.Equal([AlertState.Firing, AlertState.NoData], _bench.History.Rows.Select(row => row.State).Order());
        var told = Assert.Single(_bench.Transitions.Rows, row => row.Event == AlertEvents.Fired);
        Assert.Contains("payments: not invoked for 5m", told.Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tick_QueueLag_IsTheP95OfTheWaits()
    {
        _bench.Functions.Functions = [Function];
        _bench.Queues.Messages =
        [
            .. Enumerable.Range(1, 100).Select(i => new QueuedMessage
            {
                TraceId = "",
                EnqueuedUnixNanoseconds = 1_000_000_000,
                ProcessedUnixNanoseconds = 1_000_000_000 + (i * 1_000_000_000L),
            }),
        ];
        await AddAsync(AlertRuleType.QueueLag);

        await _bench.TickAsync();

        Assert.Equal(95, Assert.Single(_bench.History.Rows).Value);
    }

    [Fact]
    public async Task Tick_NoMessages_QueueLagHasNoData()
    {
        _bench.Functions.Functions = [Function];
        await AddAsync(AlertRuleType.QueueLag);

        await _bench.TickAsync();

        Assert.Equal(AlertState.NoData, Assert.Single(_bench.History.Rows).State);
    }

    [Fact]
    public async Task Tick_DeathsFire_PayloadNamesTheUnitAndLeadsToFailedTraces()
    {
        _bench.Functions.Functions = [Function];
        _bench.Functions.Errors = 5;
        await AddAsync(AlertRuleType.Deaths);

        await _bench.TickAsync();

        var told = Assert.Single(_bench.Transitions.Rows, row => row.Event == AlertEvents.Fired);
        Assert.Contains("payments: deaths 5, above 0.05", told.Payload, StringComparison.Ordinal);
        Assert.Contains(FakeFunctionReader.SomeTrace.ToString(), told.Payload, StringComparison.Ordinal);
    }

    private Task<AlertRule> AddAsync(AlertRuleType type) =>
        _bench.Rules.AddAsync(Some.Rule with { Type = type.Name, RecoveryThreshold = null }, CancellationToken.None);
}
