using System.Diagnostics.Metrics;
using Observe.Storage.Config;

namespace Observe.Alerts;

/// <summary>What this project says of itself.</summary>
public sealed class AlertsMeter : IDisposable
{
    public const string Name = "Observe.Alerts";
    private readonly Meter _meter;
    private volatile Func<bool> _isWorking = () => false;
    private volatile HealthFigures _health = new(0, 0, 0, 0);

    public AlertsMeter(IMeterFactory factory)
    {
        _meter = factory.Create(Name);
        Evaluations = _meter.CreateCounter<long>("observe.alerts.evaluations", "{evaluation}");
        MissedEvaluations = _meter.CreateCounter<long>("observe.alerts.evaluations.missed", "{evaluation}");
        EvaluationDuration = _meter.CreateHistogram<double>("observe.alerts.evaluation.duration", "s");
        Transitions = _meter.CreateCounter<long>("observe.alerts.transitions", "{transition}");
        Deliveries = _meter.CreateCounter<long>("observe.alerts.deliveries", "{attempt}");
        ProvisioningFailures = _meter.CreateCounter<long>("observe.alerts.provisioning.failures", "{failure}");
        StoreFailures = _meter.CreateCounter<long>("observe.alerts.store.failures", "{failure}");
        _meter.CreateObservableGauge("observe.alerts.working", () => _isWorking() ? 1 : 0, "{process}", "1 in the process that evaluates rules and delivers, 0 in one that stands by");
        _meter.CreateObservableGauge("observe.alerts.undelivered", Undelivered, "{message}", "Messages of the last day that did not reach a webhook: given up, or waiting for another attempt");
        _meter.CreateObservableGauge("observe.alerts.webhooks.failing", () => _health.Failing, "{webhook}", "Webhooks whose receivers fail now");
        _meter.CreateObservableGauge("observe.alerts.webhooks.disabled", () => _health.Disabled, "{webhook}", "Webhooks that Observe has disabled");
    }

    public Counter<long> Evaluations { get; }

    /// <summary>Evaluations whose time passed while others were still running.</summary>
    public Counter<long> MissedEvaluations { get; }

    public Histogram<double> EvaluationDuration { get; }
    public Counter<long> Transitions { get; }
    public Counter<long> Deliveries { get; }

    /// <summary>Faults found in provisioned files, and readings of them that failed.</summary>
    public Counter<long> ProvisioningFailures { get; }
    public Counter<long> StoreFailures { get; }

    /// <summary>What the gauges say from now on.</summary>
    public void SetHealth(IReadOnlyList<WebhookStatus> statuses, DateTimeOffset now) => _health = new HealthFigures(
        statuses.Sum(status => status.Health.GivenUp), statuses.Sum(status => status.Health.Waiting),
        statuses.Count(status => status.IsFailing(now)), statuses.Count(status => status.IsDisabledByObserve));

    /// <summary>Asked each time that the gauge is read.</summary>
    public void SetWorking(Func<bool> isWorking) => _isWorking = isWorking;

    /// <summary>Whether it is this one's: names are shared by all of a process.</summary>
    public bool Owns(Meter meter) => ReferenceEquals(meter, _meter);

    public static KeyValuePair<string, object?> Tag(string name, Enum value) =>
        new(name, value.ToString().ToLowerInvariant());

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Undelivered() =>
    [
        new(_health.GivenUp, new KeyValuePair<string, object?>("state", "given_up")),
        new(_health.Waiting, new KeyValuePair<string, object?>("state", "waiting")),
    ];

    private sealed record HealthFigures(long GivenUp, long Waiting, int Failing, int Disabled);
}
