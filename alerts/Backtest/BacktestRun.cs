using Observe.Alerts.Evaluate;
using Observe.Storage.Config;

namespace Observe.Alerts.Backtest;

/// <summary>Goes through what evaluations would have measured with the state machine that the evaluator has.</summary>
internal sealed class BacktestRun(AlertRule rule)
{
    private readonly Dictionary<LabelSet, AlertInstance> _instances = [];
    private readonly Dictionary<LabelSet, BacktestPeriod> _open = [];
    private readonly HashSet<LabelSet> _seen = [];
    private readonly List<BacktestPeriod> _closed = [];
    private readonly List<BacktestPoint> _points = [];

    public int Instances => _seen.Count;

    public int Evaluations => _points.Count;

    /// <summary>By the time that they fired.</summary>
    public IReadOnlyList<BacktestPeriod> Periods => [.. _closed.Concat(_open.Values).OrderBy(period => period.FiredAt).ThenBy(period => period.Labels.ToString(), StringComparer.Ordinal)];

    public static BacktestRun Of(AlertRule rule, IEnumerable<Measurement> measurements, CancellationToken cancellationToken)
    {
        var run = new BacktestRun(rule);
        foreach (var measured in measurements)
        {
            cancellationToken.ThrowIfCancellationRequested();
            run.Advance(measured);
        }
        return run;
    }

    private void Advance(Measurement measured)
    {
        var told = _instances.Where(known => RuleInstances.IsTold(known.Value)).Select(known => known.Key).ToList();
        foreach (var labels in RuleInstances.Of(rule, measured, told))
        {
            Advance(labels, measured.Of(labels));
        }
        _seen.UnionWith(measured.Values.Keys);
        _points.Add(new BacktestPoint(measured.At, measured.Values.Count == 0 ? null : measured.Values.Values.Max(value => value.Value)));
    }

    /// <summary>The highest values of as many pieces of the time as there may be points.</summary>
    public IReadOnlyList<BacktestPoint> Points(int most)
    {
        var size = Math.Max(1, (_points.Count + most - 1) / most);
        return [.. _points.Chunk(size).Select(chunk => chunk.MaxBy(point => point.Value ?? double.MinValue)!)];
    }

    private void Advance(LabelSet labels, Observation observation)
    {
        var current = _instances.GetValueOrDefault(labels) ?? AlertInstance.New;
        var step = AlertStateMachine.Advance(rule, current, observation);
        // As the evaluator: what never changed has nothing to remember.
        if (RuleInstances.IsChange(current, step.Next) || _instances.ContainsKey(labels))
        {
            _instances[labels] = step.Next;
        }
        if (step.Event == AlertEvents.Fired)
        {
            _open[labels] = new BacktestPeriod(labels, observation.At, null, observation.Value, observation.Value, observation.Detail, observation.Range);
        }
        else if (step.Event == AlertEvents.Resolved && _open.Remove(labels, out var open))
        {
            _closed.Add(open with { ResolvedAt = observation.At });
        }
        else if (_open.TryGetValue(labels, out var period) && observation.Kind == ObservationKind.Value && observation.Value > period.Highest)
        {
            _open[labels] = period with { Highest = observation.Value };
        }
    }
}
