using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Observe.Alerts.Deliver;
using Observe.Storage.Config;

namespace Observe.Alerts.Evaluate;

/// <summary>One evaluation of one rule: measure, advance, write the change, write the history.</summary>
public sealed partial class RuleEvaluation(
    RuleMeasure measure,
    AlertInstances instances,
    IAlertEvaluationStore history,
    AlertPayload payload,
    AlertsMeter meter,
    ILogger<RuleEvaluation> logger)
{
    public async Task EvaluateAsync(AlertRule rule, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var labels = AlertIdentity.Labels(rule);
        var fingerprint = AlertIdentity.Fingerprint(rule.Id, labels);
        var observation = await measure.ObserveAsync(rule, at, cancellationToken);
        if (observation.Kind == ObservationKind.Error)
        {
            Log.MeasureFailed(logger, rule.Id, observation.Error);
        }

        var current = instances.Get(fingerprint);
        var step = AlertStateMachine.Advance(rule, current, observation);
        if (IsChange(current, step.Next))
        {
            var row = Row(rule.Id, fingerprint, labels, current, step, at) with
            {
                Value = observation.Value,
                Threshold = rule.Threshold,
                WebhookIds = rule.WebhookIds,
                Payload = step.Event.Length == 0 ? "" : payload.Write(rule, current, step, observation),
            };
            await instances.ChangeAsync(step.Next, row, cancellationToken);
            Changed(rule.Id, row);
        }
        else
        {
            instances.Keep(fingerprint, step.Next);
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        meter.Evaluations.Add(1, AlertsMeter.Tag("outcome", observation.Kind));
        meter.EvaluationDuration.Record(elapsed.TotalSeconds);
        await history.AppendAsync(
            new AlertEvaluationRow
            {
                RuleId = rule.Id,
                Fingerprint = fingerprint,
                At = at,
                State = step.Next.State,
                Value = observation.Kind == ObservationKind.Value ? observation.Value : null,
                Threshold = rule.Threshold,
                DurationNanoseconds = (long)elapsed.TotalNanoseconds,
                Error = observation.Error,
            },
            cancellationToken);
    }

    /// <summary>Resolves an open alert that no rule looks after any more, towards those who were told of it.</summary>
    public async Task AbandonAsync(
        AlertInstance instance, AlertTransitionRow last, AlertRule? rule, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var step = AlertStateMachine.Abandon(instance);
        var row = Row(last.RuleId, last.Fingerprint, last.Labels, instance, step, at) with
        {
            Value = last.Value,
            Threshold = last.Threshold,
            WebhookIds = last.WebhookIds,
            Payload = payload.WriteAbandoned(last, rule, instance, at),
        };
        await instances.ChangeAsync(step.Next, row, cancellationToken);
        Changed(last.RuleId, row);
    }

    // The clocks count as part of the state: they must survive a restart.
    private static bool IsChange(AlertInstance from, AlertInstance to) =>
        from.State != to.State || from.PendingSince != to.PendingSince || from.FiringSince != to.FiringSince
        || from.RecoveringSince != to.RecoveringSince;

    private static AlertTransitionRow Row(
        string ruleId, string fingerprint, IReadOnlyDictionary<string, string> labels,
        AlertInstance from, AlertStep step, DateTimeOffset at) => new()
        {
            Id = AlertIdentity.NotificationId(ruleId, labels, at, step.Next.State),
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

    private void Changed(string ruleId, AlertTransitionRow row)
    {
        meter.Transitions.Add(1, AlertsMeter.Tag("state", row.State));
        Log.StateChanged(logger, ruleId, row.From, row.State, row.Value);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Rule {RuleId} went from {From} to {State} at {Value}.")]
        public static partial void StateChanged(ILogger logger, string ruleId, AlertState from, AlertState state, double value);

        [LoggerMessage(2, LogLevel.Warning, "Rule {RuleId} could not be measured: {Error}")]
        public static partial void MeasureFailed(ILogger logger, string ruleId, string error);
    }
}
