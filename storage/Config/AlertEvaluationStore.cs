using System.Data.Common;
using Observe.Storage.Engine;

namespace Observe.Storage.Config;

public sealed class AlertEvaluationStore(ClickHouseDatabase database) : IAlertEvaluationStore
{
    private const string Columns =
        "rule_id, fingerprint, toUnixTimestamp64Nano(at) AS at_ns, state, has_value, value, threshold, duration_ns, error, detail";

    private static readonly RowInsert<AlertEvaluationRow> Insert = new RowInsert<AlertEvaluationRow>("alert_evaluations")
        .Text("rule_id", row => row.RuleId).Text("fingerprint", row => row.Fingerprint).Time("at", row => row.At).Text("state", row => row.State.ToString())
        .Number("has_value", row => row.Value.HasValue ? 1L : 0).Number("value", row => row.Value ?? 0).Number("threshold", row => row.Threshold)
        .Number("duration_ns", row => row.DurationNanoseconds).Text("error", row => row.Error).Text("detail", row => row.Detail);

    public Task AppendAsync(IReadOnlyList<AlertEvaluationRow> rows, CancellationToken cancellationToken) => Insert.WriteAsync(database, rows, cancellationToken);

    public Task<IReadOnlyList<AlertEvaluationRow>> ListAsync(
        TimeRange range, string? ruleId, int limit, CancellationToken cancellationToken)
    {
        var p = new SqlParameters();
        return database.QueryAsync(
            $"""
            SELECT {Columns} FROM alert_evaluations FINAL
            WHERE at >= fromUnixTimestamp64Nano({p.Add("Int64", range.FromUnixNanoseconds)}, 'UTC')
                AND at < fromUnixTimestamp64Nano({p.Add("Int64", range.ToUnixNanoseconds)}, 'UTC')
                {(ruleId is null ? "" : $"AND rule_id = {p.Add("String", ruleId)}")}
            ORDER BY at DESC, rule_id, fingerprint LIMIT {p.Add("UInt64", (ulong)limit)}
            """,
            p, Map, cancellationToken);
    }

    public Task<IReadOnlyList<AlertEvaluationRow>> LatestAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var p = new SqlParameters();
        return database.QueryAsync(
            $"""
            SELECT {Columns} FROM alert_evaluations
            WHERE at >= fromUnixTimestamp64Nano({p.Add("Int64", UnixTime.Nanoseconds(since))}, 'UTC')
            ORDER BY rule_id, fingerprint, at DESC LIMIT 1 BY rule_id, fingerprint
            """,
            p, Map, cancellationToken);
    }

    private static AlertEvaluationRow Map(DbDataReader reader) => new()
    {
        RuleId = reader.GetString(0),
        Fingerprint = reader.GetString(1),
        At = reader.Time(2),
        State = reader.Enum<AlertState>(3),
        Value = reader.Int32(4) == 0 ? null : reader.GetDouble(5),
        Threshold = reader.GetDouble(6),
        DurationNanoseconds = reader.Int64(7),
        Error = reader.GetString(8),
        Detail = reader.GetString(9),
    };
}
