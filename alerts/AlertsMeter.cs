using System.Diagnostics.Metrics;

namespace Observe.Alerts;

/// <summary>What this project says of itself.</summary>
public sealed class AlertsMeter : IDisposable
{
    public const string Name = "Observe.Alerts";
    private readonly Meter _meter;

    public AlertsMeter(IMeterFactory factory)
    {
        _meter = factory.Create(Name);
        Evaluations = _meter.CreateCounter<long>("observe.alerts.evaluations", "{evaluation}");
        MissedEvaluations = _meter.CreateCounter<long>("observe.alerts.evaluations.missed", "{evaluation}");
        EvaluationDuration = _meter.CreateHistogram<double>("observe.alerts.evaluation.duration", "s");
        Transitions = _meter.CreateCounter<long>("observe.alerts.transitions", "{transition}");
        Deliveries = _meter.CreateCounter<long>("observe.alerts.deliveries", "{attempt}");
        StoreFailures = _meter.CreateCounter<long>("observe.alerts.store.failures", "{failure}");
    }

    public Counter<long> Evaluations { get; }

    /// <summary>Evaluations whose time passed while others were still running.</summary>
    public Counter<long> MissedEvaluations { get; }

    public Histogram<double> EvaluationDuration { get; }
    public Counter<long> Transitions { get; }
    public Counter<long> Deliveries { get; }
    public Counter<long> StoreFailures { get; }

    public static KeyValuePair<string, object?> Tag(string name, Enum value) =>
        new(name, value.ToString().ToLowerInvariant());

    public void Dispose() => _meter.Dispose();
}
