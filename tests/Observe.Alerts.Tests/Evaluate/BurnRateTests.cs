using Observe.Alerts.Evaluate;
using Observe.Alerts.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Evaluate;

/// <summary>An error budget of 0.1 percent, and how fast it burns.</summary>
public sealed class BurnRateTests : IDisposable
{
    private const double Objective = 0.999;

    private static readonly AlertRule Rule = Some.Rule with
    {
        Type = AlertRuleType.SloBurnRate.Name,
        Objective = Objective,
        Threshold = 1,
        RecoveryThreshold = null,
        EvaluationDelay = TimeSpan.Zero,
    };

    private readonly EvaluatorBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("5m", 0.05, "1h", 0.02, 1.389, "burns 20x over 1h and 50x over 5m, limit 14.4x")]
    [InlineData("5m", 0, "1h", 0.02, 0, "burns 20x over 1h and 0x over 5m, limit 14.4x")]
    [InlineData("30m", 0.03, "6h", 0.007, 1.167, "burns 7x over 6h and 30x over 30m, limit 6x")]
    [InlineData("6h", 0.002, "3d", 0.0015, 1.5, "burns 1.5x over 3d and 2x over 6h, limit 1x")]
    public void Of_OnePairBurns_IsThatPairAndBothValues(string shortWindow, double shortRate, string longWindow, double longRate, double value, string detail)
    {
        var rates = new Dictionary<string, double> { [shortWindow] = shortRate, [longWindow] = longRate };

        var burn = BurnRate.Of(Objective, Some.Time, window =>
            ((long)Math.Round(1_000_000 * rates.GetValueOrDefault(DurationText.Format(window))), 1_000_000))!;

        Assert.Equal(value, burn.Value, 3);
        Assert.Equal(detail, burn.Detail);
    }

    [Fact]
    public void Of_NothingInvoked_HasNoData() => Assert.Null(BurnRate.Of(Objective, Some.Time, _ => (0, 0)));

    [Fact]
    public void Of_ShortWindowIsEmpty_DoesNotBurn() =>
        Assert.Equal(0, BurnRate.Of(Objective, Some.Time, window => window <= TimeSpan.FromHours(6) ? (0, 0) : (1, 100))!.Value, 3);

    [Fact]
    public async Task Tick_BurstOfFailures_FiresWhileBothWindowsBurnAndSaysWhich()
    {
        await _bench.Rules.AddAsync(Rule with { Objective = 0.99 }, CancellationToken.None);
        // Two invocations a minute for three days; in the burst of ten minutes all fail.
        var burst = Some.Time.AddMinutes(20);
        Invoke(Some.Time.AddDays(-3), Some.Time.AddHours(3), at => at >= burst && at < burst.AddMinutes(10));

        await _bench.MinutesAsync(40);

        var told = _bench.Transitions.Rows.Where(row => row.Event.Length > 0).ToList();
        Assert.Equal([AlertEvents.Fired, AlertEvents.Resolved], told.Select(row => row.Event));
        // 18 of the 120 of an hour are 15 percent of them.
        Assert.Equal(burst.AddMinutes(9), told[0].ChangedAt);
        Assert.Contains("burns 15x over 1h and 100x over 5m, limit 14.4x", told[0].Payload, StringComparison.Ordinal);
        Assert.Contains("\"traces\":\"https://observe.example/traces?q=function%20%3D%20payments%20and%20status%20%3D%20error", told[0].Payload, StringComparison.Ordinal);
        // The hour burns on, the last five minutes do not.
        Assert.Equal(burst.AddMinutes(15), told[1].ChangedAt);
        Assert.All(_bench.History.Rows, row => Assert.StartsWith("burns ", row.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tick_ManyRules_ReadEachWindowOnce()
    {
        for (var i = 0; i < 20; i++)
        {
            await _bench.Rules.AddAsync(Rule with { Name = $"rule {i}", Function = i == 0 ? AlertRule.EveryFunction : "payments" }, CancellationToken.None);
        }
        Invoke(Some.Time.AddHours(-1), Some.Time, _ => false);

        await _bench.TickAsync();

        Assert.Equal(3, _bench.Series.Asked.Count);
        Assert.Equal(20, _bench.History.Rows.Count(row => row.State == AlertState.Inactive));
    }

    private void Invoke(DateTimeOffset from, DateTimeOffset to, Func<DateTimeOffset, bool> isFailure)
    {
        for (var at = from; at < to; at = at.AddSeconds(30))
        {
            _bench.Series.Invocations.Add(("payments", at, isFailure(at)));
        }
    }
}
