using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Observe.Alerts.Format;
using Observe.Storage.Config;

namespace Observe.Alerts.Deliver;

/// <summary>One attempt from the outbox to its row in the delivery log.</summary>
public sealed partial class WebhookDelivery(
    WebhookStore webhooks,
    DeliveryLog log,
    WebhookSender sender,
    WebhookBodies bodies,
    RetrySchedule schedule,
    AlertsMeter meter,
    TimeProvider time,
    ILogger<WebhookDelivery> logger)
{
    /// <param name="webhook">Null when it was deleted.</param>
    public async Task DeliverAsync(Webhook? webhook, DueDelivery due, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        var result = await AttemptAsync(webhook, due, cancellationToken);
        var (outcome, wait) = schedule.After(result, due.Step, Random.Shared.NextDouble());
        if (result.IsGone && webhook is not null
            && await webhooks.DisableAsync(webhook, "The receiver answered 410 Gone.", cancellationToken) == SaveStatus.Saved)
        {
            Log.Disabled(logger, webhook.Id);
        }
        await log.AppendAsync(
            new DeliveryRow
            {
                NotificationId = due.NotificationId,
                WebhookId = due.WebhookId,
                RuleId = due.RuleId,
                Event = due.Event,
                Attempt = due.Attempts + 1,
                Step = due.Step + 1,
                At = at,
                Outcome = outcome,
                Status = result.Status,
                Error = result.Error,
                DurationNanoseconds = (long)result.Duration.TotalNanoseconds,
                Answer = result.Answer,
                NextAttemptAt = time.GetUtcNow() + wait,
            });
        meter.Deliveries.Add(1, AlertsMeter.Tag("outcome", outcome));
        if (outcome != DeliveryOutcome.Delivered)
        {
            Log.NotDelivered(logger, due.NotificationId, due.WebhookId, due.Attempts + 1, result.Status, result.Error, outcome);
        }
    }

    private async Task<AttemptResult> AttemptAsync(Webhook? webhook, DueDelivery due, CancellationToken cancellationToken)
    {
        if (webhook is not { Enabled: true })
        {
            return NotTried(webhook is null ? "The webhook was deleted." : "The webhook is disabled.", refused: true);
        }
        try
        {
            var routingKey = webhook.Format == WebhookFormats.PagerDuty ? await webhooks.GetRoutingKeyAsync(webhook.Id, cancellationToken) : null;
            var body = bodies.Write(webhook, due.Payload, routingKey);
            if (body.Error.Length > 0)
            {
                // It would be the same each time: somebody has to change the webhook, and send it again.
                return NotTried(body.Error, refused: true);
            }
            return await webhooks.GetSecretsAsync(webhook.Id, cancellationToken) is { Count: > 0 } secrets
                ? await sender.SendAsync(webhook, secrets, due, body, cancellationToken)
                : NotTried("The webhook was deleted.", refused: true);
        }
        catch (CryptographicException)
        {
            // Another key ring (a data folder that was moved in part): it may come back, so the schedule goes on.
            return NotTried("The secret cannot be read with this key ring.", refused: false);
        }
    }

    private static AttemptResult NotTried(string why, bool refused) => new(0, why, TimeSpan.Zero, "", null, refused);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "Notification {NotificationId} to webhook {WebhookId}, attempt {Attempt}: status {Status} {Error}: {Outcome}")]
        public static partial void NotDelivered(
            ILogger logger, string notificationId, string webhookId, int attempt, int status, string error,
            DeliveryOutcome outcome);

        [LoggerMessage(2, LogLevel.Warning, "Webhook {WebhookId} is disabled: its receiver answered 410 Gone.")]
        public static partial void Disabled(ILogger logger, string webhookId);
    }
}
