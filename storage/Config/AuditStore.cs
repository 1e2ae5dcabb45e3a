using System.Data.Common;
using Observe.Storage.Engine;
using Observe.Storage.Read;

namespace Observe.Storage.Config;

public sealed class AuditStore(ClickHouseDatabase database) : IAuditStore
{
    private const string Ok = "ok";
    private const string Refused = "refused";

    private static readonly RowInsert<AuditRow> Insert = new RowInsert<AuditRow>("audit")
        .Text("id", row => row.Id).Time("at", row => row.At).Text("actor", row => row.Actor).Text("kind", row => row.Kind).Text("address", row => row.Address)
        .Text("action", row => row.Action).Text("outcome", row => row.IsRefused ? Refused : Ok).Text("object", row => row.Object).Text("detail", row => row.Detail);

    public Task AppendAsync(AuditRow row, CancellationToken cancellationToken) => Insert.WriteAsync(database, [row], cancellationToken);

    public async Task<AuditResult> ListAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        var p = new SqlParameters();
        var after = PageCursor.Parse(query.Cursor) is { } cursor
            ? $"AND (at, id) < (fromUnixTimestamp64Nano({p.Add("Int64", cursor.UnixNanoseconds)}, 'UTC'), {p.Add("String", cursor.Id)})"
            : "";
        var rows = await database.QueryAsync(
            $"""
            SELECT id, toUnixTimestamp64Nano(at) AS ns, actor, kind, address, action, outcome, object, detail
            FROM audit
            WHERE at >= fromUnixTimestamp64Nano({p.Add("Int64", query.Range.FromUnixNanoseconds)}, 'UTC')
                AND at < fromUnixTimestamp64Nano({p.Add("Int64", query.Range.ToUnixNanoseconds)}, 'UTC')
                {(query.Actor is { } actor ? $"AND actor = {p.Add("String", actor)}" : "")}
                {(query.Action is { } action ? $"AND action = {p.Add("String", action)}" : "")}
                {(query.Refused is { } refused ? $"AND outcome = {p.Add("String", refused ? Refused : Ok)}" : "")}
                {after}
            ORDER BY at DESC, id DESC LIMIT {p.Add("UInt64", (ulong)query.Limit + 1)}
            """,
            p, Map, cancellationToken);
        return rows.Count <= query.Limit
            ? new AuditResult(rows, null)
            : new AuditResult([.. rows.Take(query.Limit)], new PageCursor(UnixTime.Nanoseconds(rows[query.Limit - 1].At), rows[query.Limit - 1].Id).ToString());
    }

    private static AuditRow Map(DbDataReader reader) => new()
    {
        Id = reader.GetString(0),
        At = reader.Time(1),
        Actor = reader.GetString(2),
        Kind = reader.GetString(3),
        Address = reader.GetString(4),
        Action = reader.GetString(5),
        IsRefused = reader.GetString(6) == Refused,
        Object = reader.GetString(7),
        Detail = reader.GetString(8),
    };
}
