using Observe.Alerts.Tests.Evaluate;
using Observe.Alerts.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Group;

/// <summary>Who is silenced, and what is told all the same.</summary>
public sealed class SilenceTests : IDisposable
{
    private static readonly AlertRule Rule = Some.Rule with
    {
        Function = AlertRule.EveryFunction,
        WebhookIds = ["hook"],
        GroupWait = TimeSpan.Zero,
        GroupInterval = TimeSpan.FromMinutes(1),
    };

    private readonly EvaluatorBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("function", "=", "checkout", true)]
    [InlineData("function", "=", "check", false)]
    [InlineData("function", "!=", "payments", true)]
    [InlineData("function", "!=", "checkout", false)]
    [InlineData("function", "=~", "check.*|payments", true)]
    [InlineData("function", "=~", "check", false)]
    [InlineData("function", "!~", "pay.*", true)]
    [InlineData("function", "!~", "check.*", false)]
    [InlineData("team", "=", "", true)]
    [InlineData("team", "=~", ".+", false)]
    [InlineData("team", "!=", "shop", true)]
    public void Matches_Operators_AreThoseOfAlertmanager(string label, string comparison, string value, bool matches) =>
        Assert.Equal(matches, new SilenceMatcher(label, comparison, value).Matches(new Dictionary<string, string> { ["function"] = "checkout" }));

    [Fact]
    public async Task Tick_AlertIsSilenced_OthersAreTold()
    {
        await _bench.Rules.AddAsync(Rule, CancellationToken.None);
        await SilenceAsync("checkout", TimeSpan.FromHours(1));

        Say(("checkout", 50), ("payments", 50));
        await _bench.MinutesAsync(3);

        Assert.Single(Assert.Single(_bench.Notifications.Rows).Firing);
        Assert.DoesNotContain("checkout", _bench.Notifications.Rows[0].Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tick_SilenceEndsWhileItFires_IsToldThen()
    {
        await _bench.Rules.AddAsync(Rule, CancellationToken.None);
        await SilenceAsync("checkout", TimeSpan.FromMinutes(10));

        Say(("checkout", 50));
        await _bench.MinutesAsync(9);
        Assert.Empty(_bench.Notifications.Rows);
        await _bench.MinutesAsync(3);

        Assert.Equal(AlertEvents.Fired, Assert.Single(_bench.Notifications.Rows).Event);
    }

    [Fact]
    public async Task Tick_SilencedFromBeginningToEnd_IsToldToNobody()
    {
        await _bench.Rules.AddAsync(Rule, CancellationToken.None);
        await SilenceAsync("checkout", TimeSpan.FromHours(1));

        Say(("checkout", 50), ("payments", 50));
        await _bench.MinutesAsync(2);
        Say(("checkout", 0), ("payments", 50));
        await _bench.MinutesAsync(5);

        Assert.Single(_bench.Notifications.Rows);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tick_SilencedAfterItWasTold_ItsEndIsTold(bool restart)
    {
        await _bench.Rules.AddAsync(Rule, CancellationToken.None);
        Say(("checkout", 50), ("payments", 50));
        await _bench.MinutesAsync(2);

        await SilenceAsync("checkout", TimeSpan.FromHours(8));
        Say(("checkout", 50), ("payments", 0));
        await _bench.MinutesAsync(3);
        if (restart)
        {
            _bench.Restart();
        }
        await _bench.MinutesAsync(3);
        Say(("checkout", 0), ("payments", 0));
        await _bench.MinutesAsync(3);

        Assert.Equal([AlertEvents.Fired, AlertEvents.Resolved, AlertEvents.Resolved], _bench.Notifications.Rows.Select(row => row.Event));
        Assert.Contains("checkout", _bench.Notifications.Rows[2].Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tick_SilencedLongerThanTheRepeatInterval_IsNotRepeated()
    {
        await _bench.Rules.AddAsync(Rule, CancellationToken.None);
        Say(("checkout", 50));
        await _bench.MinutesAsync(2);

        await SilenceAsync("checkout", TimeSpan.FromHours(10));
        await _bench.MinutesAsync(9 * 60);

        Assert.Single(_bench.Notifications.Rows);
    }

    [Theory]
    [InlineData("function", "~", "x")]
    [InlineData("function", "=~", "(")]
    [InlineData("function", "=~", "(?=x)")]
    [InlineData("function", "=~", ".*")]
    [InlineData("", "=", "x")]
    public void Validate_MatcherThatCannotBeOrMatchesEverything_IsRefused(string label, string comparison, string value) => Assert.Contains(
        SilenceValidator.Validate(Silence(new SilenceMatcher(label, comparison, value), TimeSpan.FromHours(1)), Some.Time), error => error.Field == "matchers");

    [Fact]
    public void Validate_NoReasonAndNoEnd_AreBothRefused() => Assert.Equal(
        ["endsAt", "endsAt", "reason"],
        SilenceValidator.Validate(Silence(new SilenceMatcher("function", "=", "x"), TimeSpan.Zero) with { Reason = " " }, Some.Time).Select(error => error.Field).Order());

    [Fact]
    public async Task End_ActiveSilence_EndsNowAndStaysToBeRead()
    {
        var silence = await SilenceAsync("checkout", TimeSpan.FromHours(1));

        Assert.Equal(SaveStatus.Saved, await _bench.Silences.EndAsync(silence.Id, Some.Time.AddMinutes(1), CancellationToken.None));

        var ended = Assert.Single(await _bench.Silences.ListAsync(CancellationToken.None));
        Assert.False(ended.IsActive(Some.Time.AddMinutes(1)));
        Assert.Equal(silence.Matchers, ended.Matchers);
        Assert.Equal(SaveStatus.Saved, await _bench.Silences.EndAsync(silence.Id, Some.Time.AddMinutes(2), CancellationToken.None));
        Assert.Empty(await _bench.Silences.ListAsync(CancellationToken.None));
    }

    private Task<Silence> SilenceAsync(string function, TimeSpan length) =>
        _bench.Silences.AddAsync(Silence(new SilenceMatcher("function", "=", function), length), CancellationToken.None);

    private Silence Silence(SilenceMatcher matcher, TimeSpan length) => new()
    {
        Matchers = [matcher],
        StartsAt = _bench.Time.GetUtcNow(),
        EndsAt = _bench.Time.GetUtcNow() + length,
        Author = "ada",
        Reason = "a deploy",
    };

    private void Say(params (string Name, long Errors)[] functions) =>
        _bench.Functions.Functions = [.. functions.Select(function => FakeFunctionReader.Function(function.Name, function.Errors))];
}
