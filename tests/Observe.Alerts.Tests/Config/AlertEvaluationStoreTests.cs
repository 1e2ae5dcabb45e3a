using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Config;

public sealed class AlertEvaluationStoreTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private readonly AlertEvaluationStore _store = new(engine.Database);

    [Fact]
    public async Task List_SeveralRules_IsOneRuleNewestFirst()
    {
        // The tables drop what is old, so that these rows must be of today.
        var now = UnixTime.ToDateTimeOffset(UnixTime.Nanoseconds(TimeProvider.System.GetUtcNow()));
        var first = new AlertEvaluationRow
        {
            RuleId = "listed",
            Fingerprint = "f",
            At = now.AddMinutes(-2),
            State = AlertState.Firing,
            Value = 0.5,
            Threshold = 0.05,
        };
        var second = first with { At = now.AddMinutes(-1), State = AlertState.Error, Value = null, Error = "it's away" };
        await _store.AppendAsync([first], CancellationToken.None);
        await _store.AppendAsync([second], CancellationToken.None);
        await _store.AppendAsync([first with { RuleId = "other", Fingerprint = "g" }], CancellationToken.None);

        var range = TimeRange.Of(now.AddHours(-1), now);
        Assert.Equal([second, first], await _store.ListAsync(range, "listed", 10, CancellationToken.None));
        Assert.Equal(3, (await _store.ListAsync(range, null, 10, CancellationToken.None)).Count);
        Assert.Equal(
            [second],
            (await _store.LatestAsync(now.AddHours(-1), CancellationToken.None)).Where(row => row.RuleId == "listed"));
    }
}
