using Observe.Storage.Config;

namespace Observe.Alerts.Evaluate;

/// <param name="Event">One of <see cref="AlertEvents"/>, or empty: an alert is opened and closed with one event each.</param>
public sealed record AlertStep(AlertInstance Next, string Event);

/// <summary>
/// The rules of firing: pure, so that every path can be tested. An alert is open from its fired event to its resolved
/// event; no data and errors are states of their own on top of that.
/// </summary>
public static class AlertStateMachine
{
    // What is not a number exceeds nothing, as in Prometheus: thresholds are asked "is it above", never "is it not above".

    /// <summary>
    /// After a longer gap between evaluations, "for" and "keep firing for" begin anew: nobody saw what was between. So they do when the clock
    /// was set back: what they counted from is not there yet.
    /// </summary>
    private static readonly TimeSpan OutageTolerance = TimeSpan.FromHours(1);

    public static AlertStep Advance(AlertRule rule, AlertInstance instance, Observation observation)
    {
        var current = ForgetClocksAfterOutage(rule, instance, observation.At) with { EvaluatedAt = observation.At };
        return current.IsOpen ? AdvanceOpen(rule, current, observation) : AdvanceClosed(rule, current, observation);
    }

    private static AlertStep AdvanceClosed(AlertRule rule, AlertInstance current, Observation observation)
    {
        if (observation.Kind == ObservationKind.Error)
        {
            // The "for" clock runs on: a failed evaluation says neither yes nor no.
            return new AlertStep(current with { State = AlertState.Error }, "");
        }
        if (observation.Kind == ObservationKind.NoData)
        {
            return new AlertStep(current with { State = AlertState.NoData, PendingSince = null }, "");
        }
        if (!(observation.Value > rule.Threshold))
        {
            var calm = current.State == AlertState.Resolved ? AlertState.Resolved : AlertState.Inactive;
            return new AlertStep(current with { State = calm, PendingSince = null }, "");
        }
        var since = current.PendingSince ?? observation.At;
        return observation.At - since >= rule.For
            ? new AlertStep(
                current with { State = AlertState.Firing, PendingSince = null, FiringSince = observation.At }, AlertEvents.Fired)
            : new AlertStep(current with { State = AlertState.Pending, PendingSince = since }, "");
    }

    private static AlertStep AdvanceOpen(AlertRule rule, AlertInstance current, Observation observation)
    {
        if (observation.Kind == ObservationKind.Error)
        {
            return new AlertStep(current with { State = AlertState.Error }, "");
        }
        var hasData = observation.Kind == ObservationKind.Value;
        var recovered = hasData ? !(observation.Value > rule.RecoversAt) : rule.NoData == NoDataPolicy.Resolve;
        if (!recovered)
        {
            return new AlertStep(
                current with { State = hasData ? AlertState.Firing : AlertState.NoData, RecoveringSince = null }, "");
        }
        var since = current.RecoveringSince ?? observation.At;
        return observation.At - since >= rule.KeepFiringFor
            ? new AlertStep(Close(current, hasData ? AlertState.Resolved : AlertState.NoData), AlertEvents.Resolved)
            : new AlertStep(
                current with { State = hasData ? AlertState.Recovering : AlertState.NoData, RecoveringSince = since }, "");
    }

    /// <summary>Closes an alert whose rule is gone, disabled or looks at something else now.</summary>
    public static AlertStep Abandon(AlertInstance instance) => new(Close(instance, AlertState.Resolved), AlertEvents.Resolved);

    private static AlertInstance Close(AlertInstance instance, AlertState state) =>
        instance with { State = state, PendingSince = null, FiringSince = null, RecoveringSince = null };

    private static AlertInstance ForgetClocksAfterOutage(AlertRule rule, AlertInstance instance, DateTimeOffset at)
    {
        var tolerated = rule.Interval * 2 > OutageTolerance ? rule.Interval * 2 : OutageTolerance;
        return instance.EvaluatedAt is { } last && at - last <= tolerated && at >= last
            ? instance
            : instance with { PendingSince = null, RecoveringSince = null };
    }
}
