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

    public async Task AppendAsync(IReadOnlyList<AlertTransitionRow> rows, CancellationToken cancellationToken)
    {
        foreach (var chunk in rows.Chunk(RowValues.RowsAStatement))
        {
            var p = new SqlParameters();
            var columns = string.Join(", ",
                Texts(row => row.Id), Texts(row => row.RuleId), Texts(row => row.Fingerprint),
                Texts(row => JsonSerializer.Serialize(row.Labels, ConfigJson.Options)),
                Texts(row => row.From.ToString()), Texts(row => row.State.ToString()),
                Numbers(row => UnixTime.Nanoseconds(row.ChangedAt)), Numbers(row => RowValues.NanosecondsOrZero(row.PendingSince)),
                Numbers(row => RowValues.NanosecondsOrZero(row.FiringSince)), Numbers(row => RowValues.NanosecondsOrZero(row.RecoveringSince)),
                p.Add("Array(Float64)", chunk.Select(row => row.Value).ToArray()), p.Add("Array(Float64)", chunk.Select(row => row.Threshold).ToArray()),
                // Ids hold no space.
                Texts(row => row.Event), Texts(row => string.Join(' ', row.WebhookIds)), Texts(row => row.Payload));
            await database.ExecuteAsync(
                $"""
                INSERT INTO alert_transitions (id, rule_id, fingerprint, labels, from_state, state, changed_at,
                    pending_since, firing_since, recovering_since, value, threshold, event, webhook_ids, payload)
                SELECT r.1, r.2, r.3, r.4, r.5, r.6, fromUnixTimestamp64Nano(r.7, 'UTC'), r.8, r.9, r.10, r.11, r.12, r.13,
                    arrayFilter(id -> id != '', splitByChar(' ', r.14)), r.15
                FROM (SELECT arrayJoin(arrayZip({columns})) AS r)
                """,
                p, cancellationToken);

            string Texts(Func<AlertTransitionRow, string> of) => p.Add("Array(String)", chunk.Select(of).ToArray());
            string Numbers(Func<AlertTransitionRow, long> of) => p.Add("Array(Int64)", chunk.Select(of).ToArray());
        }
    }

    public Task<IReadOnlyList<AlertTransitionRow>> LatestAsync(CancellationToken cancellationToken) => LatestAsync("rule_id != ''", cancellationToken);

    public Task<IReadOnlyList<AlertTransitionRow>> LatestEventsAsync(CancellationToken cancellationToken) =>
        LatestAsync("rule_id != '' AND event != ''", cancellationToken);

    private Task<IReadOnlyList<AlertTransitionRow>> LatestAsync(string condition, CancellationToken cancellationToken) =>
        database.QueryAsync(
            $"""
            SELECT {Columns} FROM alert_transitions WHERE {condition}
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
