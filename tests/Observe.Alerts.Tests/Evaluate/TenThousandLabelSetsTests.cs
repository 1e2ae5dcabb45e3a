using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Observe.Alerts.Deliver;
using Observe.Alerts.Evaluate;
using Observe.Alerts.Group;
using Observe.Alerts.Tests.Fakes;
using Observe.Storage.Config;
using Xunit.Abstractions;

namespace Observe.Alerts.Tests.Evaluate;

/// <summary>A thousand rules for ten functions each, over the real stores: what they cost is printed, what they leave behind is checked.</summary>
[Collection(nameof(AloneCollection))]
public sealed class TenThousandLabelSetsTests(EngineFixture engine, ITestOutputHelper output) : IClassFixture<EngineFixture>, IDisposable
{
    private const int Rules = 1_000;
    private const int Functions = 10;
    private readonly FakeTimeProvider _time = new(Some.Today);
    private readonly FakeFunctionReader _functions = new();
    private readonly AlertsMeter _meter = Some.Meter();

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task Tick_OverTheRealStores_EachLabelSetIsThereAfterARestart()
    {
        var documents = new FakeConfigDocuments(_time);
        var rules = new AlertRuleStore(documents);
        var types = AlertRuleType.All.Where(type => type.Unit == AlertUnit.Share).ToArray();
        for (var i = 0; i < Rules; i++)
        {
            await rules.AddAsync(
                Some.Rule with { Name = $"rule {i}", Function = AlertRule.EveryFunction, Type = types[i % types.Length].Name, WebhookIds = ["hook"], GroupWait = TimeSpan.Zero },
                CancellationToken.None);
        }
        var transitions = new AlertTransitionStore(engine.Database);

        using (var first = Start(documents, rules))
        {
            Say(failing: false);
            await MeasureAsync("all calm, first evaluation", first);
            await MeasureAsync("all calm", first);
            Say(failing: true);
            await MeasureAsync("all begin to fire", first);
            await MeasureAsync("all fire", first);
        }
        var open = await transitions.LatestAsync(CancellationToken.None);
        Assert.Equal(Rules * Functions, open.Count(row => row.FiringSince is not null));

        using (var second = Start(documents, rules))
        {
            await MeasureAsync("all fire, after a restart", second);
            Say(failing: false);
            await MeasureAsync("all resolve", second);
        }
        var closed = await transitions.LatestAsync(CancellationToken.None);
        Assert.Equal(Rules * Functions, closed.Count(row => row.State == AlertState.Resolved));
        var due = await new DeliveryStore(engine.Database).DueAsync(_time.GetUtcNow(), 10_000, CancellationToken.None);
        Assert.Equal(Rules, due.Count(message => message.Event == AlertEvents.Fired));
    }

    /// <summary>Ten functions whose invocations all start cold, and fail, and of which as many are refused.</summary>
    private void Say(bool failing) => _functions.Functions =
    [
        .. Enumerable.Range(0, Functions).Select(i => FakeFunctionReader.Function($"function-{i}", failing ? 100 : 0) with { ColdStarts = failing ? 100 : 0, Throttles = failing ? 100 : 0 }),
    ];

    private async Task MeasureAsync(string what, AlertEvaluator evaluator)
    {
        _time.Advance(TimeSpan.FromMinutes(1));
        using var process = Process.GetCurrentProcess();
        var (cpu, watch) = (process.TotalProcessorTime, Stopwatch.StartNew());
        await evaluator.TickAsync(CancellationToken.None);
        process.Refresh();
        output.WriteLine($"{what}: {(process.TotalProcessorTime - cpu).TotalSeconds:0.0} s of CPU, {watch.Elapsed.TotalSeconds:0.0} s");
    }

    private AlertEvaluator Start(FakeConfigDocuments documents, AlertRuleStore rules)
    {
        var options = Options.Create(new AlertsOptions { RuleRefresh = TimeSpan.Zero });
        var transitions = new AlertTransitionStore(engine.Database);
        var history = new AlertEvaluationStore(engine.Database);
        var instances = new AlertInstances(transitions, history, _time);
        var windows = new FunctionWindows(_functions, new FakeInvocationSeriesReader(), new FakeStreamAgeReader(), options, _time);
        var payload = new AlertPayload(new AlertLinks(Options.Create(new LinkOptions { PublicUrl = "https://observe.example/" })));
        var traces = new FiringTraces(windows, new FakeSearchSeriesReader());
        var evaluation = new RuleEvaluation(
            new RuleMeasure(_functions, new FakeAsyncReader(), windows, new SearchMeasures(new FakeSearchSeriesReader(), options),
                new FakeFunctionDetailReader().Findings(windows, new AdviceDismissalStore(documents, _time)), options, _time), traces, instances, payload, _meter, NullLogger<RuleEvaluation>.Instance);
        var groups = new GroupNotifier(instances, new NotificationStore(engine.Database), new SilenceStore(documents), options, _time);
        return new AlertEvaluator(rules, instances, evaluation, new EvaluationWriter(instances, history), windows, traces, groups, new OutboxSignal(), _meter, options, _time, NullLogger<AlertEvaluator>.Instance);
    }
}

/// <summary>Tests that measure what they cost: nothing runs beside them.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
