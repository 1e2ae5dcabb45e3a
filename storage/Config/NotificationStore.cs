using Observe.Storage.Engine;

namespace Observe.Storage.Config;

public sealed class NotificationStore(ClickHouseDatabase database) : INotificationStore
{
    private static readonly RowInsert<NotificationRow> Insert = new RowInsert<NotificationRow>("alert_notifications")
        .Text("id", row => row.Id).Text("rule_id", row => row.RuleId).Time("at", row => row.At).Text("event", row => row.Event)
        .Texts("webhook_ids", row => row.WebhookIds).Texts("firing", row => row.Firing).Texts("resolved", row => row.Resolved).Text("payload", row => row.Payload);

    public Task AppendAsync(IReadOnlyList<NotificationRow> rows, CancellationToken cancellationToken) => Insert.WriteAsync(database, rows, cancellationToken);

    public Task<IReadOnlyList<NotificationRow>> LatestAsync(CancellationToken cancellationToken) =>
        database.QueryAsync(
            """
            SELECT id, rule_id, toUnixTimestamp64Nano(at) AS at_ns, event, webhook_ids, firing, resolved
            FROM alert_notifications WHERE rule_id != '' ORDER BY rule_id, at DESC, id LIMIT 1 BY rule_id
            """,
            null,
            reader => new NotificationRow
            {
                Id = reader.GetString(0),
                RuleId = reader.GetString(1),
                At = reader.Time(2),
                Event = reader.GetString(3),
                WebhookIds = reader.GetFieldValue<string[]>(4),
                Firing = reader.GetFieldValue<string[]>(5),
                Resolved = reader.GetFieldValue<string[]>(6),
                Payload = "",
            },
            cancellationToken);
}
