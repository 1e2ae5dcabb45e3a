using System.Data.Common;
using Observe.Storage.Engine;

namespace Observe.Storage.Config;

public sealed class DeliveryStore(ClickHouseDatabase database) : IDeliveryStore
{
    private const string Columns =
        """
        notification_id, webhook_id, rule_id, event, attempt, step, toUnixTimestamp64Nano(at) AS at_ns, outcome,
        status, error, duration_ns, answer, toUnixTimestamp64Nano(next_attempt_at) AS next_ns
        """;

    private static readonly RowInsert<DeliveryRow> Insert = new RowInsert<DeliveryRow>("deliveries")
        .Text("notification_id", row => row.NotificationId).Text("webhook_id", row => row.WebhookId).Text("rule_id", row => row.RuleId).Text("event", row => row.Event)
        .Number("attempt", row => row.Attempt).Number("step", row => row.Step).Time("at", row => row.At).Text("outcome", row => row.Outcome.ToString())
        .Number("status", row => row.Status).Text("error", row => row.Error).Number("duration_ns", row => row.DurationNanoseconds)
        .Text("answer", row => row.Answer).Time("next_attempt_at", row => row.NextAttemptAt);

    /// <summary>Older notifications are not looked at any more; the whole retry schedule is shorter than two days.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(14);

    public Task<IReadOnlyList<DueDelivery>> DueAsync(
        DateTimeOffset now, int perWebhook, CancellationToken cancellationToken)
    {
        var p = new SqlParameters();
        var from = p.Add("Int64", UnixTime.Nanoseconds(now - Horizon));
        return database.QueryAsync(
            $"""
            SELECT t.id, t.webhook_id, t.rule_id, t.event, t.payload, d.attempts, d.step
            FROM
            (
                SELECT id, arrayJoin(arrayDistinct(webhook_ids)) AS webhook_id, rule_id, event, payload, at
                FROM alert_notifications FINAL
                WHERE at >= fromUnixTimestamp64Nano({from}, 'UTC')
            ) AS t
            LEFT JOIN
            (
                SELECT notification_id, webhook_id, max(attempt) AS attempts,
                    argMax(step, (at, attempt)) AS step, argMax(outcome, (at, attempt)) AS outcome,
                    toUnixTimestamp64Nano(argMax(next_attempt_at, (at, attempt))) AS next_ns
                FROM deliveries WHERE at >= fromUnixTimestamp64Nano({from}, 'UTC')
                GROUP BY notification_id, webhook_id
            ) AS d ON d.notification_id = t.id AND d.webhook_id = t.webhook_id
            WHERE d.outcome NOT IN ('Delivered', 'Dead')
                AND (d.outcome = '' OR d.next_ns <= {p.Add("Int64", UnixTime.Nanoseconds(now))})
            ORDER BY t.at, t.id LIMIT {p.Add("UInt64", (ulong)perWebhook)} BY t.webhook_id
            """,
            p,
            reader => new DueDelivery(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                reader.Int32(5), reader.Int32(6)),
            cancellationToken);
    }

    public Task AppendAsync(IReadOnlyList<DeliveryRow> rows, CancellationToken cancellationToken) => Insert.WriteAsync(database, rows, cancellationToken);

    public Task<IReadOnlyList<DeliveryRow>> ListAsync(
        TimeRange range, string? ruleId, int limit, CancellationToken cancellationToken)
    {
        var p = new SqlParameters();
        return database.QueryAsync(
            $"""
            SELECT {Columns}
            FROM deliveries
            WHERE at >= fromUnixTimestamp64Nano({p.Add("Int64", range.FromUnixNanoseconds)}, 'UTC')
                AND at < fromUnixTimestamp64Nano({p.Add("Int64", range.ToUnixNanoseconds)}, 'UTC')
                {(ruleId is null ? "" : $"AND rule_id = {p.Add("String", ruleId)}")}
            ORDER BY at DESC, attempt DESC LIMIT {p.Add("UInt64", (ulong)limit)}
            """,
            p, Map, cancellationToken);
    }

    public Task<IReadOnlyList<WebhookHealth>> HealthAsync(
        DateTimeOffset since, DateTimeOffset recent, IReadOnlyDictionary<string, DateTimeOffset> changes, CancellationToken cancellationToken)
    {
        var p = new SqlParameters();
        var from = p.Add("Int64", UnixTime.Nanoseconds(since));
        var ids = p.Add("Array(String)", changes.Keys.ToArray());
        var times = p.Add("Array(Int64)", changes.Values.Select(time => UnixTime.Nanoseconds(time)).ToArray());
        return database.QueryAsync(
            $"""
            WITH attempts AS
            (
                SELECT notification_id, webhook_id, event, attempt, toUnixTimestamp64Nano(at) AS ns, outcome, status, error,
                    outcome IN ('Retry', 'Dead') AND duration_ns > 0 AS failed
                FROM deliveries WHERE at >= fromUnixTimestamp64Nano({from}, 'UTC')
            ),
            marks AS
            (
                SELECT webhook_id, maxIf(ns, outcome = 'Delivered') AS success_ns,
                    greatest(success_ns, transform(webhook_id, {ids}, {times}, toInt64(0))) AS after_ns
                FROM attempts GROUP BY webhook_id
            ),
            messages AS
            (
                SELECT webhook_id, countIf(last = 'Dead') AS given_up, countIf(last = 'Retry') AS waiting
                FROM
                (
                    SELECT webhook_id, argMax(outcome, (ns, attempt)) AS last FROM attempts
                    WHERE event != {p.Add("String", AlertEvents.TestPing)} AND ns >= {p.Add("Int64", UnixTime.Nanoseconds(recent))}
                    GROUP BY webhook_id, notification_id
                )
                GROUP BY webhook_id
            )
            SELECT a.webhook_id, any(m.success_ns), minIf(a.ns, a.failed AND a.ns > m.after_ns), maxIf(a.ns, a.failed AND a.ns > m.after_ns),
                argMaxIf(if(a.status = 0, a.error, toString(a.status)), a.ns, a.failed AND a.ns > m.after_ns),
                toInt64(any(c.given_up)), toInt64(any(c.waiting))
            FROM attempts AS a INNER JOIN marks AS m ON m.webhook_id = a.webhook_id LEFT JOIN messages AS c ON c.webhook_id = a.webhook_id
            GROUP BY a.webhook_id ORDER BY a.webhook_id
            """,
            p,
            reader => new WebhookHealth(
                reader.GetString(0), reader.TimeOrNull(1), reader.TimeOrNull(2), reader.TimeOrNull(3), reader.GetString(4), reader.Int64(5), reader.Int64(6)),
            cancellationToken);
    }

    public async Task<RedeliverStatus> RedeliverAsync(
        string notificationId, string webhookId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await NewestAsync(notificationId, webhookId, cancellationToken) is not { } newest)
        {
            return RedeliverStatus.Unknown;
        }
        var p = new SqlParameters();
        var kept = await database.QueryAsync(
            $"SELECT toInt64(count()) FROM alert_notifications WHERE id = {p.Add("String", notificationId)} "
            + $"AND at >= fromUnixTimestamp64Nano({p.Add("Int64", UnixTime.Nanoseconds(now - Horizon))}, 'UTC')",
            p, reader => reader.Int64(0), cancellationToken);
        if (kept[0] == 0)
        {
            return RedeliverStatus.TooOld;
        }
        await AppendAsync([Queued(newest, now)], cancellationToken);
        return RedeliverStatus.Queued;
    }

    public async Task<long> CountUndeliveredAsync(string webhookId, TimeRange range, CancellationToken cancellationToken)
    {
        var p = new SqlParameters();
        var counts = await database.QueryAsync($"SELECT toInt64(count()) FROM ({Undelivered(p, webhookId, range)})", p, reader => reader.Int64(0), cancellationToken);
        return counts[0];
    }

    public async Task<RedeliveryResult> RedeliverAsync(
        string webhookId, TimeRange range, int limit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var p = new SqlParameters();
        var rows = await database.QueryAsync(
            $"SELECT {Columns} FROM ({Undelivered(p, webhookId, range)}) ORDER BY at, notification_id LIMIT {p.Add("UInt64", (ulong)limit)}", p, Map, cancellationToken);
        var all = rows.Count < limit ? rows.Count : await CountUndeliveredAsync(webhookId, range, cancellationToken);
        await AppendAsync([.. rows.Select(row => Queued(row, now))], cancellationToken);
        return new RedeliveryResult(rows.Count, all - rows.Count);
    }

    /// <summary>The newest row of each message that did not arrive. What is too old to be in the outbox is left out: it would never be sent.</summary>
    private static string Undelivered(SqlParameters p, string webhookId, TimeRange range) =>
        $"""
        SELECT * FROM
        (
            SELECT * FROM deliveries WHERE webhook_id = {p.Add("String", webhookId)}
            ORDER BY notification_id, at DESC, attempt DESC LIMIT 1 BY notification_id
        )
        WHERE outcome IN ('Dead', 'Retry')
            AND at >= fromUnixTimestamp64Nano({p.Add("Int64", range.FromUnixNanoseconds)}, 'UTC')
            AND at < fromUnixTimestamp64Nano({p.Add("Int64", range.ToUnixNanoseconds)}, 'UTC')
            AND notification_id IN (SELECT id FROM alert_notifications WHERE at >= now64(9) - INTERVAL {Horizon.Days} DAY)
        """;

    private static DeliveryRow Queued(DeliveryRow newest, DateTimeOffset now) => newest with
    {
        Step = 0,
        At = now,
        Outcome = DeliveryOutcome.Queued,
        Status = 0,
        Error = "",
        DurationNanoseconds = 0,
        Answer = "",
        NextAttemptAt = now,
    };

    private async Task<DeliveryRow?> NewestAsync(string notificationId, string webhookId, CancellationToken cancellationToken)
    {
        var p = new SqlParameters();
        var rows = await database.QueryAsync(
            $"""
            SELECT {Columns}
            FROM deliveries
            WHERE notification_id = {p.Add("String", notificationId)} AND webhook_id = {p.Add("String", webhookId)}
            ORDER BY at DESC, attempt DESC LIMIT 1
            """,
            p, Map, cancellationToken);
        return rows.Count == 0 ? null : rows[0];
    }

    private static DeliveryRow Map(DbDataReader reader) => new()
    {
        NotificationId = reader.GetString(0),
        WebhookId = reader.GetString(1),
        RuleId = reader.GetString(2),
        Event = reader.GetString(3),
        Attempt = reader.Int32(4),
        Step = reader.Int32(5),
        At = reader.Time(6),
        Outcome = reader.Enum<DeliveryOutcome>(7),
        Status = reader.Int32(8),
        Error = reader.GetString(9),
        DurationNanoseconds = reader.Int64(10),
        Answer = reader.GetString(11),
        NextAttemptAt = reader.TimeOrNull(12),
    };
}
