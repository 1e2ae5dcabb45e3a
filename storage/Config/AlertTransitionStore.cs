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

    private static readonly RowInsert<AlertTransitionRow> Insert = new RowInsert<AlertTransitionRow>("alert_transitions")
        .Text("id", row => row.Id).Text("rule_id", row => row.RuleId).Text("fingerprint", row => row.Fingerprint)
        .Text("labels", row => JsonSerializer.Serialize(row.Labels, ConfigJson.Options))
        .Text("from_state", row => row.From.ToString()).Text("state", row => row.State.ToString()).Time("changed_at", row => row.ChangedAt)
        .Number("pending_since", row => RowValues.NanosecondsOrZero(row.PendingSince)).Number("firing_since", row => RowValues.NanosecondsOrZero(row.FiringSince))
        .Number("recovering_since", row => RowValues.NanosecondsOrZero(row.RecoveringSince))
        .Number("value", row => row.Value).Number("threshold", row => row.Threshold)
        .Text("event", row => row.Event).Texts("webhook_ids", row => row.WebhookIds).Text("payload", row => row.Payload);

    public Task AppendAsync(IReadOnlyList<AlertTransitionRow> rows, CancellationToken cancellationToken) => Insert.WriteAsync(database, rows, cancellationToken);

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
