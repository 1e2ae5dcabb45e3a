using Observe.Alerts.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Config;

public sealed class NotificationStoreTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private readonly NotificationStore _store = new(engine.Database);

    [Fact]
    public async Task Latest_SeveralMessagesAndAPing_IsTheNewestOfEachRule()
    {
        await _store.AppendAsync(Row("msg_1", "rule", 0), CancellationToken.None);
        await _store.AppendAsync(Row("msg_2", "rule", 1) with { Firing = ["a"], Resolved = ["b'", "c"] }, CancellationToken.None);
        await _store.AppendAsync(Row("msg_2", "rule", 1) with { Firing = ["a"], Resolved = ["b'", "c"] }, CancellationToken.None);
        await _store.AppendAsync(Row("msg_3", "", 2), CancellationToken.None);

        var latest = Assert.Single(await _store.LatestAsync(CancellationToken.None));

        Assert.Equal(("msg_2", Some.Today.AddMinutes(1)), (latest.Id, latest.At));
        Assert.Equal(["a"], latest.Firing);
        Assert.Equal(["b'", "c"], latest.Resolved);
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
