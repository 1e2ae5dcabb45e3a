using Observe.Alerts.Backtest;
using Observe.Alerts.Tests.Evaluate;
using Observe.Alerts.Tests.Fakes;
using Observe.Functions.Async;
using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Backtest;

/// <summary>What a rule would have done is what it does.</summary>
public sealed class RuleBacktestTests : IDisposable
{
    private const int SeedCount = 90;
    private static readonly string[] Types = ["error_rate", "invocations", "silence", "slo_burn_rate", "deaths", "search", "search", "duration_p95", "concurrency", "cost", "new_exception", "iterator_age"];
    private static readonly string[] Functions = ["checkout", "payments", "receipts"];

    private readonly EvaluatorBench _bench = new();

    public void Dispose() => _bench.Dispose();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, SeedCount)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Run_RandomRuleAndHistory_FiresWhenTheEvaluatorDoes(int seed)
    {
        var random = new Random(seed);
        var rule = RuleOf(random);
        var end = Some.Time.AddMinutes(90);
        Invoke(_bench, random, Some.Time.AddMinutes(-60), end);
        _bench.Functions.Stored = _bench.Series;
        await _bench.Rules.AddAsync(rule, CancellationToken.None);

        await _bench.TickAsync();
        while (_bench.Time.GetUtcNow() + rule.Interval <= end)
        {
            _bench.Time.Advance(rule.Interval);
            await _bench.TickAsync();
        }
        var result = await new RuleBacktest(_bench.Series, _bench.Searches, _bench.Queues, _bench.Streams).RunAsync(rule, TimeRange.Of(Some.Time, end), CancellationToken.None);

        var told = _bench.Transitions.Rows.Where(row => row.Event.Length > 0).Select(row => (new LabelSet(row.Labels), row.Event, row.ChangedAt, row.Event == AlertEvents.Fired ? row.Value : 0));
        var would = result.Periods.SelectMany(period => new[]
        {
            (period.Labels, AlertEvents.Fired, period.FiredAt, period.Value),
            (period.Labels, AlertEvents.Resolved, period.ResolvedAt ?? DateTimeOffset.MaxValue, 0.0),
        }).Where(item => item.Item3 != DateTimeOffset.MaxValue);
        Assert.Equal(Sorted(told), Sorted(would));
        Assert.Equal(("", ""), (result.Refusal, result.Approximation));
        Assert.Equal(_bench.History.Rows.Select(row => row.At).Distinct().Count(), result.Evaluations);

        static IEnumerable<(string, string, DateTimeOffset, double)> Sorted(IEnumerable<(LabelSet Labels, string Event, DateTimeOffset At, double Value)> items) =>
            items.Select(item => (item.Labels.ToString(), item.Event, item.At, Math.Round(item.Value, 9))).Order();
    }

    /// <summary>The comparison above is not of rules that never fire.</summary>
    [Fact]
    public async Task Run_TheRandomRules_FireAndResolve()
    {
        var (fired, resolved) = (0, 0);
        foreach (var seed in Enumerable.Range(0, SeedCount))
        {
            using var bench = new EvaluatorBench();
            var random = new Random(seed);
            var rule = RuleOf(random);
            Invoke(bench, random, Some.Time.AddMinutes(-60), Some.Time.AddMinutes(90));
            var result = await new RuleBacktest(bench.Series, bench.Searches, bench.Queues, bench.Streams).RunAsync(rule, TimeRange.Of(Some.Time, Some.Time.AddMinutes(90)), CancellationToken.None);
            fired += result.Fired > 0 ? 1 : 0;
            resolved += result.Periods.Any(period => period.ResolvedAt is not null) ? 1 : 0;
        }
        Assert.True(fired > 50 && resolved > 40, $"{fired} of them fire, {resolved} resolve.");
    }

    [Fact]
    public async Task Run_SevenDaysOfEveryMinute_ReadsOnceAndSaysWhere()
    {
        var from = Some.Time.AddDays(-7);
        foreach (var hour in new[] { 10, 50, 120 })
        {
            Fail(from.AddHours(hour), minutes: 10);
        }

        var result = await RunAsync(Some.Rule, from);

        Assert.Equal((3, 10_081, 1), (result.Fired, result.Evaluations, result.Instances));
        Assert.Equal([10, 50, 120], result.Periods.Select(period => Math.Floor((period.FiredAt - from).TotalHours)));
        Assert.All(result.Periods, period => Assert.Equal((1.0, 1.0), (period.Value, period.Highest)));
        Assert.InRange(result.Points.Count, 500, BacktestResult.MaxPoints);
        // A peak is not lost between two points.
        Assert.Equal(1, result.Points.Max(point => point.Value));
        Assert.Single(_bench.Series.Asked);
    }

    [Fact]
    public async Task Run_EvaluatedMoreOftenThanCanBeLookedAt_SaysHowOftenItDid()
    {
        var result = await RunAsync(Some.Rule with { Interval = TimeSpan.FromSeconds(10) }, Some.Time.AddDays(-7));

        Assert.Equal("Evaluated every 1m instead of every 10s.", result.Approximation);
        Assert.Equal(TimeSpan.FromMinutes(1), result.Step);
    }

    [Fact]
    public async Task Run_MoreRecordsThanAreReadAtOnce_LooksAtWholeSlotsAndSaysSo()
    {
        _bench.Series.Records = 10_000_000;
        Fail(Some.Time.AddHours(-3), minutes: 20);

        var result = await RunAsync(Some.Rule with { Window = TimeSpan.FromMinutes(7) }, Some.Time.AddDays(-1));

        Assert.StartsWith("Evaluated every 5m over windows of 10m", result.Approximation, StringComparison.Ordinal);
        Assert.Equal(1, result.Fired);
        var asked = Assert.Single(_bench.Series.Asked);
        Assert.Equal((0, 0), (asked.Range.FromUnixNanoseconds % (300 * UnixTime.NanosecondsPerSecond), asked.Width % (300 * UnixTime.NanosecondsPerSecond)));
    }

    [Fact]
    public async Task Run_StillOpenAtTheEnd_HasNoEnd()
    {
        Fail(Some.Time.AddMinutes(-20), minutes: 30);

        var period = Assert.Single((await RunAsync(Some.Rule, Some.Time.AddDays(-1))).Periods);

        Assert.Null(period.ResolvedAt);
    }

    [Fact]
    public async Task Run_QueueLag_FiresWhereMessagesWaited()
    {
        _bench.Series.Invocations.Add(("payments", Some.Time.AddHours(-5), false));
        Wait(Some.Time.AddHours(-5), seconds: 90);
        Wait(Some.Time.AddHours(-3), seconds: 2);

        var result = await RunAsync(QueueLagRule, Some.Time.AddDays(-1));

        var period = Assert.Single(result.Periods);
        Assert.Equal(("", 90.0), (result.Refusal, period.Value));
        Assert.Equal(5, (Some.Time - period.FiredAt).TotalHours, 0.1);
        // The window has passed: nothing is known any more.
        Assert.Equal(TimeSpan.FromMinutes(5), period.ResolvedAt - period.FiredAt);
    }

    [Fact]
    public async Task Run_QueueLagOfMoreThanIsRead_SaysSo()
    {
        _bench.Series.Invocations.Add(("payments", Some.Time.AddHours(-5), false));
        _bench.Queues.Messages = [.. Enumerable.Repeat(Message(Some.Time.AddHours(-5), 1), 50_000)];

        Assert.Contains("more than 50000 invocations", (await RunAsync(QueueLagRule, Some.Time.AddDays(-1))).Refusal, StringComparison.Ordinal);
    }

    private static AlertRule QueueLagRule => Some.Rule with { Type = AlertRuleType.QueueLag.Name, Threshold = 60, RecoveryThreshold = null };

    private void Wait(DateTimeOffset at, int seconds) => _bench.Queues.Messages = [.. _bench.Queues.Messages, Message(at, seconds)];

    private static QueuedMessage Message(DateTimeOffset at, int seconds) => new()
    {
        TraceId = "",
        EnqueuedUnixNanoseconds = UnixTime.Nanoseconds(at.AddSeconds(-seconds)),
        ProcessedUnixNanoseconds = UnixTime.Nanoseconds(at),
    };

    private Task<BacktestResult> RunAsync(AlertRule rule, DateTimeOffset from) =>
        new RuleBacktest(_bench.Series, _bench.Searches, _bench.Queues, _bench.Streams).RunAsync(rule, TimeRange.Of(from, Some.Time), CancellationToken.None);

    private void Fail(DateTimeOffset from, int minutes)
    {
        for (var i = 0; i < minutes * 6; i++)
        {
            _bench.Series.Invocations.Add(("payments", from.AddSeconds(i * 10), true));
        }
    }

    private static AlertRule RuleOf(Random random)
    {
        var type = Types[random.Next(Types.Length)];
        var threshold = type switch { "invocations" => random.Next(2, 15), "silence" => 0, "slo_burn_rate" => 1, "deaths" or "new_exception" => 0, "search" => 0.3, "duration_p95" or "iterator_age" => random.Next(20, 50) / 10.0, "concurrency" => random.Next(10, 19), "cost" => random.Next(1, 10) / 50.0, _ => random.Next(0, 5) / 10.0 };
        return Some.Rule with
        {
            Type = type,
            Function = random.Next(2) == 0 ? "payments" : AlertRule.EveryFunction,
            Search = type == "search" ? SearchOf(random) : null,
            Objective = type == "slo_burn_rate" ? 0.99 : null,
            Threshold = threshold,
            RecoveryThreshold = random.Next(2) == 0 ? null : threshold / 2,
            Window = Pick("1m", "2m", "5m", "90s", "7m"),
            Interval = Pick("30s", "1m", "2m", "5m"),
            For = Pick("0s", "0s", "2m", "4m"),
            KeepFiringFor = Pick("0s", "0s", "3m"),
            EvaluationDelay = Pick("0s", "5s", "30s", "90s"),
            NoData = random.Next(2) == 0 || type == "new_exception" ? NoDataPolicy.Resolve : NoDataPolicy.Keep,
        };

        TimeSpan Pick(params string[] texts) => DurationText.TryParse(texts[random.Next(texts.Length)], out var time) ? time : default;
    }

    private static RuleSearch SearchOf(Random random) => new()
    {
        Measure = (SearchMeasure)random.Next(4),
        Part = "status = error",
        Percentile = random.Next(1, 100),
        GroupBy = random.Next(3) == 0 ? [] : ["service"],
    };

    /// <summary>Each function has times in which it works, in which it fails, and in which it is not called.</summary>
    private static void Invoke(EvaluatorBench bench, Random random, DateTimeOffset from, DateTimeOffset to)
    {
        // Each is new for a while.
        bench.Series.CauseOf = (function, at) => $"{function} {UnixTime.Nanoseconds(at) / (17 * 60 * UnixTime.NanosecondsPerSecond)}";
        foreach (var function in Functions)
        {
            bench.Series.Invocations.Add((function, Some.Time.AddDays(-2), false));
            for (var at = from; at < to;)
            {
                var (until, failing, pause) = (at.AddMinutes(random.Next(1, 15)), random.NextDouble() * random.Next(3) / 2, random.Next(1, 40));
                var isCalled = random.Next(4) > 0;
                for (; at < until && at < to; at = at.AddMilliseconds(random.Next(500, pause * 1_000)))
                {
                    if (isCalled)
                    {
                        bench.Series.Invocations.Add((function, at, random.NextDouble() < failing));
                        bench.Streams.Points.Add((function, at, random.NextDouble() * 6));
                        bench.Searches.Records.Add((new Dictionary<string, string> { ["service"] = function }, at, random.NextDouble(), random.NextDouble() < failing));
                    }
                }
            }
        }
    }
}
