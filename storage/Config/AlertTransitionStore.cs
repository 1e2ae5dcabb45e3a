using System.Data.Common;
using System.Text.Json;
using Observe.Storage.Engine;

namespace Observe.Storage.Config;

public sealed class AlertTransitionStore(ClickHouseDatabase database) : IAlertTransitionStore
{
    private const string Columns =
        """
        id, rule_id, fingerprint, labels, from_state, state, toUnixTimestamp64Nano(changed_at) AS changed,
        pending_since, firing_since, recovering_since, value, threshold, event, webhook_ids, payload
        """;

    public Task AppendAsync(AlertTransitionRow row, CancellationToken cancellationToken)
    {
        var p = new SqlParameters();
        return database.ExecuteAsync(
            $"""
            INSERT INTO alert_transitions (id, rule_id, fingerprint, labels, from_state, state, changed_at,
                pending_since, firing_since, recovering_since, value, threshold, event, webhook_ids, payload)
            SELECT {p.Add("String", row.Id)}, {p.Add("String", row.RuleId)}, {p.Add("String", row.Fingerprint)},
                {p.Add("String", JsonSerializer.Serialize(row.Labels, ConfigJson.Options))},
                {p.Add("String", row.From.ToString())}, {p.Add("String", row.State.ToString())},
                fromUnixTimestamp64Nano({p.Add("Int64", UnixTime.Nanoseconds(row.ChangedAt))}, 'UTC'),
                {p.Add("Int64", RowValues.NanosecondsOrZero(row.PendingSince))},
                {p.Add("Int64", RowValues.NanosecondsOrZero(row.FiringSince))},
                {p.Add("Int64", RowValues.NanosecondsOrZero(row.RecoveringSince))},
                {p.Add("Float64", row.Value)}, {p.Add("Float64", row.Threshold)}, {p.Add("String", row.Event)},
                {p.Add("Array(String)", row.WebhookIds.ToArray())}, {p.Add("String", row.Payload)}
            """,
            p, cancellationToken);
    }

    public Task<IReadOnlyList<AlertTransitionRow>> LatestAsync(CancellationToken cancellationToken) =>
        database.QueryAsync(
            $"""
            SELECT {Columns} FROM alert_transitions WHERE rule_id != ''
            ORDER BY rule_id, fingerprint, changed_at DESC, id LIMIT 1 BY rule_id, fingerprint
            """,
            null, Map, cancellationToken);

    public Task<IReadOnlyList<AlertTransitionRow>> ListAsync(string ruleId, int limit, CancellationToken cancellationToken)
    {
        var p = new SqlParameters();
        return database.QueryAsync(
            $"""
            SELECT {Columns} FROM alert_transitions FINAL WHERE rule_id = {p.Add("String", ruleId)}
            ORDER BY changed_at DESC LIMIT {p.Add("UInt64", (ulong)limit)}
            """,
            p, Map, cancellationToken);
    }

    private static AlertTransitionRow Map(DbDataReader reader) => new()
    {
        Id = reader.GetString(0),
        RuleId = reader.GetString(1),
        Fingerprint = reader.GetString(2),
        Labels = JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(3), ConfigJson.Options)!,
        From = reader.Enum<AlertState>(4),
        State = reader.Enum<AlertState>(5),
        ChangedAt = reader.Time(6),
        PendingSince = reader.TimeOrNull(7),
        FiringSince = reader.TimeOrNull(8),
        RecoveringSince = reader.TimeOrNull(9),
        Value = reader.GetDouble(10),
        Threshold = reader.GetDouble(11),
        Event = reader.GetString(12),
        WebhookIds = reader.GetFieldValue<string[]>(13),
        Payload = reader.GetString(14),
    };
}
