using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Observe.Alerts.Deliver;
using Observe.Alerts.Format;
using Observe.Alerts.Outgoing;
using Observe.Alerts.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Deliver;

/// <summary>The dispatcher over an outbox in memory, with real HTTP and a schedule of milliseconds.</summary>
internal sealed class DeliveryBench : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly AlertsMeter _meter = Some.Meter();
    private readonly CancellationTokenSource _patience = new(Patience);
    private readonly WebhookSender _sender;
    private readonly DeliveryLog _log;
    private DeliveryDispatcher _dispatcher;

    public DeliveryBench(Action<AlertsOptions>? configure = null)
    {
        Options = new AlertsOptions
        {
            RetryDelays = "10ms 10ms 10ms 10ms 10ms",
            OutboxPoll = TimeSpan.FromMilliseconds(10),
            AllowedTargets = ["127.0.0.0/8"],
        };
        configure?.Invoke(Options);
        Documents = new FakeConfigDocuments(TimeProvider.System);
        Webhooks = new WebhookStore(Documents, new EphemeralDataProtectionProvider(), TimeProvider.System);
        Deliveries = new FakeDeliveryStore(Notifications);
        _log = new DeliveryLog(Deliveries);
        _sender = new WebhookSender(
            new OutgoingGuard(Wrapped, new SystemHostResolver()), Wrapped, TimeProvider.System);
        _dispatcher = Create();
    }

    public AlertsOptions Options { get; }
    public FakeConfigDocuments Documents { get; }
    public WebhookStore Webhooks { get; }
    public FakeNotificationStore Notifications { get; } = new();
    public FakeDeliveryStore Deliveries { get; }

    private IOptions<AlertsOptions> Wrapped => Microsoft.Extensions.Options.Options.Create(Options);

    public async Task<CreatedWebhook> AddWebhookAsync(Uri url, string name = "oncall") =>
        await Webhooks.AddAsync(new Webhook { Name = name, Url = url.ToString() }, CancellationToken.None);

    public Task<string> NotifyAsync(params string[] webhookIds) => NotifyAsync(null, webhookIds);

    /// <param name="payload">Null for one that only the generic format understands.</param>
    public async Task<string> NotifyAsync(string? payload, string[] webhookIds)
    {
        var id = "msg_" + Guid.NewGuid().ToString("N");
        await Notifications.AppendAsync(
            [
                new NotificationRow
                {
                    Id = id,
                    RuleId = "rule",
                    At = Some.Time,
                    Event = AlertEvents.Fired,
                    WebhookIds = webhookIds,
                    Payload = payload ?? $$"""{"type":"alert.fired","id":"{{id}}","text":"größer als 5 %"}""",
                },
            ],
            CancellationToken.None);
        return id;
    }

    public Task StartAsync() => _dispatcher.StartAsync(CancellationToken.None);

    public async Task RestartAsync()
    {
        await _dispatcher.StopAsync(CancellationToken.None);
        _dispatcher.Dispose();
        _dispatcher = Create();
        await StartAsync();
    }

    /// <summary>Waits for rows of the delivery log, in the order they are written.</summary>
    public async Task<IReadOnlyList<DeliveryRow>> RowsAsync(int count)
    {
        var rows = new List<DeliveryRow>();
        while (rows.Count < count)
        {
            rows.Add(await Deliveries.NextRowAsync(_patience.Token));
        }
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await _dispatcher.StopAsync(CancellationToken.None);
        _dispatcher.Dispose();
        _sender.Dispose();
        _log.Dispose();
        _meter.Dispose();
        _patience.Dispose();
    }

    private DeliveryDispatcher Create()
    {
        var delivery = new WebhookDelivery(
            Webhooks, _log, _sender, new WebhookBodies(new AlertLinks(Microsoft.Extensions.Options.Options.Create(new LinkOptions { PublicUrl = "https://observe.example" }))), new RetrySchedule(Wrapped), _meter, TimeProvider.System,
            NullLogger<WebhookDelivery>.Instance);
        return new DeliveryDispatcher(
            Deliveries, Webhooks, delivery, new OutboxSignal(), _meter, Wrapped, TimeProvider.System,
            NullLogger<DeliveryDispatcher>.Instance);
    }
}
