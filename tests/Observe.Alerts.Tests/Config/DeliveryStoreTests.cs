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

        Assert.Equal(RedeliverStatus.Queued, await _store.RedeliverAsync("again", "hook", At(5), CancellationToken.None));
        Assert.Equal(RedeliverStatus.Unknown, await _store.RedeliverAsync("again", "nobody", At(5), CancellationToken.None));

        var due = Assert.Single(await DueAsync("again", 5));
        Assert.Equal((7, 0), (due.Attempts, due.Step));
    }

    [Fact]
    public async Task Redeliver_OlderThanTheOutboxLooks_IsRefused()
    {
        await NotifyAsync("old", "hook");
        await _store.AppendAsync([Attempt("old", "hook", DeliveryOutcome.Dead, 7)], CancellationToken.None);
        var later = At(0).AddDays(15);

        Assert.Equal(RedeliverStatus.TooOld, await _store.RedeliverAsync("old", "hook", later, CancellationToken.None));

        Assert.DoesNotContain(await _store.DueAsync(later, 10, CancellationToken.None), due => due.NotificationId == "old");
    }

    [Fact]
    public async Task RedeliverRange_WhatDidNotArrive_IsDueAgainOldestFirstAndTheRestIsCounted()
    {
        foreach (var id in new[] { "r1", "r2", "r3", "arrived", "before", "after" })
        {
            await NotifyAsync(id, "range", "other");
        }
        await _store.AppendAsync(
            [
                Tried("r2", "range", DeliveryOutcome.Dead, 20, 503), Tried("r1", "range", DeliveryOutcome.Dead, 10, 400),
                Tried("r3", "range", DeliveryOutcome.Retry, 30, 503) with { NextAttemptAt = At(9000) },
                Tried("arrived", "range", DeliveryOutcome.Dead, 11, 503), Tried("arrived", "range", DeliveryOutcome.Delivered, 12, 200),
                Tried("before", "range", DeliveryOutcome.Dead, 9, 503), Tried("after", "range", DeliveryOutcome.Dead, 40, 503),
                Tried("r1", "other", DeliveryOutcome.Dead, 10, 503), Tried("too old", "range", DeliveryOutcome.Dead, 10, 503),
            ],
            CancellationToken.None);
        var range = TimeRange.Of(At(10), At(40));
        Assert.Equal(3, await _store.CountUndeliveredAsync("range", range, CancellationToken.None));

        var first = await _store.RedeliverAsync("range", range, 2, At(50), CancellationToken.None);
        Assert.Equal(new RedeliveryResult(2, 1), first);
        Assert.Equal(["r1", "r2"], await DueAtAsync(50));
        var second = await _store.RedeliverAsync("range", range, 2, At(51), CancellationToken.None);

        Assert.Equal(new RedeliveryResult(1, 0), second);
        Assert.Equal(["r1", "r2", "r3"], await DueAtAsync(51));
        Assert.Equal(new RedeliveryResult(0, 0), await _store.RedeliverAsync("range", range, 2, At(52), CancellationToken.None));

        async Task<IEnumerable<string>> DueAtAsync(int second) =>
            (await _store.DueAsync(At(second), 1000, CancellationToken.None)).Where(due => due.WebhookId == "range" && due.Attempts > 0).Select(due => due.NotificationId).Order();
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
    public async Task Health_Attempts_SaySinceWhenItFailsAndWhatDidNotArrive()
    {
        await _store.AppendAsync(
            [
                Tried("h1", "ill", DeliveryOutcome.Retry, 1, 500), Tried("h1", "ill", DeliveryOutcome.Delivered, 5, 200),
                Tried("h2", "ill", DeliveryOutcome.Retry, 10, 503), Tried("h2", "ill", DeliveryOutcome.Dead, 20, 0) with { Error = "no answer in 15s" },
                Tried("h3", "ill", DeliveryOutcome.Retry, 15, 503),
                Tried("h4", "ill", DeliveryOutcome.Dead, 30, 0) with { Error = "The webhook is disabled.", DurationNanoseconds = 0 },
                Tried("h5", "ill", DeliveryOutcome.Dead, 12, 500) with { Event = AlertEvents.TestPing },
                Tried("h6", "mended", DeliveryOutcome.Retry, 10, 500), Tried("h6", "mended", DeliveryOutcome.Retry, 40, 502),
                Tried("h7", "well", DeliveryOutcome.Delivered, 10, 200),
                Tried("h8", "deleted", DeliveryOutcome.Dead, 10, 0) with { Error = "The webhook was deleted.", DurationNanoseconds = 0 },
            ],
            CancellationToken.None);

        var changes = new Dictionary<string, DateTimeOffset> { ["ill"] = At(-100), ["mended"] = At(35), ["well"] = At(-100) };
        var health = (await _store.HealthAsync(At(-1000), At(0), changes, CancellationToken.None)).ToDictionary(of => of.WebhookId);

        Assert.Equal(new WebhookHealth("ill", At(5), At(10), At(20), "no answer in 15s", GivenUp: 2, Waiting: 1), health["ill"]);
        Assert.Equal(new WebhookHealth("mended", null, At(40), At(40), "502", Waiting: 1), health["mended"]);
        Assert.Equal(new WebhookHealth("well", At(10)), health["well"]);
        Assert.Equal(new WebhookHealth("deleted", GivenUp: 1), health["deleted"]);
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
        [
            new NotificationRow
            {
                Id = id,
                RuleId = "rule",
                At = Some.Today,
                Event = AlertEvents.Fired,
                WebhookIds = webhookIds,
                Payload = $"{{\"n\":\"{id}\"}}",
            },
        ],
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

    private static DeliveryRow Tried(string id, string webhookId, DeliveryOutcome outcome, int second, int status) =>
        Attempt(id, webhookId, outcome, second) with { At = At(second), Status = status, DurationNanoseconds = 1 };

    private static DateTimeOffset At(int second) => Some.Today.AddSeconds(second);
}
