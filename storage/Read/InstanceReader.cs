using Observe.Functions.Invocations;
using Observe.Storage.Engine;

namespace Observe.Storage.Read;

/// <summary>Reads instances out of stored pieces.</summary>
internal sealed class InstanceReader(ClickHouseDatabase database, TimeProvider time) : IInstanceReader
{
    /// <summary>More runs than these in one line are no longer told apart by the eye.</summary>
    private const int MostRuns = 2_000;

    public async Task<InstanceTimeline> TimelineAsync(InstanceQuery query, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var scope = await PieceScope.RunningInAsync(database, query.Range, parameters, query.Function.Value, cancellationToken);
        var merged = MergedInvocations.Sql(
            scope, UnixTime.Nanoseconds(time.GetUtcNow()), parameters, ("instance", "max(t.instance)"));
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

    private static InstanceRun Run(Tuple<long, long, long, byte, byte> run) =>
        new(run.Item1, run.Item2, run.Item3, (InitClass)run.Item4, (InvocationOutcome)run.Item5);
}
