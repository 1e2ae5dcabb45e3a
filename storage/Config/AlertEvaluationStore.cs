using System.Data.Common;
using Observe.Storage.Engine;

namespace Observe.Storage.Config;

public sealed class AlertEvaluationStore(ClickHouseDatabase database) : IAlertEvaluationStore
{
    private const string Columns =
        "rule_id, fingerprint, toUnixTimestamp64Nano(at) AS at_ns, state, has_value, value, threshold, duration_ns, error, detail";

    public async Task AppendAsync(IReadOnlyList<AlertEvaluationRow> rows, CancellationToken cancellationToken)
    {
        foreach (var chunk in rows.Chunk(RowValues.RowsAStatement))
        {
            var p = new SqlParameters();
            var columns = string.Join(", ",
                p.Add("Array(String)", chunk.Select(row => row.RuleId).ToArray()),
                p.Add("Array(String)", chunk.Select(row => row.Fingerprint).ToArray()),
                p.Add("Array(Int64)", chunk.Select(row => UnixTime.Nanoseconds(row.At)).ToArray()),
                p.Add("Array(String)", chunk.Select(row => row.State.ToString()).ToArray()),
                p.Add("Array(UInt8)", chunk.Select(row => (byte)(row.Value.HasValue ? 1 : 0)).ToArray()),
                p.Add("Array(Float64)", chunk.Select(row => row.Value ?? 0).ToArray()),
                p.Add("Array(Float64)", chunk.Select(row => row.Threshold).ToArray()),
                p.Add("Array(UInt64)", chunk.Select(row => (ulong)row.DurationNanoseconds).ToArray()),
                p.Add("Array(String)", chunk.Select(row => row.Error).ToArray()),
                p.Add("Array(String)", chunk.Select(row => row.Detail).ToArray()));
            await database.ExecuteAsync(
                $"""
                INSERT INTO alert_evaluations (rule_id, fingerprint, at, state, has_value, value, threshold, duration_ns, error, detail)
                SELECT r.1, r.2, fromUnixTimestamp64Nano(r.3, 'UTC'), r.4, r.5, r.6, r.7, r.8, r.9, r.10
                FROM (SELECT arrayJoin(arrayZip({columns})) AS r)
                """,
                p, cancellationToken);
        }
    }

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
