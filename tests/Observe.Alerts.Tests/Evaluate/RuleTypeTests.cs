using Observe.Alerts.Tests.Fakes;
using Observe.Functions.Advice;
using Observe.Functions.Async;
using Observe.Functions.Cost;
using Observe.Functions.Invocations;
using Observe.Storage;
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
                EnqueuedUnixNanoseconds = UnixTime.Nanoseconds(Some.Time.AddMinutes(-1).AddSeconds(-i)),
                ProcessedUnixNanoseconds = UnixTime.Nanoseconds(Some.Time.AddMinutes(-1)),
            }),
        ];
        await AddAsync(AlertRuleType.QueueLag);

        await _bench.TickAsync();

        Assert.Equal(95, Assert.Single(_bench.History.Rows).Value);
    }

    [Fact]
    public async Task Tick_IteratorAge_IsTheHighestOfEachFunctionAndNoDataWithoutAPoint()
    {
        _bench.Streams.Points.AddRange([("ledger", Some.Time.AddMinutes(-3), 75), ("ledger", Some.Time.AddMinutes(-2), 20), ("orders", Some.Time.AddMinutes(-2), 5)]);
        var rule = Some.Rule with { Type = AlertRuleType.IteratorAge.Name, Function = AlertRule.EveryFunction, Threshold = 60, RecoveryThreshold = null };
        await _bench.Rules.AddAsync(rule, CancellationToken.None);
        await _bench.Rules.AddAsync(rule with { Function = "payments" }, CancellationToken.None);

        await _bench.TickAsync();

        var fired = Assert.Single(_bench.Transitions.Rows, row => row.Event == AlertEvents.Fired);
        Assert.Equal(("ledger", 75.0), (fired.Labels["function"], fired.Value));
        Assert.Contains("ledger: age of its stream's records 75 s, above 60 s", fired.Payload, StringComparison.Ordinal);
        Assert.Contains(_bench.History.Rows, row => row.State == AlertState.NoData);
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
        _bench.Series.Invocations.Add(("payments", Some.Time.AddMinutes(-1), true));
        await AddAsync(AlertRuleType.Deaths);

        await _bench.TickAsync();

        var told = Assert.Single(_bench.Transitions.Rows, row => row.Event == AlertEvents.Fired);
        Assert.Contains("payments: deaths 5, above 0.05", told.Payload, StringComparison.Ordinal);
        Assert.Contains(FakeInvocationSeriesReader.FailedTrace.ToString(), told.Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tick_ExceptionThatWasNotThereInAWeek_FiresUntilItsWindowHasPassed()
    {
        _bench.Series.CauseOf = (_, at) => at.Second == 30 ? "Old" : "New";
        Fail("payments", Some.Time.AddDays(-2), second: 30);
        Fail("payments", Some.Time.AddMinutes(-2), second: 30);
        Fail("payments", Some.Time.AddMinutes(-2), second: 10);
        Fail("payments", Some.Time.AddMinutes(-1), second: 10);
        // It began an hour ago: nobody knows what is usual with it. And one of which the exception is too long ago to be known.
        Fail("youngster", Some.Time.AddHours(-1), second: 30);
        Fail("youngster", Some.Time.AddMinutes(-2), second: 10);
        Fail("receipts", Some.Time.AddDays(-8), second: 10);
        _bench.Series.Invocations.Add(("receipts", Some.Time.AddDays(-3), false));
        Fail("receipts", Some.Time.AddMinutes(-3), second: 10);
        await _bench.Rules.AddAsync(
            Some.Rule with { Type = AlertRuleType.NewException.Name, Function = AlertRule.EveryFunction, Threshold = 0, RecoveryThreshold = null, EvaluationDelay = TimeSpan.Zero }, CancellationToken.None);

        await _bench.TickAsync();
        var fired = _bench.Transitions.Rows.ToList();
        await _bench.MinutesAsync(10);

        Assert.Equal(["payments New 2", "receipts New 1"], fired.Select(row => $"{row.Labels["function"]} {row.Labels["exception"]} {row.Value}").Order());
        Assert.Contains("payments: New is new, 2 times", fired.Single(row => row.Labels["function"] == "payments").Payload, StringComparison.Ordinal);
        Assert.Contains(FakeInvocationSeriesReader.FailedTrace.ToString(), fired[0].Payload, StringComparison.Ordinal);
        var ended = _bench.Transitions.Rows.Where(row => row.Event == AlertEvents.Resolved).ToList();
        Assert.Equal(2, ended.Count);
        Assert.Contains("New is not new any more", ended[0].Payload, StringComparison.Ordinal);
        // That nothing is new is an answer, and no lack of one.
        Assert.All(_bench.Transitions.Rows.TakeLast(2), row => Assert.Equal(AlertState.Resolved, row.State));
    }

    [Fact]
    public async Task Tick_NoExceptionIsNew_IsCalm()
    {
        await _bench.Rules.AddAsync(Some.Rule with { Type = AlertRuleType.NewException.Name, Threshold = 0, RecoveryThreshold = null }, CancellationToken.None);

        await _bench.TickAsync();

        var row = Assert.Single(_bench.History.Rows);
        Assert.Equal((AlertState.Inactive, 0.0), (row.State, row.Value));
    }

    [Fact]
    public async Task Tick_Advice_FiresForEachKindUntilItIsDismissedOrGone()
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        _bench.Functions.Functions = [Function];
        _bench.Details.Evidence = AdviceEvidence.None with { Secrets = new ObservedSecrets("db.query.text", 3, [Trace]), Recursion = new ObservedRecursion(4, []) };
        await AddAdviceRuleAsync();

        await _bench.TickAsync();
        var fired = _bench.Transitions.Rows.ToList();
        await _bench.Dismissals.AddAsync(FunctionId.Of(Function.Identity), FindingKind.Recursion, "", "it is meant to", "", CancellationToken.None);
        await _bench.MinutesAsync(1);
        var dismissed = _bench.Transitions.Rows.Skip(2).ToList();
        _bench.Details.Evidence = AdviceEvidence.None;
        await _bench.MinutesAsync(1);

        Assert.Equal(["recursion", "secretsInTelemetry"], fired.Select(row => row.Labels["finding"]).Order());
        var secret = fired.Single(row => row.Labels["finding"] == "secretsInTelemetry").Payload;
        Assert.Contains("payments: a secret stood in its spans", secret, StringComparison.Ordinal);
        Assert.Contains(Trace, secret, StringComparison.Ordinal);
        Assert.Equal(("recursion", AlertEvents.Resolved), (Assert.Single(dismissed).Labels["finding"], dismissed[0].Event));
        Assert.Contains("payments: no secretsInTelemetry found any more", _bench.Transitions.Rows[^1].Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tick_AdviceOfFiguresThatAreNotWhole_IsNoAnswer()
    {
        _bench.Functions.Functions = [Function];
        _bench.Details.IsComplete = false;
        await AddAdviceRuleAsync();

        await _bench.TickAsync();

        var row = Assert.Single(_bench.History.Rows);
        Assert.Equal((AlertState.Error, "the figures of the function could not be read whole"), (row.State, row.Error));
    }

    private Task<AlertRule> AddAdviceRuleAsync() => _bench.Rules.AddAsync(
        Some.Rule with { Type = AlertRuleType.Advice.Name, Function = "payments", Threshold = 0, RecoveryThreshold = null }, CancellationToken.None);

    [Fact]
    public async Task Tick_AThousandRulesBeginToFire_FailuresAreLookedForOnce()
    {
        _bench.Functions.Functions = [Function];
        _bench.Series.Invocations.Add(("payments", Some.Time.AddMinutes(-1), true));
        for (var i = 0; i < 1_000; i++)
        {
            await _bench.Rules.AddAsync(Some.Rule with { Type = AlertRuleType.Deaths.Name, Function = AlertRule.EveryFunction, RecoveryThreshold = null }, CancellationToken.None);
        }

        await _bench.TickAsync();

        Assert.Equal(1_000, _bench.Transitions.Events.Count);
        Assert.Single(_bench.Series.TracesRead);
        Assert.All(_bench.Transitions.Rows, row => Assert.Contains(FakeInvocationSeriesReader.FailedTrace.ToString(), row.Payload, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(30, 1)]
    [InlineData(300, 2)]
    public async Task Tick_WindowOfADay_TracesAreLookedForInItsLastHourFirst(int minutesAgo, int readings)
    {
        _bench.Functions.Functions = [Function];
        _bench.Series.Invocations.Add(("payments", Some.Time.AddMinutes(-minutesAgo), true));
        await _bench.Rules.AddAsync(Some.Rule with { Type = AlertRuleType.Deaths.Name, Window = TimeSpan.FromDays(1), RecoveryThreshold = null }, CancellationToken.None);

        await _bench.TickAsync();

        Assert.Equal(readings, _bench.Series.TracesRead.Count);
        Assert.Contains(FakeInvocationSeriesReader.FailedTrace.ToString(), Assert.Single(_bench.Transitions.Rows).Payload, StringComparison.Ordinal);
    }

    private void Fail(string function, DateTimeOffset minute, int second) => _bench.Series.Invocations.Add((function, minute.AddSeconds(second), true));

    private Task<AlertRule> AddAsync(AlertRuleType type) =>
        _bench.Rules.AddAsync(Some.Rule with { Type = type.Name, RecoveryThreshold = null }, CancellationToken.None);
}
