using Observe.Alerts.Tests.Fakes;
using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Config;

public sealed class DeliveryStoreTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private readonly NotificationStore _notifications = new(engine.Database);
    private readonly DeliveryStore _store = new(engine.Database);

    [Fact]
    public async Task Due_Life_FromTheChangeToTheDelivery()
    {
        await NotifyAsync("life", "one", "two");
        Assert.Equal(["one", "two"], (await DueAsync("life", 0)).Select(due => due.WebhookId).Order());

        await _store.AppendAsync([Attempt("life", "one", DeliveryOutcome.Delivered, 1)], CancellationToken.None);
        await _store.AppendAsync([Attempt("life", "two", DeliveryOutcome.Retry, 1) with { NextAttemptAt = At(60) }], CancellationToken.None);
        Assert.Empty(await DueAsync("life", 59));

        var due = Assert.Single(await DueAsync("life", 60));
        Assert.Equal(("two", 1, 1, "{\"n\":\"life\"}"), (due.WebhookId, due.Attempts, due.Step, due.Payload));

        await _store.AppendAsync([Attempt("life", "two", DeliveryOutcome.Dead, 2) with { At = At(61) }], CancellationToken.None);
        Assert.Empty(await DueAsync("life", 1000));
    }

    [Fact]
    public async Task Redeliver_DeadLetter_IsDueWithAFreshSchedule()
    {
        await NotifyAsync("again", "hook");
        await _store.AppendAsync([Attempt("again", "hook", DeliveryOutcome.Dead, 7)], CancellationToken.None);

        Assert.True(await _store.RedeliverAsync("again", "hook", At(5), CancellationToken.None));
        Assert.False(await _store.RedeliverAsync("again", "nobody", At(5), CancellationToken.None));

        var due = Assert.Single(await DueAsync("again", 5));
        Assert.Equal((7, 0), (due.Attempts, due.Step));
    }

    [Fact]
    public async Task Due_BacklogOfOneWebhook_DoesNotHideTheOthers()
    {
        for (var i = 0; i < 5; i++)
        {
            await NotifyAsync("backlog" + i, "busy");
        }
        await NotifyAsync("behind", "idle");

        var due = await _store.DueAsync(At(0), 3, CancellationToken.None);

        Assert.Equal(3, due.Count(item => item.WebhookId == "busy"));
        Assert.Single(due, item => item.WebhookId == "idle");
    }

    [Fact]
    public async Task List_Attempts_AreReadBackWholeAndNewestFirst()
    {
        var first = Attempt("list", "hook", DeliveryOutcome.Retry, 1) with
        {
            RuleId = "listed",
            Status = 503,
            Answer = "busy\n\"quoted\" 雪",
            Error = "why",
            DurationNanoseconds = 123,
            NextAttemptAt = At(9),
        };
        var second = first with { Attempt = 2, At = At(9), Outcome = DeliveryOutcome.Dead, NextAttemptAt = null };
        await _store.AppendAsync([first], CancellationToken.None);
        await _store.AppendAsync([second], CancellationToken.None);

        var range = TimeRange.Of(Some.Today.AddHours(-1), Some.Today.AddHours(1));
        Assert.Equal([second, first], await _store.ListAsync(range, "listed", 10, CancellationToken.None));
    }

    private Task NotifyAsync(string id, params string[] webhookIds) => _notifications.AppendAsync(
        new NotificationRow
        {
            Id = id,
            RuleId = "rule",
            At = Some.Today,
            Event = AlertEvents.Fired,
            WebhookIds = webhookIds,
            Payload = $"{{\"n\":\"{id}\"}}",
        },
        CancellationToken.None);

    private async Task<IReadOnlyList<DueDelivery>> DueAsync(string id, int second) =>
        [.. (await _store.DueAsync(At(second), 1000, CancellationToken.None)).Where(due => due.NotificationId == id)];

    private static DeliveryRow Attempt(string id, string webhookId, DeliveryOutcome outcome, int attempt) => new()
    {
        NotificationId = id,
        WebhookId = webhookId,
        Event = AlertEvents.Fired,
        Attempt = attempt,
        Step = attempt,
        At = Some.Today,
        Outcome = outcome,
    };

    private static DateTimeOffset At(int second) => Some.Today.AddSeconds(second);
}
