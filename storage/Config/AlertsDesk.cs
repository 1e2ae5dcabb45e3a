namespace Observe.Storage.Config;

/// <summary>What somebody who works with alerts reads and does, beside editing rules and webhooks.</summary>
public sealed record AlertsDesk(AlertBoardReader Board, INotificationStore Notifications, IDeliveryStore Deliveries, SilenceStore Silences, WebhookStore Webhooks);
