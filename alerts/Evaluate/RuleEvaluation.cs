using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Observe.Alerts.Deliver;
using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Alerts.Evaluate;

/// <summary>One evaluation of one rule: measure, advance each of its instances, say what has changed and what goes into the history.</summary>
public sealed partial class RuleEvaluation(
    RuleMeasure measure,
    FiringTraces traces,
    AlertInstances instances,
    AlertPayload payload,
    AlertsMeter meter,
    ILogger<RuleEvaluation> logger)
{
    public async Task<RuleResult> EvaluateAsync(AlertRule rule, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var measured = await measure.ObserveAsync(rule, at, cancellationToken);
        if (measured.Error.Length > 0)
        {
            Log.MeasureFailed(logger, rule.Id, measured.Error);
        }

        var changed = new List<Changed>();
        var seen = new List<(string Fingerprint, AlertState State, Observation Observation, bool IsCalm)>();
        foreach (var labels in RuleInstances.Of(rule, measured, Told(rule)))
        {
            var fingerprint = AlertIdentity.Fingerprint(rule.Id, labels.Labels);
            var observation = measured.Of(labels);
            var current = instances.Get(rule.Id, fingerprint);
            var step = AlertStateMachine.Advance(rule, current, observation);
            var isChange = RuleInstances.IsChange(current, step.Next);
            if (isChange)
            {
                changed.Add(new Changed(labels, fingerprint, current, step, observation));
            }
            else
            {
                instances.Keep(rule.Id, fingerprint, step.Next);
            }
            seen.Add((fingerprint, step.Next.State, observation, !isChange && step.Next.State is AlertState.Inactive or AlertState.Resolved));
        }

        var behind = await TracesAsync(rule, changed, cancellationToken);
        var changes = changed.ConvertAll(change => (change.Step.Next, Row: Row(rule, change, behind)));

        var elapsed = Stopwatch.GetElapsedTime(started);
        meter.Evaluations.Add(1, AlertsMeter.Tag("outcome", measured.Error.Length > 0 ? ObservationKind.Error
            : measured.Values.Count > 0 ? ObservationKind.Value : ObservationKind.NoData));
        meter.EvaluationDuration.Record(elapsed.TotalSeconds);
        if (seen.Count == 0)
        {
            // No instance to have the state: the rule itself had nothing to look at, or could not look.
            var own = measured.Of(rule.OwnLabels);
            var none = own.Kind switch { ObservationKind.Error => AlertState.Error, ObservationKind.NoData => AlertState.NoData, _ => AlertState.Inactive };
            seen.Add((AlertIdentity.Fingerprint(rule.Id, rule.OwnLabels.Labels), none, own, false));
        }
        // Of thousands of calm instances the worst stands for all: each has no more to say.
        var worst = seen.Where(item => item.IsCalm).OrderByDescending(item => item.Observation.Value).Take(1);
        return new RuleResult(
            changes,
            [.. seen.Where(item => !item.IsCalm).Concat(worst).Select(item => new AlertEvaluationRow
            {
                RuleId = rule.Id,
                Fingerprint = item.Fingerprint,
                At = at,
                State = item.State,
                Value = item.Observation.Kind == ObservationKind.Value ? item.Observation.Value : null,
                Threshold = rule.Threshold,
                DurationNanoseconds = (long)elapsed.TotalNanoseconds,
                Error = item.Observation.Error,
                Detail = item.Observation.Detail,
            })],
            () => changes.ForEach(change => Say(rule.Id, change.Row)));
    }

    /// <summary>Resolves open alerts that no rule looks after any more, towards those who were told of them.</summary>
    /// <param name="abandoned">With their rules, as they are now; null when one was deleted.</param>
    public async Task AbandonAsync(
        IEnumerable<(AlertInstance Instance, AlertTransitionRow Last, AlertRule? Rule)> abandoned, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var changes = abandoned.Select(item => Abandoned(item.Instance, item.Last, item.Rule, at)).ToList();
        if (changes.Count > 0)
        {
            await instances.ChangeAsync(changes, cancellationToken);
            changes.ForEach(change => Say(change.Row.RuleId, change.Row));
        }
    }

    private (AlertInstance Next, AlertTransitionRow Row) Abandoned(AlertInstance instance, AlertTransitionRow last, AlertRule? rule, DateTimeOffset at)
    {
        var step = AlertStateMachine.Abandon(instance);
        var changedAt = After(last, at);
        return (step.Next, Row(last.RuleId, last.Fingerprint, last.Labels, instance, step, changedAt) with
        {
            Value = last.Value,
            Threshold = last.Threshold,
            WebhookIds = last.WebhookIds,
            Payload = payload.WriteAbandoned(last, rule, instance, changedAt),
        });
    }

    private IEnumerable<LabelSet> Told(AlertRule rule) => instances.ToldOf(rule.Id)
        .Where(row => rule.LooksAfter(row.Labels)).Select(row => new LabelSet(row.Labels));

    private AlertTransitionRow Row(AlertRule rule, Changed change, IReadOnlyDictionary<LabelSet, IReadOnlyList<TraceId>> behind)
    {
        var (labels, fingerprint, current, step, observation) = change;
        var changedAt = After(instances.LastOf(rule.Id, fingerprint), observation.At);
        var told = observation with { At = changedAt, TraceIds = behind.GetValueOrDefault(labels, observation.TraceIds) };
        return Row(rule.Id, fingerprint, labels.Labels, current, step, changedAt) with
        {
            Value = observation.Value,
            Threshold = rule.Threshold,
            WebhookIds = rule.WebhookIds,
            Payload = step.Event.Length == 0 ? "" : payload.Write(rule, labels, current, step, told),
        };
    }

    /// <summary>Of the alerts that begin to fire and have none yet. None when they cannot be read: a message does not wait for them.</summary>
    private async Task<IReadOnlyDictionary<LabelSet, IReadOnlyList<TraceId>>> TracesAsync(AlertRule rule, List<Changed> changed, CancellationToken cancellationToken)
    {
        var firing = changed.FindAll(change => change.Step.Event == AlertEvents.Fired && change.Observation.TraceIds.Count == 0);
        if (firing.Count == 0)
        {
            return new Dictionary<LabelSet, IReadOnlyList<TraceId>>();
        }
        try
        {
            var range = new TimeRange(
                firing.Min(change => change.Observation.Range.FromUnixNanoseconds), firing.Max(change => change.Observation.Range.ToUnixNanoseconds));
            return await traces.ReadAsync(rule, firing.Select(change => change.Labels), range, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.TracesFailed(logger, rule.Id, exception.Message);
            return new Dictionary<LabelSet, IReadOnlyList<TraceId>>();
        }
    }

    /// <summary>A clock that was set back must not put a change before the one that it follows: the newest row is the state.</summary>
    private static DateTimeOffset After(AlertTransitionRow? last, DateTimeOffset at) =>
        last is not null && at <= last.ChangedAt ? last.ChangedAt.AddMilliseconds(1) : at;

    private static AlertTransitionRow Row(
        string ruleId, string fingerprint, IReadOnlyDictionary<string, string> labels,
        AlertInstance from, AlertStep step, DateTimeOffset at) => new()
        {
            Id = AlertIdentity.ChangeId(ruleId, labels, at, step.Next.State),
            RuleId = ruleId,
            Fingerprint = fingerprint,
            Labels = labels,
            From = from.State,
            State = step.Next.State,
            ChangedAt = at,
            PendingSince = step.Next.PendingSince,
            FiringSince = step.Next.FiringSince,
            RecoveringSince = step.Next.RecoveringSince,
            Event = step.Event,
        };

    private void Say(string ruleId, AlertTransitionRow row)
    {
        meter.Transitions.Add(1, AlertsMeter.Tag("state", row.State));
        Log.StateChanged(logger, ruleId, row.From, row.State, row.Value);
    }

    private sealed record Changed(LabelSet Labels, string Fingerprint, AlertInstance Current, AlertStep Step, Observation Observation);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Rule {RuleId} went from {From} to {State} at {Value}.")]
        public static partial void StateChanged(ILogger logger, string ruleId, AlertState from, AlertState state, double value);

        [LoggerMessage(2, LogLevel.Warning, "Rule {RuleId} could not be measured: {Error}")]
        public static partial void MeasureFailed(ILogger logger, string ruleId, string error);

        [LoggerMessage(3, LogLevel.Warning, "Rule {RuleId} fires without traces, they could not be read: {Error}")]
        public static partial void TracesFailed(ILogger logger, string ruleId, string error);
    }
}
