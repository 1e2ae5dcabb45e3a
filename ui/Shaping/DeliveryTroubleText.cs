using Observe.Storage;
using Observe.Storage.Config;
using Observe.UI.Browser;

namespace Observe.UI.Shaping;

/// <summary>Why a webhook does not get what is sent to it, in a sentence or two.</summary>
public static class DeliveryTroubleText
{
    public static string Of(WebhookStatus status, DateTimeOffset now, ViewerClock clock)
    {
        var of = status.Health;
        return $"{Cause(status, now, clock)}{Counts(of)}";
    }

    private static string Cause(WebhookStatus status, DateTimeOffset now, ViewerClock clock)
    {
        var name = status.Webhook?.Name ?? "A webhook that was deleted";
        if (status.IsDisabledByObserve)
        {
            var at = status.Webhook!.DisabledAt is { } disabled ? $" since {clock.Minute(UnixTime.Nanoseconds(disabled))}" : "";
            return $"{name} is disabled{at}: {status.Webhook.DisabledReason.TrimEnd('.')}.";
        }
        return status.IsFailing(now)
            ? $"{name} fails since {clock.Minute(UnixTime.Nanoseconds(status.Health.FailingSince!.Value))} ({status.Health.LastFailure.TrimEnd('.')})."
            : $"{name} did not get everything.";
    }

    private static string Counts(WebhookHealth of) => (of.GivenUp, of.Waiting) switch
    {
        (0, 0) => "",
        (0, var waiting) => $" {Messages(waiting)} {(waiting == 1 ? "waits" : "wait")}.",
        (var lost, 0) => $" {Messages(lost)} of the last day {(lost == 1 ? "was" : "were")} given up.",
        var (lost, waiting) => $" {Messages(lost)} of the last day {(lost == 1 ? "was" : "were")} given up, {waiting} {(waiting == 1 ? "waits" : "wait")}.",
    };

    private static string Messages(long count) => count == 1 ? "1 message" : $"{Measure.Exact(count)} messages";
}
