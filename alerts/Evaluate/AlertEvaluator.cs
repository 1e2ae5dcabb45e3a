using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Observe.Alerts.Deliver;
using Observe.Alerts.Group;
using Observe.Alerts.Standby;
using Observe.Storage.Config;

namespace Observe.Alerts.Evaluate;

/// <summary>
/// Evaluates each rule once an interval, at whole multiples of it, so that a second or restarted evaluator sees the
/// same times and derives the same ids.
/// </summary>
public sealed partial class AlertEvaluator(
    AlertRuleStore rules,
    AlertInstances instances,
    RuleEvaluation evaluation,
    EvaluationWriter writer,
    FunctionWindows windows,
    FiringTraces traces,
    GroupNotifier groups,
    OutboxSignal outbox,
    AlertsMeter meter,
    IOptions<AlertsOptions> options,
    TimeProvider time,
    ILogger<AlertEvaluator> logger,
    AlertsLease? lease = null) : PeriodicService(options.Value.Tick, time, lease)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _evaluatedAt = new();
    private IReadOnlyList<AlertRule> _rules = [];
    private DateTimeOffset? _rulesReadAt;
    private long _term;

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => TickAsync(cancellationToken);

    /// <summary>Evaluates everything that is due now. A store that does not answer is logged, counted and tried at the next tick.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            StartAnewAfterOthers();
            await instances.EnsureLoadedAsync(cancellationToken);
            await RefreshRulesAsync(cancellationToken);
            windows.Forget();
            traces.Begin();
            writer.Begin();
            var active = _rules.Where(rule => rule.Enabled).ToList();
            using var pace = new PeriodicTimer(options.Value.Tick, Time);
            var evaluating = Parallel.ForEachAsync(
                active.Where(IsDue),
                new ParallelOptions
                {
                    MaxDegreeOfParallelism = options.Value.ParallelEvaluations,
                    CancellationToken = cancellationToken,
                },
                async (rule, token) => await EvaluateAsync(rule, token));
            await Task.WhenAll(evaluating, TellMeanwhileAsync(evaluating, pace, cancellationToken));
            await writer.FinishAsync(cancellationToken);
            await CloseAbandonedAsync(active, cancellationToken);
            await TellAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            meter.StoreFailures.Add(1);
            Log.TickFailed(logger, exception);
        }
    }

    /// <summary>What another process did meanwhile is in the store only.</summary>
    private void StartAnewAfterOthers()
    {
        if (Term == _term)
        {
            return;
        }
        _term = Term;
        instances.Forget();
        groups.Forget();
        _evaluatedAt.Clear();
        _rulesReadAt = null;
    }

    /// <summary>A rule whose reading takes long must not hold up what others have to tell.</summary>
    private async Task TellMeanwhileAsync(Task evaluating, PeriodicTimer pace, CancellationToken cancellationToken)
    {
        while (!evaluating.IsCompleted)
        {
            await Task.WhenAny(evaluating, pace.WaitForNextTickAsync(cancellationToken).AsTask());
            if (!evaluating.IsCompleted)
            {
                await TellAsync(cancellationToken);
            }
        }
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        // Not while changes are written: a group is told of all that an evaluation found, or of nothing of it.
        await writer.AloneAsync(() => groups.TellAsync(_rules, cancellationToken), cancellationToken);
        outbox.Announce();
    }

    private async Task RefreshRulesAsync(CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        if (_rulesReadAt is null || now - _rulesReadAt >= options.Value.RuleRefresh)
        {
            _rules = await rules.ListAsync(cancellationToken);
            _rulesReadAt = now;
        }
    }

    // A clock that was set back starts anew; a step of less than an interval only makes the next evaluation wait for its time.
    private bool IsDue(AlertRule rule) =>
        !_evaluatedAt.TryGetValue(rule.Id, out var last) || Slot(rule) is var slot && (slot > last || last - slot > rule.Interval);

    private async Task EvaluateAsync(AlertRule rule, CancellationToken cancellationToken)
    {
        var at = Slot(rule);
        if (_evaluatedAt.TryGetValue(rule.Id, out var last) && (at - last) / rule.Interval is var slots and > 1)
        {
            meter.MissedEvaluations.Add((long)slots - 1);
        }
        var result = await evaluation.EvaluateAsync(rule, at, cancellationToken);
        await writer.AddAsync(
            result with
            {
                OnWritten = () =>
                {
                    result.OnWritten();
                    _evaluatedAt[rule.Id] = at;
                },
            },
            cancellationToken);
    }

    private async Task CloseAbandonedAsync(List<AlertRule> active, CancellationToken cancellationToken)
    {
        var watching = active.ToDictionary(rule => rule.Id);
        var known = _rules.ToDictionary(rule => rule.Id);
        await evaluation.AbandonAsync(
            instances.OpenBeside(IsWatched).Select(open => (open.Instance, open.Last, known.GetValueOrDefault(open.Last.RuleId))), Time.GetUtcNow(), cancellationToken);

        bool IsWatched(AlertTransitionRow change) => watching.TryGetValue(change.RuleId, out var rule) && rule.LooksAfter(change.Labels);
    }

    private DateTimeOffset Slot(AlertRule rule)
    {
        var ticks = (Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks;
        return DateTimeOffset.UnixEpoch.AddTicks(ticks - ticks % rule.Interval.Ticks);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Rules could not be evaluated; the next tick tries again.")]
        public static partial void TickFailed(ILogger logger, Exception exception);
    }
}
