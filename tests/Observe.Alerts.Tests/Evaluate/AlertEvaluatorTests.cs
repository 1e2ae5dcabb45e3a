using System.Text.Json;
using Observe.Alerts.Tests.Fakes;
using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Evaluate;

public sealed class AlertEvaluatorTests : IDisposable
{
    private readonly EvaluatorBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Tick_RateAboveAndBelow_FiresOnceAndResolvesOnce()
    {
        await AddAsync(Some.Rule);

        _bench.Functions.Say(errors: 0, of: 100);
        await _bench.MinutesAsync(2);
        _bench.Functions.Say(errors: 50, of: 100);
        await _bench.MinutesAsync(5);
        _bench.Functions.Say(errors: 0, of: 100);
        await _bench.MinutesAsync(5);

        Assert.Equal([AlertEvents.Fired, AlertEvents.Resolved], _bench.Transitions.Events);
        Assert.Equal(12, _bench.History.Rows.Count);
        Assert.Equal(0.5, _bench.History.Rows[2].Value);
    }

    [Fact]
    public async Task Tick_TwiceInOneInterval_EvaluatesOnce()
    {
        await AddAsync(Some.Rule);

        await _bench.TickAsync();
        _bench.Time.Advance(TimeSpan.FromSeconds(59));
        await _bench.TickAsync();

        Assert.Single(_bench.History.Rows);
    }

    [Fact]
    public async Task Tick_Window_EndsTheDelayBeforeTheEvaluation()
    {
        await AddAsync(Some.Rule with { EvaluationDelay = TimeSpan.FromSeconds(30) });

        await _bench.TickAsync();

        var asked = Assert.Single(_bench.Functions.Asked);
        Assert.Equal("payments", asked.FunctionName);
        Assert.Equal(
            TimeRange.Of(Some.Time.AddSeconds(-330), Some.Time.AddSeconds(-30)), asked.Range);
    }

    [Fact]
    public async Task Tick_AfterRestartWhileFiring_TellsNobodyAgainAndStillResolves()
    {
        await AddAsync(Some.Rule);
        _bench.Functions.Say(errors: 50, of: 100);
        await _bench.MinutesAsync(2);

        _bench.Restart();
        await _bench.MinutesAsync(2);
        Assert.Equal([AlertEvents.Fired], _bench.Transitions.Events);

        _bench.Functions.Say(errors: 0, of: 100);
        await _bench.MinutesAsync(1);
        Assert.Equal([AlertEvents.Fired, AlertEvents.Resolved], _bench.Transitions.Events);
    }

    [Fact]
    public async Task Tick_RestartWhilePending_GoesOnCounting()
    {
        await AddAsync(Some.Rule with { For = TimeSpan.FromMinutes(3) });
        _bench.Functions.Say(errors: 50, of: 100);
        await _bench.MinutesAsync(2);

        _bench.Restart();
        await _bench.MinutesAsync(2);

        var fired = Assert.Single(_bench.Transitions.Rows, row => row.Event == AlertEvents.Fired);
        Assert.Equal(Some.Time.AddMinutes(4), fired.ChangedAt);
    }

    [Theory]
    [InlineData((int)AppendFailure.Before)]
    [InlineData((int)AppendFailure.After)]
    public async Task Tick_StoreFailsOnTheTransition_OneNotificationAllTheSame(int failure)
    {
        await AddAsync(Some.Rule);
        _bench.Functions.Say(errors: 50, of: 100);

        _bench.Transitions.NextAppend = (AppendFailure)failure;
        await _bench.TickAsync();
        await _bench.MinutesAsync(3);

        Assert.Equal([AlertEvents.Fired], _bench.Transitions.Events);
    }

    [Fact]
    public async Task Tick_ReaderFails_IsAStateWithItsReasonInTheHistory()
    {
        await AddAsync(Some.Rule);
        _bench.Functions.Failure = new TimeoutException("too slow");

        await _bench.TickAsync();

        var evaluation = Assert.Single(_bench.History.Rows);
        Assert.Equal(AlertState.Error, evaluation.State);
        Assert.Equal("too slow", evaluation.Error);
        Assert.Null(evaluation.Value);
        Assert.Empty(_bench.Transitions.Events);
    }

    [Fact]
    public async Task Tick_RuleDeletedWhileFiring_ResolvesTowardsThoseWhoWereTold()
    {
        var rule = await AddAsync(Some.Rule with { WebhookIds = ["hook"] });
        _bench.Functions.Say(errors: 50, of: 100);
        await _bench.TickAsync();

        await _bench.Rules.DeleteAsync(rule.Id, null, CancellationToken.None);
        await _bench.MinutesAsync(2);

        var resolved = Assert.Single(_bench.Transitions.Rows, row => row.Event == AlertEvents.Resolved);
        Assert.Equal(["hook"], resolved.WebhookIds);
        Assert.Contains("the rule was deleted", resolved.Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tick_RuleLooksAtAnotherFunction_ResolvesTheFormerAlert()
    {
        var rule = await AddAsync(Some.Rule);
        _bench.Functions.Say(errors: 50, of: 100);
        await _bench.TickAsync();

        _bench.Functions.Say(errors: 0, of: 100);
        await _bench.Rules.ReplaceAsync(rule with { Function = "checkout" }, null, CancellationToken.None);
        await _bench.MinutesAsync(1);

        Assert.Equal([AlertEvents.Fired, AlertEvents.Resolved], _bench.Transitions.Events);
    }

    [Fact]
    public async Task Tick_Renamed_TheAlertStaysOpen()
    {
        var rule = await AddAsync(Some.Rule);
        _bench.Functions.Say(errors: 50, of: 100);
        await _bench.TickAsync();

        await _bench.Rules.ReplaceAsync(rule with { Name = "another name" }, null, CancellationToken.None);
        await _bench.MinutesAsync(2);

        Assert.Equal([AlertEvents.Fired], _bench.Transitions.Events);
    }

    [Fact]
    public async Task Tick_Fires_PayloadSaysWhatAndLeadsToTheTraces()
    {
        var rule = await AddAsync(Some.Rule);
        _bench.Functions.Say(errors: 25, of: 100);

        await _bench.TickAsync();

        using var json = JsonDocument.Parse(_bench.Transitions.Rows.Single(row => row.Event.Length > 0).Payload);
        var root = json.RootElement;
        var data = root.GetProperty("data");
        Assert.Equal("alert.fired", root.GetProperty("type").GetString());
        Assert.Equal("2026-11-23T03:00:00.000000000Z", root.GetProperty("timestamp").GetString());
        Assert.Equal("firing", data.GetProperty("status").GetString());
        Assert.Equal("payments", data.GetProperty("labels").GetProperty("function").GetString());
        Assert.Equal(0.25, data.GetProperty("value").GetDouble());
        Assert.Equal(0.05, data.GetProperty("threshold").GetDouble());
        Assert.Equal(FakeFunctionReader.SomeTrace.ToString(), data.GetProperty("traceIds")[0].GetString());
        Assert.Equal($"https://observe.example/alerts/{rule.Id}", data.GetProperty("links").GetProperty("rule").GetString());
        var traces = new Uri(data.GetProperty("links").GetProperty("traces").GetString()!);
        Assert.Equal(
            "?q=function = payments and status = error&from=2026-11-23T02:54:55.000Z&to=2026-11-23T02:59:55.000Z",
            Uri.UnescapeDataString(traces.Query));
        var alert = Assert.Single(data.GetProperty("alerts").EnumerateArray());
        Assert.Equal("firing", alert.GetProperty("status").GetString());
        Assert.Equal("payments errors over 5 %", alert.GetProperty("labels").GetProperty("alertname").GetString());
    }

    private Task<AlertRule> AddAsync(AlertRule rule) => _bench.Rules.AddAsync(rule, CancellationToken.None);
}
