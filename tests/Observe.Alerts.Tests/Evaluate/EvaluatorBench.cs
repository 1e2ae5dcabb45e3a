using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Observe.Alerts.Deliver;
using Observe.Alerts.Evaluate;
using Observe.Alerts.Group;
using Observe.Alerts.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Evaluate;

/// <summary>An evaluator over stores in memory; a second one over the same stores is a restart.</summary>
internal sealed class EvaluatorBench : IDisposable
{
    private readonly AlertsMeter _meter = Some.Meter();

    public EvaluatorBench()
    {
        Documents = new FakeConfigDocuments(Time);
        Rules = new AlertRuleStore(Documents);
        Silences = new SilenceStore(Documents);
        Dismissals = new AdviceDismissalStore(Documents, Time);
        Evaluator = Start();
    }

    public FakeTimeProvider Time { get; } = new(Some.Time);
    public FakeConfigDocuments Documents { get; }
    public AlertRuleStore Rules { get; }
    public SilenceStore Silences { get; }
    public FakeFunctionReader Functions { get; } = new();
    public FakeInvocationSeriesReader Series { get; } = new();
    public FakeSearchSeriesReader Searches { get; } = new();
    public FakeAsyncReader Queues { get; } = new();
    public FakeStreamAgeReader Streams { get; } = new();
    public FakeFunctionDetailReader Details { get; } = new();
    public AdviceDismissalStore Dismissals { get; }
    public AlertsOptions Options { get; } = new() { RuleRefresh = TimeSpan.Zero };
    public FakeAlertTransitionStore Transitions { get; } = new();
    public FakeNotificationStore Notifications { get; } = new();
    public FakeAlertEvaluationStore History { get; } = new();
    public AlertEvaluator Evaluator { get; private set; }

    public void Restart()
    {
        Evaluator.Dispose();
        Evaluator = Start();
    }

    public Task TickAsync() => Evaluator.TickAsync(CancellationToken.None);

    public async Task MinutesAsync(int minutes)
    {
        for (var i = 0; i < minutes; i++)
        {
            Time.Advance(TimeSpan.FromMinutes(1));
            await TickAsync();
        }
    }

    public void Dispose()
    {
        Evaluator.Dispose();
        Dismissals.Dispose();
        _meter.Dispose();
    }

    private AlertEvaluator Start()
    {
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        var instances = new AlertInstances(Transitions, History, Time);
        var payload = new AlertPayload(new AlertLinks(Microsoft.Extensions.Options.Options.Create(new LinkOptions { PublicUrl = "https://observe.example/" })));
        var windows = new FunctionWindows(Functions, Series, Streams, options, Time);
        var traces = new FiringTraces(windows, Searches);
        var evaluation = new RuleEvaluation(
            new RuleMeasure(Functions, Queues, windows, new SearchMeasures(Searches, options), Details.Findings(windows, Dismissals), options, Time), traces, instances, payload, _meter, NullLogger<RuleEvaluation>.Instance);
        return new AlertEvaluator(
            Rules, instances, evaluation, new EvaluationWriter(instances, History), windows, traces, new GroupNotifier(instances, Notifications, Silences, options, Time), new OutboxSignal(), _meter, options, Time, NullLogger<AlertEvaluator>.Instance);
    }
}
