using Observe.Functions.Invocations;
using Observe.Storage.Engine;
using Observe.Storage.Rollup;

namespace Observe.Storage.Read;

/// <summary>Reads instances out of stored pieces.</summary>
internal sealed class InstanceReader(ClickHouseDatabase database, FirstInvocations firsts, TimeProvider time) : IInstanceReader
{
    /// <summary>More runs than these in one line are no longer told apart by the eye.</summary>
    private const int MostRuns = 2_000;

    public async Task<InstanceTimeline> TimelineAsync(InstanceQuery query, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var scope = await PieceScope.RunningInAsync(database, query.Range, parameters, query.Function.Value, cancellationToken);
        var merged = await firsts.MarkedAsync(scope, parameters, cancellationToken, ("instance", "max(t.instance)"));
        var from = parameters.Add("Int64", query.Range.FromUnixNanoseconds);
        var to = parameters.Add("Int64", query.Range.ToUnixNanoseconds);
        var most = parameters.Add("UInt64", (ulong)query.Most);
        var runs = parameters.Add("UInt64", (ulong)MostRuns);
        var rows = await database.QueryAsync(
            "SELECT instance, max(version), count(), "
            + $"arraySlice(arraySort(groupArray((start_ns, until_ns, if(init_class = 0, 0, init_ns), init_class, outcome))), 1, {runs}) AS runs, "
            + "count() OVER (), min(start_ns - if(init_class = 0, 0, init_ns)) AS first "
            + $"FROM ({merged}) WHERE until_ns > {from} AND start_ns < {to} GROUP BY instance ORDER BY instance = '' DESC, first, instance LIMIT {most} + 1",
            parameters,
            row => (Line: new InstanceLine(row.GetString(0), row.GetString(1), row.Number(2), [.. row.Items<Tuple<long, long, long, byte, byte>>(3).Select(Run)]), Total: row.Number(4)),
            cancellationToken);
        var unnamed = rows.Where(row => row.Line.Instance.Length == 0).Sum(row => row.Line.Invocations);
        var total = rows.Count == 0 ? 0 : rows[0].Total - (unnamed > 0 ? 1 : 0);
        return new InstanceTimeline(
            query.Range, [.. rows.Select(row => row.Line).Where(line => line.Instance.Length > 0).Take(query.Most)], total, unnamed);
    }

    public async Task<long> UnusedAsync(FunctionId function, TimeRange range, CancellationToken cancellationToken)
    {
        var told = range with { ToUnixNanoseconds = Math.Min(range.ToUnixNanoseconds, UnixTime.Nanoseconds(time.GetUtcNow()) - InvocationReach.LongestInvocation) };
        if (told.ToUnixNanoseconds <= told.FromUnixNanoseconds)
        {
            return 0;
        }
        var parameters = new SqlParameters();
        var id = parameters.Add("UInt64", function.Value);
        // The platform may know less of a function's identity than the function itself: its name is the same.
        var inits = $"SELECT instance FROM invocations WHERE {SearchClause.Time("start_time", told, parameters)} AND loose = {MergedInvocations.Number(LooseKinds.Initialisation)} "
            + $"AND instance != '' AND (provider, function) IN (SELECT provider, function FROM invocations WHERE function_id = {id} LIMIT 1)";
        var after = told with { ToUnixNanoseconds = told.ToUnixNanoseconds + InvocationReach.LongestInvocation };
        var rows = await database.QueryAsync(
            $"SELECT uniqExact(instance) FROM ({inits}) WHERE instance NOT IN (SELECT instance FROM invocations WHERE function_id = {id} "
            + $"AND {SearchClause.Time("start_time", after, parameters)} AND loose = 0 AND instance != '')",
            parameters, row => row.Number(0), cancellationToken);
        return rows[0];
    }

    private static InstanceRun Run(Tuple<long, long, long, byte, byte> run) =>
        new(run.Item1, run.Item2, run.Item3, (InitClass)run.Item4, (InvocationOutcome)run.Item5);
}
