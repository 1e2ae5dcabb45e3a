using Observe.Alerts.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Evaluate;

/// <summary>Rules that keep a state for each function.</summary>
public sealed class EveryFunctionTests : IDisposable
{
    private static readonly AlertRule Rule = Some.Rule with { Function = AlertRule.EveryFunction, WebhookIds = ["hook"] };

    private readonly EvaluatorBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Tick_SomeFunctionsFail_EachFiresAndResolvesByItself()
    {
        await AddAsync(Rule);

        Say(("checkout", 50), ("payments", 0), ("receipts", 50));
        await _bench.MinutesAsync(1);
        Say(("checkout", 50), ("payments", 50), ("receipts", 0));
        await _bench.MinutesAsync(1);

        Assert.Equal(
            ["alert.fired checkout", "alert.fired payments", "alert.fired receipts", "alert.resolved receipts"], Told().Order());
        Assert.Equal(4, _bench.Transitions.Rows.Select(row => row.Id).Distinct().Count());
    }

    [Fact]
    public async Task Tick_FunctionVanishesWhileItFires_Resolves()
    {
        await AddAsync(Rule);
        Say(("checkout", 50), ("payments", 0));
        await _bench.MinutesAsync(1);

        Say(("payments", 0));
        await _bench.MinutesAsync(3);

        Assert.Equal(["alert.fired checkout", "alert.resolved checkout"], Told());
        // The once is enough: what is gone is not evaluated for ever.
        Assert.Single(_bench.History.Rows, row => row.State == AlertState.NoData);
    }

    [Fact]
    public async Task Tick_FunctionVanishesAndAlertsAreKept_StaysOpenOverARestart()
    {
        await AddAsync(Rule with { NoData = NoDataPolicy.Keep });
        Say(("checkout", 50));
        await _bench.MinutesAsync(1);

        Say(("payments", 0));
        await _bench.MinutesAsync(2);
        _bench.Restart();
        await _bench.MinutesAsync(2);
        Assert.Equal(["alert.fired checkout"], Told());

        Say(("payments", 0), ("checkout", 0));
        await _bench.MinutesAsync(1);
        Assert.Equal(["alert.fired checkout", "alert.resolved checkout"], Told());
    }

    [Fact]
    public async Task Tick_ReadingFails_EveryOpenAlertStaysAsItWas()
    {
        await AddAsync(Rule);
        Say(("checkout", 50), ("payments", 0));
        await _bench.MinutesAsync(1);

        _bench.Functions.Failure = new IOException("away");
        await _bench.MinutesAsync(2);
        _bench.Functions.Failure = null;
        await _bench.MinutesAsync(1);

        Assert.Equal(["alert.fired checkout"], Told());
        Assert.Contains(_bench.History.Rows, row => row.State == AlertState.Error && row.Error == "away");
    }

    [Fact]
    public async Task Tick_AnswerIsNotWhole_JudgesNobodyByIt()
    {
        await AddAsync(Rule);
        Say(("checkout", 50));
        await _bench.MinutesAsync(1);

        Say();
        _bench.Functions.IsComplete = false;
        await _bench.MinutesAsync(1);

        Assert.Equal(["alert.fired checkout"], Told());
        Assert.Contains("only a part", _bench.History.Rows[^1].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tick_MoreFunctionsThanAllowed_IsAFailureThatSaysSo()
    {
        _bench.Options.MaxLabelSets = 2;
        await AddAsync(Rule);
        Say(("a", 50), ("b", 0), ("c", 0));

        await _bench.MinutesAsync(1);

        Assert.Empty(Told());
        Assert.Contains("more than 2 functions", Assert.Single(_bench.History.Rows).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tick_RuleNarrowedToOneFunction_KeepsItsAlertAndResolvesTheOthers()
    {
        var rule = await AddAsync(Rule);
        Say(("checkout", 50), ("payments", 50));
        await _bench.MinutesAsync(1);

        _bench.Functions.Say(errors: 50, of: 100);
        await _bench.Rules.ReplaceAsync(rule with { Function = "payments" }, null, CancellationToken.None);
        await _bench.MinutesAsync(2);

        Assert.Equal(["alert.fired checkout", "alert.fired payments", "alert.resolved checkout"], Told().Order());
    }

    /// <summary>A reading serves all rules of the tick; each label set has its states, ids and messages, and one statement does not take them all.</summary>
    [Fact]
    public async Task Tick_TenThousandLabelSets_EachFiresOnceAndResolvesOnce()
    {
        for (var i = 0; i < 5; i++)
        {
            await AddAsync(Rule with { Name = $"rule {i}" });
        }
        var names = Enumerable.Range(0, 2_000).Select(i => $"function-{i:0000}").ToArray();

        Say([.. names.Select(name => (name, 0L))]);
        await _bench.MinutesAsync(1);
        Say([.. names.Select(name => (name, 50L))]);
        await _bench.MinutesAsync(2);
        _bench.Restart();
        await _bench.MinutesAsync(1);
        Say([.. names.Select(name => (name, 0L))]);
        await _bench.MinutesAsync(2);

        var told = _bench.Transitions.Rows.Where(row => row.Event.Length > 0).ToList();
        Assert.Equal(20_000, told.Count);
        Assert.Equal(10_000, told.Select(row => row.Fingerprint).Distinct().Count());
        Assert.All(told.GroupBy(row => row.Fingerprint), rows => Assert.Equal([AlertEvents.Fired, AlertEvents.Resolved], rows.Select(row => row.Event)));
        Assert.Equal(6, _bench.Functions.Listed.Count);
        // The history of a calm fleet is one row a rule, not one a function.
        Assert.Equal(5, _bench.History.Rows.Count(row => row.At == Some.Time.AddMinutes(1)));
    }

    private Task<AlertRule> AddAsync(AlertRule rule) => _bench.Rules.AddAsync(rule, CancellationToken.None);

    private void Say(params (string Name, long Errors)[] functions) =>
        _bench.Functions.Functions = [.. functions.Select(function => FakeFunctionReader.Function(function.Name, function.Errors))];

    private IReadOnlyList<string> Told() =>
        [.. _bench.Transitions.Rows.Where(row => row.Event.Length > 0).Select(row => $"{row.Event} {row.Labels["function"]}")];
}
