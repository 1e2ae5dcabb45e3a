using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Observe.Alerts.Deliver;
using Observe.Alerts.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Deliver;

/// <summary>When a webhook is disabled, who is told of it, and what the metrics say.</summary>
public sealed class WebhookWatchTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(Some.Time);
    private readonly FakeNotificationStore _notifications = new();
    private readonly FakeDeliveryStore _deliveries;
    private readonly AlertsMeter _meter = Some.Meter();
    private readonly AlertRuleStore _rules;
    private readonly WebhookStore _webhooks;
    private WebhookWatch _watch;

    public WebhookWatchTests()
    {
        var documents = new FakeConfigDocuments(_time);
        _deliveries = new FakeDeliveryStore(_notifications);
        _rules = new AlertRuleStore(documents);
        _webhooks = new WebhookStore(documents, new EphemeralDataProtectionProvider(), _time);
        _watch = Create();
    }

    public void Dispose()
    {
        _watch.Dispose();
        _meter.Dispose();
    }

    [Theory]
    [InlineData(119, true)]
    [InlineData(120, false)]
    public async Task Check_FailuresSpanFiveDays_DisablesIt(int hours, bool enabled)
    {
        var pager = await AddAsync("pager");
        Fails(pager, Some.Time, TimeSpan.FromHours(hours));

        await _watch.CheckAsync(CancellationToken.None);

        var now = (await _webhooks.GetAsync(pager.Id, CancellationToken.None))!;
        Assert.Equal(enabled, now.Enabled);
        Assert.Equal(enabled ? "" : "It has failed for 5d without a success, last with: 503", now.DisabledReason);
    }

    [Fact]
    public async Task Check_OneOldFailureAndSilenceSince_LeavesItEnabled()
    {
        var pager = await AddAsync("pager");
        Fails(pager, Some.Time, TimeSpan.FromHours(42));
        _time.Advance(TimeSpan.FromDays(20));

        await _watch.CheckAsync(CancellationToken.None);

        Assert.True((await _webhooks.GetAsync(pager.Id, CancellationToken.None))!.Enabled);
    }

    [Fact]
    public async Task Check_Disabled_IsToldOnceToThoseThatTheSameRulesTell()
    {
        var (pager, chat, other) = (await AddAsync("pager"), await AddAsync("chat"), await AddAsync("other"));
        await _rules.AddAsync(Some.Rule with { WebhookIds = [pager.Id, chat.Id] }, CancellationToken.None);
        await _rules.AddAsync(Some.Rule with { WebhookIds = [other.Id] }, CancellationToken.None);
        await _webhooks.DisableAsync(pager, "The receiver answered 410 Gone.", CancellationToken.None);

        await _watch.CheckAsync(CancellationToken.None);
        await _watch.CheckAsync(CancellationToken.None);
        Restart();
        _time.Advance(TimeSpan.FromMinutes(5));
        await _watch.CheckAsync(CancellationToken.None);

        var row = Assert.Single(_notifications.Rows);
        Assert.Equal((AlertEvents.WebhookDisabled, Some.Time), (row.Event, row.At));
        Assert.Equal([chat.Id], row.WebhookIds);
        Assert.Contains("Alerts do not reach pager any more, it is disabled: The receiver answered 410 Gone.", row.Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_NoRuleTellsAnother_TellsTheOneThatGotSomethingLast()
    {
        var (pager, late, early) = (await AddAsync("pager"), await AddAsync("late"), await AddAsync("early"));
        _deliveries.Health[late.Id] = new WebhookHealth(late.Id, LastSuccessAt: Some.Time.AddHours(-1));
        _deliveries.Health[early.Id] = new WebhookHealth(early.Id, LastSuccessAt: Some.Time.AddHours(-2));
        await _webhooks.DisableAsync(pager, "gone", CancellationToken.None);

        await _watch.CheckAsync(CancellationToken.None);

        Assert.Equal([late.Id], Assert.Single(_notifications.Rows).WebhookIds);
    }

    [Fact]
    public async Task Check_OnlyOneWebhook_TellsNobodyAndStillShowsIt()
    {
        await _webhooks.DisableAsync(await AddAsync("pager"), "gone", CancellationToken.None);

        await _watch.CheckAsync(CancellationToken.None);

        Assert.Empty(_notifications.Rows);
        Assert.Equal(1, Gauge("observe.alerts.webhooks.disabled"));
    }

    [Fact]
    public async Task Check_EnabledAgain_ResolvesItAndForgetsTheFailures()
    {
        var pager = await AddAsync("pager");
        await AddAsync("chat");
        await _webhooks.DisableAsync(pager, "gone", CancellationToken.None);
        await _watch.CheckAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromHours(1));

        var disabled = (await _webhooks.GetAsync(pager.Id, CancellationToken.None))!;
        var enabled = (await _webhooks.ReplaceAsync(disabled with { Enabled = true }, disabled.Version, CancellationToken.None)).Value!;
        await _watch.CheckAsync(CancellationToken.None);
        await _watch.CheckAsync(CancellationToken.None);

        Assert.Equal("", enabled.DisabledReason);
        Assert.Equal([AlertEvents.WebhookDisabled, AlertEvents.WebhookEnabled], _notifications.Rows.Select(row => row.Event));
        Assert.Contains("\"status\":\"resolved\"", _notifications.Rows[1].Payload, StringComparison.Ordinal);
        Assert.Equal(Some.Time.AddHours(1), enabled.UpdatedAt);
    }

    [Fact]
    public async Task Check_MessagesDoNotArrive_CountsThemInTheMetrics()
    {
        var pager = await AddAsync("pager");
        _deliveries.Health[pager.Id] = new WebhookHealth(pager.Id, FailingSince: Some.Time.AddMinutes(-5), LastFailureAt: Some.Time, LastFailure: "503", GivenUp: 3, Waiting: 2);

        await _watch.CheckAsync(CancellationToken.None);

        Assert.Equal(3, Gauge("observe.alerts.undelivered", "given_up"));
        Assert.Equal(2, Gauge("observe.alerts.undelivered", "waiting"));
        Assert.Equal(1, Gauge("observe.alerts.webhooks.failing"));
    }

    private async Task<Webhook> AddAsync(string name) =>
        (await _webhooks.AddAsync(new Webhook { Name = name, Url = "https://hooks.example/" + name }, CancellationToken.None)).Webhook;

    private void Fails(Webhook webhook, DateTimeOffset since, TimeSpan length) => _deliveries.Health[webhook.Id] =
        new WebhookHealth(webhook.Id, FailingSince: since, LastFailureAt: since + length, LastFailure: "503");

    private void Restart()
    {
        _watch.Dispose();
        _watch = Create();
    }

    private WebhookWatch Create() => new(
        new WebhookHealthReader(_webhooks, _deliveries, _time), _webhooks, _rules, _notifications,
        new WebhookNotice(new AlertLinks(Options.Create(new LinkOptions { PublicUrl = "https://observe.example" }))), _meter,
        Options.Create(new AlertsOptions()), _time, NullLogger<WebhookWatch>.Instance);

    private long Gauge(string name, string? state = null) => Some.Gauge(_meter, name, state);
}
