using Observe.Alerts.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Config;

public sealed class AlertTransitionStoreTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private readonly AlertTransitionStore _store = new(engine.Database);

    [Fact]
    public async Task Append_Row_IsReadBackWhole()
    {
        var row = Row("whole", "msg_1", 0) with
        {
            Labels = new Dictionary<string, string> { ["function"] = "pay'ments \"x\"" },
            PendingSince = Some.Today,
            FiringSince = Some.Today.AddTicks(1),
            Value = 0.125,
            Threshold = 0.05,
            Event = AlertEvents.Fired,
            WebhookIds = ["a'b", "c,d"],
            Payload = "{\"text\":\"größer\"}",
        };

        await _store.AppendAsync([row], CancellationToken.None);

        var read = Assert.Single(await _store.ListAsync("whole", 10, CancellationToken.None));
        Assert.Equal(row.Labels, read.Labels);
        Assert.Equal(row.WebhookIds, read.WebhookIds);
        Assert.Equal(row with { Labels = read.Labels, WebhookIds = read.WebhookIds }, read);
        Assert.Null(read.RecoveringSince);
    }

    [Fact]
    public async Task Latest_SeveralChangesAndARepeat_IsTheNewestOfEachInstance()
    {
        await _store.AppendAsync([Row("latest", "msg_2", 0)], CancellationToken.None);
        await _store.AppendAsync([Row("latest", "msg_3", 1) with { State = AlertState.Resolved }], CancellationToken.None);
        await _store.AppendAsync([Row("latest", "msg_3", 1) with { State = AlertState.Resolved }], CancellationToken.None);

        var latest = await _store.LatestAsync(CancellationToken.None);

        Assert.Equal("msg_3", Assert.Single(latest, row => row.RuleId == "latest").Id);
        Assert.Equal(2, (await _store.ListAsync("latest", 10, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task LatestEvents_ChangesWithoutAnEventSince_AreTheNewestThatOpenedOrClosed()
    {
        await _store.AppendAsync([Row("events", "msg_4", 0) with { Event = AlertEvents.Fired }, Row("events", "msg_5", 1)], CancellationToken.None);

        var latest = await _store.LatestEventsAsync(CancellationToken.None);

        Assert.Equal("msg_4", Assert.Single(latest, row => row.RuleId == "events").Id);
    }

    private static AlertTransitionRow Row(string ruleId, string id, int minute) => new()
    {
        Id = id,
        RuleId = ruleId,
        Fingerprint = "f-" + ruleId,
        State = AlertState.Firing,
        ChangedAt = Some.Today.AddMinutes(minute),
    };
}
