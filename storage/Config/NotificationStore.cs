using Observe.Storage.Engine;

namespace Observe.Storage.Config;

public sealed class NotificationStore(ClickHouseDatabase database) : INotificationStore
{
    public Task AppendAsync(NotificationRow row, CancellationToken cancellationToken)
    {
        var p = new SqlParameters();
        return database.ExecuteAsync(
            $"""
            INSERT INTO alert_notifications (id, rule_id, at, event, webhook_ids, firing, resolved, payload)
            SELECT {p.Add("String", row.Id)}, {p.Add("String", row.RuleId)},
                fromUnixTimestamp64Nano({p.Add("Int64", UnixTime.Nanoseconds(row.At))}, 'UTC'), {p.Add("String", row.Event)},
                {p.Add("Array(String)", row.WebhookIds.ToArray())}, {p.Add("Array(String)", row.Firing.ToArray())},
                {p.Add("Array(String)", row.Resolved.ToArray())}, {p.Add("String", row.Payload)}
            """,
            p, cancellationToken);
    }

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
