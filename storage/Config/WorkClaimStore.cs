using Observe.Storage.Engine;

namespace Observe.Storage.Config;

public sealed class WorkClaimStore(ClickHouseDatabase database) : IWorkClaims
{
    // The time is not among them: it is the server's.
    private static readonly RowInsert<(string Work, WorkClaim Claim)> Insert = new RowInsert<(string Work, WorkClaim Claim)>("work_claims")
        .Text("work", row => row.Work).Text("process_id", row => row.Claim.ProcessId).Text("state", row => row.Claim.State.ToString());

    public Task SayAsync(string work, WorkClaim claim, CancellationToken cancellationToken) => Insert.WriteAsync(database, [(work, claim)], cancellationToken);

    public Task<IReadOnlyList<WorkClaim>> OthersAsync(string work, string processId, TimeSpan within, CancellationToken cancellationToken)
    {
        var p = new SqlParameters();
        return database.QueryAsync(
            $"""
            SELECT process_id, argMax(state, beat) AS last
            FROM work_claims
            WHERE work = {p.Add("String", work)} AND process_id != {p.Add("String", processId)}
                AND beat >= now64(3, 'UTC') - toIntervalMillisecond({p.Add("Int64", (long)within.TotalMilliseconds)})
            GROUP BY process_id
            """,
            p,
            reader => new WorkClaim(reader.GetString(0), reader.Enum<WorkClaimState>(1)),
            cancellationToken);
    }
}
