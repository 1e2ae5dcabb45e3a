using Observe.Alerts.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Config;

public sealed class NotificationStoreTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private readonly NotificationStore _store = new(engine.Database);

    [Fact]
    public async Task Latest_SeveralMessagesAndAPing_IsTheNewestOfEachRule()
    {
        var newest = Row("msg_2", "rule", 1) with { Firing = ["a"], Resolved = ["b'", "c\0\"\n\u2028"] };
        await _store.AppendAsync([Row("msg_1", "rule", 0), newest], CancellationToken.None);
        await _store.AppendAsync([newest, Row("msg_3", "", 2)], CancellationToken.None);

        var latest = Assert.Single(await _store.LatestAsync(CancellationToken.None), row => row.RuleId is "rule" or "");

        Assert.Equal(("msg_2", Some.Today.AddMinutes(1)), (latest.Id, latest.At));
        Assert.Equal(["a"], latest.Firing);
        Assert.Equal(["b'", "c\0\"\n\u2028"], latest.Resolved);
    }

    [Fact]
    public async Task Append_MoreThanAStatementTakes_IsAllThere()
    {
        var body = new string('\u00e9', 1_500_000);

        await _store.AppendAsync([.. Enumerable.Range(0, 5).Select(i => Row($"msg_{i}", $"long {i}", i) with { Payload = body })], CancellationToken.None);

        Assert.Equal(5, (await _store.LatestAsync(CancellationToken.None)).Count(row => row.RuleId.StartsWith("long", StringComparison.Ordinal)));
    }

    private static NotificationRow Row(string id, string ruleId, int minute) => new()
    {
        Id = id,
        RuleId = ruleId,
        At = Some.Today.AddMinutes(minute),
        Event = AlertEvents.Fired,
        WebhookIds = ["hook"],
        Payload = "{}",
    };
}
