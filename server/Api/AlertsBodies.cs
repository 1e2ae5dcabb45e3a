using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Server.Api;

/// <summary>Where a rule stands.</summary>
/// <param name="SilencedBy">Ids of the silences that keep it out of the messages now.</param>
public sealed record AlertInstanceBody(
    string RuleId, string RuleName, string Fingerprint, IReadOnlyDictionary<string, string> Labels, string State, bool Open,
    string? Since, string? FiringSince, string? EvaluatedAt, double? Value, double Threshold, string Error, string Detail, IReadOnlyList<string> SilencedBy)
{
    public static AlertInstanceBody Of(AlertStatus status) => new(
        status.Rule.Id, status.Rule.Name, status.Fingerprint,
        status.Labels.Labels,
        AlertsText.Camel(status.State), status.IsOpen, AlertsText.Time(status.Since), AlertsText.Time(status.FiringSince),
        AlertsText.Time(status.Evaluation?.At), status.Evaluation?.Value, status.Rule.Threshold,
        status.Evaluation?.Error ?? "", status.Evaluation?.Detail ?? "", [.. status.SilencedBy.Select(silence => silence.Id)]);
}

/// <summary>One evaluation.</summary>
public sealed record AlertEvaluationBody(
    string RuleId, string Fingerprint, string At, string State, double? Value, double Threshold, long DurationNanos,
    string Error, string Detail)
{
    public static AlertEvaluationBody Of(AlertEvaluationRow row) => new(
        row.RuleId, row.Fingerprint, AlertsText.Time(row.At)!, AlertsText.Camel(row.State), row.Value, row.Threshold,
        row.DurationNanoseconds, row.Error, row.Detail);
}

/// <summary>One attempt to deliver.</summary>
/// <param name="Id">Names the notification at that webhook: what redeliver takes.</param>
public sealed record DeliveryBody(
    string Id, string NotificationId, string WebhookId, string RuleId, string Event, int Attempt, string At, string Outcome,
    int Status, string Error, long DurationNanos, string Answer, string? NextAttemptAt)
{
    private const char Separator = '~';

    public static DeliveryBody Of(DeliveryRow row) => new(
        row.NotificationId + Separator + row.WebhookId, row.NotificationId, row.WebhookId, row.RuleId, row.Event, row.Attempt,
        AlertsText.Time(row.At)!, AlertsText.Camel(row.Outcome), row.Status, row.Error, row.DurationNanoseconds, row.Answer,
        AlertsText.Time(row.NextAttemptAt));

    public static bool TryReadId(string id, out string notificationId, out string webhookId)
    {
        var at = id.IndexOf(Separator, StringComparison.Ordinal);
        notificationId = at < 0 ? "" : id[..at];
        webhookId = at < 0 ? "" : id[(at + 1)..];
        return at > 0;
    }
}

/// <summary>Values as the API writes them.</summary>
internal static class AlertsText
{
    public static string? Time(DateTimeOffset? time) =>
        time is { } value ? UnixTime.ToRfc3339(UnixTime.Nanoseconds(value)) : null;

    public static string Camel<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
