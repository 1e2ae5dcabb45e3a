using CsCheck;
using Observe.Alerts.Evaluate;
using Observe.Alerts.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Evaluate;

public sealed class AlertStateMachineTests
{
    /// <summary>One character an evaluation, a minute apart: a value in percent as a digit, '.' for no data, '!' for a failure.</summary>
    [Theory]
    [InlineData("calm stays calm", "0000", 0, 0, "IIII", "")]
    [InlineData("exactly the threshold does not fire", "5555", 0, 0, "IIII", "")]
    [InlineData("fires at once without for", "9", 0, 0, "F", "f")]
    [InlineData("fires once", "9999", 0, 0, "FFFF", "f")]
    [InlineData("waits for", "999", 2, 0, "PPF", "f")]
    [InlineData("one miss resets for", "99099", 2, 0, "PPIPP", "")]
    [InlineData("between the thresholds stays open", "9444", 0, 0, "FFFF", "f")]
    [InlineData("at the recovery threshold it resolves", "93", 0, 0, "FR", "fr")]
    [InlineData("resolves once", "90000", 0, 0, "FRRRR", "fr")]
    [InlineData("keeps firing", "90000", 0, 2, "FccRR", "fr")]
    [InlineData("keep firing begins anew after a relapse", "90090000", 0, 2, "FccFccRR", "fr")]
    [InlineData("fires again after it was resolved", "9090", 0, 0, "FRFR", "frfr")]
    [InlineData("resolved goes through pending again", "90990", 1, 0, "PIPFR", "fr")]
    [InlineData("no data is a state", "0.0", 0, 0, "INI", "")]
    [InlineData("no data ends pending", "9.9", 1, 0, "PNP", "")]
    [InlineData("no data resolves an open alert", "9.", 0, 0, "FN", "fr")]
    [InlineData("no data keeps firing for as long as recovery", "9...", 0, 2, "FNNN", "fr")]
    [InlineData("a failure is a state", "0!0", 0, 0, "IEI", "")]
    [InlineData("a failure leaves the for clock alone", "9!9", 2, 0, "PEF", "f")]
    [InlineData("a failure never resolves", "9!!!9", 0, 0, "FEEEF", "f")]
    [InlineData("a failure leaves the recovery clock alone", "90!0", 0, 2, "FcER", "fr")]
    public void Advance_Sequence_EndsInStatesAndEvents(
        string why, string seen, int forMinutes, int keepMinutes, string states, string events)
    {
        var rule = Some.Rule with { For = TimeSpan.FromMinutes(forMinutes), KeepFiringFor = TimeSpan.FromMinutes(keepMinutes) };

        var (actualStates, actualEvents) = Run(rule, seen);

        Assert.True(states == actualStates && events == actualEvents, $"{why}: {actualStates} {actualEvents}");
    }

    [Fact]
    public void Advance_NoDataWithKeep_LeavesTheAlertOpenUntilThereIsData()
    {
        var (states, events) = Run(Some.Rule with { NoData = NoDataPolicy.Keep }, "9..90");

        Assert.Equal("FNNFR", states);
        Assert.Equal("fr", events);
    }

    [Fact]
    public void Advance_LongGapWhilePending_BeginsForAnew()
    {
        var rule = Some.Rule with { For = TimeSpan.FromMinutes(5) };
        var pending = AlertStateMachine.Advance(rule, AlertInstance.New, See('9', Some.Time)).Next;

        var step = AlertStateMachine.Advance(rule, pending, See('9', Some.Time.AddHours(3)));

        Assert.Equal(AlertState.Pending, step.Next.State);
        Assert.Equal(Some.Time.AddHours(3), step.Next.PendingSince);
    }

    [Fact]
    public void Advance_LongGapWhileFiring_FiresNoSecondTime()
    {
        var firing = AlertStateMachine.Advance(Some.Rule, AlertInstance.New, See('9', Some.Time)).Next;

        var step = AlertStateMachine.Advance(Some.Rule, firing, See('9', Some.Time.AddDays(2)));

        Assert.Equal("", step.Event);
        Assert.Equal(Some.Time, step.Next.FiringSince);
    }

    [Fact]
    public void Advance_AnySequence_AlternatesFiredAndResolvedAndOpensExactlyBetweenThem()
    {
        var sequences = Gen.Char["0123456789.!"].Array[0, 60];
        var rules =
            from hold in Gen.Int[0, 4]
            from keep in Gen.Int[0, 4]
            from policy in Gen.Enum<NoDataPolicy>()
            select Some.Rule with
            {
                For = TimeSpan.FromMinutes(hold),
                KeepFiringFor = TimeSpan.FromMinutes(keep),
                NoData = policy,
            };
        Gen.Select(rules, sequences).Sample((rule, seen) =>
        {
            var instance = AlertInstance.New;
            var at = Some.Time;
            foreach (var character in seen)
            {
                var wasOpen = instance.IsOpen;
                var step = AlertStateMachine.Advance(rule, instance, See(character, at));
                instance = step.Next;
                at += rule.Interval;

                var expected = (wasOpen, instance.IsOpen) switch
                {
                    (false, true) => AlertEvents.Fired,
                    (true, false) => AlertEvents.Resolved,
                    _ => "",
                };
                Assert.Equal(expected, step.Event);
                Assert.True(character != '!' || step.Event.Length == 0, "a failure told somebody something");
                Assert.True(instance.State != AlertState.Firing || instance.IsOpen);
            }
        });
    }

    private static (string States, string Events) Run(AlertRule rule, string seen)
    {
        var instance = AlertInstance.New;
        var (states, events, at) = ("", "", Some.Time);
        foreach (var character in seen)
        {
            var step = AlertStateMachine.Advance(rule, instance, See(character, at));
            instance = step.Next;
            states += Letter(instance.State);
            events += step.Event switch { AlertEvents.Fired => "f", AlertEvents.Resolved => "r", _ => "" };
            at += rule.Interval;
        }
        return (states, events);
    }

    private static Observation See(char character, DateTimeOffset at) => character switch
    {
        '.' => new Observation(at, ObservationKind.NoData, 0, default, []),
        '!' => new Observation(at, ObservationKind.Error, 0, default, [], "away"),
        _ => new Observation(at, ObservationKind.Value, (character - '0') / 100.0, default, []),
    };

    private static char Letter(AlertState state) => state switch
    {
        AlertState.Recovering => 'c',
        _ => state.ToString()[0],
    };
}
