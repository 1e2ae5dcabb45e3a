using Microsoft.Extensions.Time.Testing;
using Observe.Alerts.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Config;

public sealed class AlertStatusReaderTests
{
    private readonly FakeTimeProvider _time = new(Some.Time);
    private readonly FakeAlertTransitionStore _transitions = new();
    private readonly AlertRuleStore _rules;
    private readonly SilenceStore _silences;
    private readonly AlertStatusReader _reader;

    public AlertStatusReaderTests()
    {
        var documents = new FakeConfigDocuments(_time);
        (_rules, _silences) = (new AlertRuleStore(documents), new SilenceStore(documents));
        _reader = new AlertStatusReader(_rules, _silences, _transitions, new FakeAlertEvaluationStore(), _time);
    }

    [Fact]
    public async Task List_OneOfTwoFunctionsIsSilenced_ShowsTheOtherAndCountsIt()
    {
        var rule = await _rules.AddAsync(Some.Rule with { Function = AlertRule.EveryFunction }, CancellationToken.None);
        await _transitions.AppendAsync([Open(rule, "cart"), Open(rule, "checkout")], CancellationToken.None);
        var silence = await SilenceAsync("function", "cart");
        await SilenceAsync("alertname", "another rule");

        var worst = Assert.Single(await _reader.ListAsync(CancellationToken.None));
        var instances = await _reader.InstancesAsync(CancellationToken.None);

        Assert.Equal(("checkout", 2, 1), (worst.Labels.Function, worst.OpenInstances, worst.SilencedInstances));
        Assert.Equal([("cart", Some.Time.AddMinutes(-5)), ("checkout", Some.Time.AddMinutes(-5))], worst.Open.Select(open => (open.Labels.ToString(), open.FiringSince)));
        Assert.Equal([silence.Id], Assert.Single(instances, status => status.Labels.Function == "cart").SilencedBy.Select(found => found.Id));
        Assert.Empty(Assert.Single(instances, status => status.Labels.Function == "checkout").SilencedBy);

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, Assert.Single(await _reader.ListAsync(CancellationToken.None)).SilencedInstances);
    }

    private Task<Silence> SilenceAsync(string label, string value) => _silences.AddAsync(
        new Silence { Matchers = [new SilenceMatcher(label, "=", value)], StartsAt = Some.Time, EndsAt = Some.Time.AddHours(1), Reason = "a deploy" },
        CancellationToken.None);

    private static AlertTransitionRow Open(AlertRule rule, string function) => new()
    {
        Id = function,
        RuleId = rule.Id,
        Fingerprint = function,
        Labels = new Dictionary<string, string> { ["function"] = function },
        State = AlertState.Firing,
        ChangedAt = Some.Time.AddMinutes(-5),
        FiringSince = Some.Time.AddMinutes(-5),
    };
}
