using Observe.Alerts.Tests.Fakes;
using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Evaluate;

/// <summary>Late data, clocks that jump, and rules that look at the same thing.</summary>
public sealed class TimeTests : IDisposable
{
    private readonly EvaluatorBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Tick_DataComesLateWithinTheDelay_FiresAsIfItHadBeenInTime()
    {
        await AddAsync(Some.Rule with { Window = TimeSpan.FromMinutes(1), EvaluationDelay = TimeSpan.FromSeconds(90) });
        // Failures of 03:02 to 03:03 that arrive 80 seconds late.
        Arrive(Some.Time.AddMinutes(2), Some.Time.AddMinutes(3), lateBy: TimeSpan.FromSeconds(80));

        await _bench.MinutesAsync(8);

        var fired = Assert.Single(_bench.Transitions.Rows, row => row.Event == AlertEvents.Fired);
        Assert.Equal(Some.Time.AddMinutes(4), fired.ChangedAt);
    }

    [Fact]
    public async Task Tick_DataComesLaterThanTheDelay_CountsAsLongAsTheWindowHoldsIt()
    {
        await AddAsync(Some.Rule with { Window = TimeSpan.FromMinutes(5), EvaluationDelay = TimeSpan.Zero });
        Arrive(Some.Time.AddMinutes(2), Some.Time.AddMinutes(3), lateBy: TimeSpan.FromMinutes(2));

        await _bench.MinutesAsync(12);

        Assert.Equal([AlertEvents.Fired, AlertEvents.Resolved], _bench.Transitions.Events);
        Assert.Equal(Some.Time.AddMinutes(5), _bench.Transitions.Rows.First(row => row.Event == AlertEvents.Fired).ChangedAt);
    }

    [Fact]
    public async Task Tick_ClockJumpsForward_TellsNobodyTwiceAndBeginsForAnew()
    {
        await AddAsync(Some.Rule);
        await AddAsync(Some.Rule with { For = TimeSpan.FromMinutes(3) });
        _bench.Functions.Say(errors: 50, of: 100);
        await _bench.MinutesAsync(2);

        _bench.Time.Advance(TimeSpan.FromDays(2));
        await _bench.MinutesAsync(2);

        // The one that waits has waited two minutes: what was in the two days, nobody saw.
        Assert.Equal([AlertEvents.Fired], _bench.Transitions.Events);
        await _bench.MinutesAsync(2);
        Assert.Equal([AlertEvents.Fired, AlertEvents.Fired], _bench.Transitions.Events);
    }

    [Fact]
    public async Task Tick_ClockIsSetBack_GoesOnEvaluatingAndTheNewestChangeStaysTheState()
    {
        await AddAsync(Some.Rule);
        _bench.Functions.Say(errors: 50, of: 100);
        await _bench.MinutesAsync(2);

        _bench.Time.AdjustTime(Some.Time.AddHours(-3));
        _bench.Functions.Say(errors: 0, of: 100);
        await _bench.MinutesAsync(1);
        Assert.Equal([AlertEvents.Fired, AlertEvents.Resolved], _bench.Transitions.Events);
        _bench.Restart();
        await _bench.MinutesAsync(2);
        Assert.Equal([AlertEvents.Fired, AlertEvents.Resolved], _bench.Transitions.Events);

        _bench.Functions.Say(errors: 50, of: 100);
        await _bench.MinutesAsync(1);
        Assert.Equal([AlertEvents.Fired, AlertEvents.Resolved, AlertEvents.Fired], _bench.Transitions.Events);
        Assert.Equal(3, _bench.Transitions.Rows.Where(row => row.Event.Length > 0).Select(row => row.Id).Distinct().Count());
    }

    [Fact]
    public async Task Tick_ClockIsSetBackWhilePending_WaitsNoLongerThanForSays()
    {
        await AddAsync(Some.Rule with { For = TimeSpan.FromMinutes(3) });
        _bench.Functions.Say(errors: 50, of: 100);
        await _bench.MinutesAsync(2);

        _bench.Time.AdjustTime(Some.Time.AddHours(-3));
        await _bench.MinutesAsync(4);

        Assert.Equal([AlertEvents.Fired], _bench.Transitions.Events);
    }

    [Fact]
    public async Task Tick_ClockIsSetBackALittle_EvaluatesNoTimeTwice()
    {
        await AddAsync(Some.Rule);
        await _bench.MinutesAsync(1);

        _bench.Time.AdjustTime(_bench.Time.GetUtcNow().AddSeconds(-20));
        await _bench.TickAsync();
        await _bench.MinutesAsync(2);

        Assert.Equal([1, 2], _bench.History.Rows.Select(row => (row.At - Some.Time).TotalMinutes));
    }

    [Fact]
    public async Task Tick_TwoRulesWithTheSameLabels_AreTwoAlertsWithIdsOfTheirOwn()
    {
        var strict = await AddAsync(Some.Rule with { Threshold = 0.01, RecoveryThreshold = null });
        var mild = await AddAsync(Some.Rule with { Threshold = 0.4, RecoveryThreshold = null });

        _bench.Functions.Say(errors: 20, of: 100);
        await _bench.MinutesAsync(1);
        _bench.Functions.Say(errors: 50, of: 100);
        await _bench.MinutesAsync(1);
        _bench.Functions.Say(errors: 20, of: 100);
        await _bench.MinutesAsync(1);
        _bench.Functions.Say(errors: 0, of: 100);
        await _bench.MinutesAsync(1);

        var told = _bench.Transitions.Rows.Where(row => row.Event.Length > 0).ToList();
        Assert.Equal(
            [(strict.Id, AlertEvents.Fired), (mild.Id, AlertEvents.Fired), (mild.Id, AlertEvents.Resolved), (strict.Id, AlertEvents.Resolved)],
            told.Select(row => (row.RuleId, row.Event)));
        Assert.Equal(4, told.Select(row => row.Id).Distinct().Count());
        Assert.Equal(2, told.Select(row => row.Fingerprint).Distinct().Count());
    }

    private Task<AlertRule> AddAsync(AlertRule rule) => _bench.Rules.AddAsync(rule, CancellationToken.None);

    /// <summary>One invocation a second that fails from one time to another and then succeeds; the failures are known only so much later.</summary>
    private void Arrive(DateTimeOffset from, DateTimeOffset to, TimeSpan lateBy) => _bench.Functions.Arrived = range =>
    {
        var (errors, all) = (0, 0);
        for (var at = UnixTime.ToDateTimeOffset(range.FromUnixNanoseconds); UnixTime.Nanoseconds(at) < range.ToUnixNanoseconds; at = at.AddSeconds(1))
        {
            var isFailure = at >= from && at < to;
            var isKnown = !isFailure || at + lateBy <= _bench.Time.GetUtcNow();
            errors += isFailure && isKnown ? 1 : 0;
            all += isKnown ? 1 : 0;
        }
        return (errors, all);
    };
}
