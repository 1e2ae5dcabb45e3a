using System.Text.Json;
using Observe.Alerts.Tests.Evaluate;
using Observe.Alerts.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Group;

/// <summary>From the changes of alerts to the messages in the outbox, over restarts and failures of the store, in fake time.</summary>
public sealed class GroupNotifierTests : IDisposable
{
    private static readonly AlertRule Rule = Some.Rule with { Function = AlertRule.EveryFunction, WebhookIds = ["hook"] };

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly EvaluatorBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Tick_SeveralFunctionsFail_AreOneMessageAndResolveInOne()
    {
        await AddAsync(Rule);

        Say(("checkout", 50), ("payments", 50), ("receipts", 0));
        await _bench.MinutesAsync(3);
        Say(("checkout", 0), ("payments", 0), ("receipts", 0));
        await _bench.MinutesAsync(10);

        Assert.Equal([AlertEvents.Fired, AlertEvents.Resolved], Events());
        var (fired, resolved) = (_bench.Notifications.Rows[0], _bench.Notifications.Rows[1]);
        Assert.Equal((2, 0), (fired.Firing.Count, fired.Resolved.Count));
        Assert.Equal((0, 2), (resolved.Firing.Count, resolved.Resolved.Count));
        Assert.Equal(["hook"], fired.WebhookIds);
        Assert.Equal(TimeSpan.FromMinutes(5), resolved.At - fired.At);
    }

    [Fact]
    public async Task Tick_Message_HoldsAllAlertsWithWhatTheyHaveInCommon()
    {
        var rule = await AddAsync(Rule with { GroupWait = TimeSpan.Zero });
        Say(("checkout", 50), ("payments", 25));

        await _bench.TickAsync();

        using var json = JsonDocument.Parse(Assert.Single(_bench.Notifications.Rows).Payload);
        var data = json.RootElement.GetProperty("data");
        Assert.Equal("alert.fired", json.RootElement.GetProperty("type").GetString());
        Assert.Equal("4", data.GetProperty("version").GetString());
        Assert.Equal(("firing", "firing"), (data.GetProperty("status").GetString(), data.GetProperty("reason").GetString()));
        Assert.Equal(rule.Id, data.GetProperty("groupKey").GetString());
        Assert.Equal(rule.Name, data.GetProperty("groupLabels").GetProperty("alertname").GetString());
        Assert.Equal(["alertname", "rule_id"], data.GetProperty("commonLabels").EnumerateObject().Select(label => label.Name).Order());
        var alerts = data.GetProperty("alerts").EnumerateArray().ToList();
        Assert.Equal(["checkout", "payments"], alerts.Select(alert => alert.GetProperty("labels").GetProperty("function").GetString()).Order());
        Assert.Equal([0.25, 0.5], alerts.Select(alert => alert.GetProperty("value").GetDouble()).Order());
    }

    [Fact]
    public async Task Tick_ManyAlerts_FirstHundredAreSentAndTheRestCounted()
    {
        await AddAsync(Rule with { GroupWait = TimeSpan.Zero });
        Say([.. Enumerable.Range(0, 250).Select(i => ($"function-{i}", 50L))]);

        await _bench.TickAsync();

        var row = Assert.Single(_bench.Notifications.Rows);
        using var json = JsonDocument.Parse(row.Payload);
        var data = json.RootElement.GetProperty("data");
        Assert.Equal((100, 150, 250), (data.GetProperty("alerts").GetArrayLength(), data.GetProperty("truncatedAlerts").GetInt32(), row.Firing.Count));
    }

    [Fact]
    public async Task Tick_FiresForAWorkingDay_RepeatsEveryFourHours()
    {
        await AddAsync(Rule);
        Say(("checkout", 50));

        await _bench.MinutesAsync(9 * 60);

        Assert.Equal([0, 240, 480], _bench.Notifications.Rows.Select(row => (row.At - _bench.Notifications.Rows[0].At).TotalMinutes));
        Assert.Contains("\"reason\":\"repeat\"", _bench.Notifications.Rows[1].Payload, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(7)]
    public async Task Tick_RestartsAtAnyMoment_ChangeNoMessage(int minute)
    {
        await AddAsync(Rule);
        await RunAsync(_bench, restartAt: null);
        using var other = new EvaluatorBench();
        await other.Rules.AddAsync(Rule, CancellationToken.None);
        await RunAsync(other, minute);

        Assert.Equal(3, _bench.Notifications.Rows.Count);
        Assert.Equal(
            _bench.Notifications.Rows.Select(row => (row.At, row.Event, row.Firing.Count, row.Resolved.Count)),
            other.Notifications.Rows.Select(row => (row.At, row.Event, row.Firing.Count, row.Resolved.Count)));
    }

    [Theory]
    [InlineData((int)AppendFailure.Before)]
    [InlineData((int)AppendFailure.After)]
    public async Task Tick_StoreFailsOnTheMessage_IsOneMessageAllTheSame(int failure)
    {
        await AddAsync(Rule with { GroupWait = TimeSpan.Zero });
        Say(("checkout", 50));

        _bench.Notifications.NextAppend = (AppendFailure)failure;
        await _bench.TickAsync();
        await _bench.MinutesAsync(12);

        Assert.Equal([AlertEvents.Fired], Events());
    }

    [Fact]
    public async Task Tick_RuleDeletedWhileFiring_ThoseWhoWereToldAreToldTheEnd()
    {
        var rule = await AddAsync(Rule);
        Say(("checkout", 50));
        await _bench.MinutesAsync(2);

        await _bench.Rules.DeleteAsync(rule.Id, null, CancellationToken.None);
        await _bench.MinutesAsync(10);

        Assert.Equal([AlertEvents.Fired, AlertEvents.Resolved], Events());
        Assert.Equal(["hook"], _bench.Notifications.Rows[1].WebhookIds);
        Assert.Contains("the rule was deleted", _bench.Notifications.Rows[1].Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tick_TwoRules_AreTwoGroups()
    {
        await AddAsync(Rule with { GroupWait = TimeSpan.Zero });
        await AddAsync(Rule with { GroupWait = TimeSpan.Zero, Name = "another" });
        Say(("checkout", 50));

        await _bench.TickAsync();

        Assert.Equal(2, _bench.Notifications.Rows.Select(row => row.Id).Distinct().Count());
    }

    [Fact]
    public async Task Tick_ReadingOfAnotherRuleHangs_IsToldAllTheSame()
    {
        await AddAsync(Some.Rule with { Function = "slow" });
        await AddAsync(Some.Rule with { WebhookIds = ["hook"], GroupWait = TimeSpan.Zero });
        _bench.Functions.Hanging = "slow";
        _bench.Functions.Say(errors: 50, of: 100);

        var tick = _bench.TickAsync();
        await _bench.Transitions.Written.Task.WaitAsync(Patience);
        _bench.Time.Advance(_bench.Options.Tick);
        await _bench.Notifications.Written.Task.WaitAsync(Patience);

        Assert.False(tick.IsCompleted);
        _bench.Time.Advance(_bench.Options.EvaluationTimeout);
        await tick;
        Assert.Contains(_bench.History.Rows, row => row.Error == "no answer within 30s");
    }

    private static async Task RunAsync(EvaluatorBench bench, int? restartAt)
    {
        for (var minute = 1; minute <= 20; minute++)
        {
            (string, long)[] functions = [("checkout", minute is >= 1 and < 9 ? 50 : 0), ("payments", minute is >= 3 and < 9 ? 50 : 0)];
            bench.Functions.Functions = [.. functions.Select(function => FakeFunctionReader.Function(function.Item1, function.Item2))];
            await bench.MinutesAsync(1);
            if (minute == restartAt)
            {
                bench.Restart();
            }
        }
    }

    private Task<AlertRule> AddAsync(AlertRule rule) => _bench.Rules.AddAsync(rule, CancellationToken.None);

    private void Say(params (string Name, long Errors)[] functions) =>
        _bench.Functions.Functions = [.. functions.Select(function => FakeFunctionReader.Function(function.Name, function.Errors))];

    private IReadOnlyList<string> Events() => [.. _bench.Notifications.Rows.Select(row => row.Event)];
}
