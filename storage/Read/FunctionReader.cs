using System.Data.Common;
using Observe.Functions.Invocations;
using Observe.Storage.Engine;
using Observe.Storage.Rollup;

namespace Observe.Storage.Read;

/// <summary>Reads functions from their invocations: out of the rollups, and out of stored pieces that are put together first.</summary>
internal sealed class FunctionReader(ClickHouseDatabase database, RolledInvocations rolled, TimeProvider time) : IFunctionReader
{
    public async Task<FunctionListResult> ListAsync(FunctionListQuery query, CancellationToken cancellationToken)
    {
        var (functions, scanned) = await NewestFirst.AtOnce(query.Range, database.Limits).ReadAsync(
            (part, token) => ListAsync(query, part, token), cancellationToken);
        return new FunctionListResult(functions ?? [], scanned);
    }

    /// <summary>The functions over a part of the asked range; the buckets of their series are the asked range's.</summary>
    private async Task<IReadOnlyList<FunctionSummary>> ListAsync(
        FunctionListQuery query, TimeRange part, CancellationToken cancellationToken)
    {
        var figures = FiguresAsync(query, part, cancellationToken);
        var concurrency = ConcurrencyAsync(part, cancellationToken);
        await Task.WhenAll(figures, concurrency);
        var peaks = await concurrency;
        return [.. (await figures).Select(item =>
        {
            var (peak, average) = peaks.GetValueOrDefault(item.Id);
            return item.Summary with { PeakConcurrency = peak, AverageConcurrency = average };
        })];
    }

    public async Task<InvocationWindowResult> WindowAsync(InvocationWindowQuery query, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var invocations = MergedInvocations.StartedIn(
            query.Range, UnixTime.Nanoseconds(time.GetUtcNow()), parameters,
            ("trace", "anyIf(lower(hex(t.trace_id)), t.trace_id != toFixedString('', 16))"));
        var filter = query.FunctionName is null ? "1" : $"function = {parameters.Add("String", query.FunctionName)}";
        var traces = parameters.Add("UInt64", (ulong)query.ErrorTraces);
        var failed = $"outcome IN ({MergedInvocations.Failed})";
        var rows = await database.QueryAsync(
            $"SELECT count(), countIf({failed}), "
            + $"arraySlice(arrayMap(item -> item.2, arrayReverseSort(groupArrayIf((start_ns, trace), {failed}))), 1, {traces}) "
            + $"FROM ({invocations}) WHERE {filter}",
            parameters, row => (row.Number(0), row.Number(1), row.Items<string>(2)), cancellationToken);
        var (total, errors, ids) = rows[0];
        return new InvocationWindowResult(
            total, errors, [.. ids.Select(id => TraceId.TryParse(id, out var trace) ? trace : default).Where(id => !id.IsEmpty).Distinct()]);
    }

    /// <summary>The figures of each function, with its series, from one pass over the groups.</summary>
    private async Task<IReadOnlyList<(ulong Id, FunctionSummary Summary)>> FiguresAsync(
        FunctionListQuery query, TimeRange range, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var grid = HistogramGrid.Of(query.Range, query.Buckets);
        var started = rolled.Started(range, grid, parameters);
        var limit = parameters.Add("UInt64", (ulong)query.Limit);
        return await database.QueryAsync(
            "SELECT function_id, any(provider), any(account), any(region), any(environment), any(function), argMax(version, newest_ns), "
            + "sum(count) AS total, sum(errors), sum(cold), sum(timeouts), sum(lost), arrayMap(x -> toFloat64(x), quantilesTDigestMerge(0.5, 0.95, 0.99)(durations)), "
            + "groupArray(toInt64(bucket)), groupArray(toInt64(count)), groupArray(toInt64(errors)), groupArray(toInt64(cold)), "
            + "groupArray(toInt64(timeouts)), groupArray(toFloat64(p95)) FROM ("
            + "SELECT function_id, bucket, any(provider) AS provider, any(account) AS account, any(region) AS region, any(environment) AS environment, "
            + "any(function) AS function, argMax(g.version, g.newest_ns) AS version, max(g.newest_ns) AS newest_ns, sum(g.invocations) AS count, "
            + $"sumIf(g.invocations, g.outcome IN ({MergedInvocations.Failed})) AS errors, sumIf(g.invocations, g.init_class IN ({MergedInvocations.SeenCold})) AS cold, "
            + $"sumIf(g.invocations, g.outcome = {MergedInvocations.Number(InvocationOutcome.Timeout)}) AS timeouts, "
            + $"sumIf(g.invocations, g.outcome = {MergedInvocations.Number(InvocationOutcome.Lost)}) AS lost, "
            + "quantilesTDigestMergeState(0.5, 0.95, 0.99)(g.durations) AS durations, finalizeAggregation(durations)[2] AS p95 "
            + $"FROM ({started}) AS g GROUP BY function_id, bucket) GROUP BY function_id ORDER BY total DESC, function_id LIMIT {limit}",
            parameters, row => ReadSummary(row, grid), cancellationToken);
    }

    private async Task<IReadOnlyDictionary<ulong, (int Peak, double Average)>> ConcurrencyAsync(
        TimeRange range, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var rows = await database.QueryAsync(
            $"SELECT function_id, max(peak), sum(busy_ns) FROM ({rolled.Running(range, parameters)}) GROUP BY function_id",
            parameters, row => (Id: (ulong)row.GetValue(0), Peak: (int)row.Number(1), Busy: row.Fraction(2)), cancellationToken);
        return rows.ToDictionary(row => row.Id, row => (row.Peak, row.Busy / Math.Max(1, range.Nanoseconds)));
    }

    private static (ulong Id, FunctionSummary Summary) ReadSummary(DbDataReader row, HistogramGrid grid)
    {
        var quantiles = row.Items<double>(12);
        var summary = new FunctionSummary
        {
            Identity = new FunctionIdentity(
                row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5)),
            Version = row.GetString(6),
            Invocations = row.Number(7),
            Errors = row.Number(8),
            ColdStarts = row.Number(9),
            Timeouts = row.Number(10),
            Lost = row.Number(11),
            P50 = Nanoseconds(quantiles[0]),
            P95 = Nanoseconds(quantiles[1]),
            P99 = Nanoseconds(quantiles[2]),
            Series = Series(row, grid),
        };
        return ((ulong)row.GetValue(0), summary);
    }

    private static FunctionBucket[] Series(DbDataReader row, HistogramGrid grid)
    {
        var (counts, errors, cold) = (row.Items<long>(14), row.Items<long>(15), row.Items<long>(16));
        var (timeouts, p95) = (row.Items<long>(17), row.Items<double>(18));
        FunctionBucket[] series = [.. Enumerable.Range(0, grid.Count).Select(index => new FunctionBucket(grid.StartOf(index), 0, 0, 0, 0, 0))];
        foreach (var (item, bucket) in row.Items<long>(13).Index())
        {
            series[bucket] = new FunctionBucket(grid.StartOf((int)bucket), counts[item], errors[item], cold[item], timeouts[item], Nanoseconds(p95[item]));
        }
        return series;
    }

    /// <summary>Not a number when nothing has ended yet.</summary>
    private static long Nanoseconds(double value) => double.IsFinite(value) ? (long)value : 0;
}
