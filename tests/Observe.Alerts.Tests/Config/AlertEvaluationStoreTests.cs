using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Config;

public sealed class AlertEvaluationStoreTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private readonly AlertEvaluationStore _store = new(engine.Database);

    /// <summary>A percentile of an attribute can be any of them.</summary>
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.MaxValue)]
    [InlineData(5e-324)]
    public async Task Append_AnyValue_IsReadAsItWas(double value)
    {
        var now = UnixTime.ToDateTimeOffset(UnixTime.Nanoseconds(TimeProvider.System.GetUtcNow()));
        var row = new AlertEvaluationRow { RuleId = $"value {value}", Fingerprint = "f", At = now.AddMinutes(-1), State = AlertState.Firing, Value = value };

        await _store.AppendAsync([row], CancellationToken.None);

        Assert.Equal([row], await _store.ListAsync(TimeRange.Of(now.AddHours(-1), now), row.RuleId, 10, CancellationToken.None));
    }

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
