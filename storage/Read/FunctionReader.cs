using System.Data.Common;
using Observe.Functions.Cost;
using Observe.Functions.Invocations;
using Observe.Storage.Engine;
using Observe.Storage.Rollup;

namespace Observe.Storage.Read;

/// <summary>Reads functions from their invocations: out of the rollups, and out of stored pieces that are put together first.</summary>
internal sealed class FunctionReader(
    ClickHouseDatabase database, RolledInvocations rolled, CostCalculator costs, TimeProvider time) : IFunctionReader
{
    public async Task<FunctionListResult> ListAsync(FunctionListQuery query, CancellationToken cancellationToken)
    {
        var (functions, scanned) = await NewestFirst.AtOnce(query.Range, database.Limits).ReadAsync(
            (part, token) => ListAsync(query, part, token), cancellationToken, rolled.FirstShare(query.Range));
        return new FunctionListResult(functions ?? [], scanned);
    }

    /// <summary>The functions over a part of the asked range; the buckets of their series are the asked range's.</summary>
    private async Task<IReadOnlyList<FunctionSummary>> ListAsync(
        FunctionListQuery query, TimeRange part, CancellationToken cancellationToken)
    {
        // Merging quantiles takes as long as all the rest: one statement does only that, while the others say the rest.
        var figures = FiguresAsync(query, part, cancellationToken);
        var names = NamesAsync(query, part, cancellationToken);
        var concurrency = ConcurrencyAsync(part, cancellationToken);
        await Task.WhenAll(figures, names, concurrency);
        var (named, peaks) = (await names, await concurrency);
        // What was stored for the first time while the statements ran may be in one of them and not in another.
        return [.. (await figures).Where(item => named.ContainsKey(item.Id)).Select(item =>
        {
            var name = named[item.Id];
            var (peak, average) = peaks.GetValueOrDefault(item.Id);
            return item.Figures.Of(name) with { PeakConcurrency = peak, AverageConcurrency = average };
        })];
    }

    public async Task<InvocationWindowResult> WindowAsync(InvocationWindowQuery query, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var own = query.FunctionName is null ? "" : $" AND function = {parameters.Add("String", query.FunctionName)}";
        var scope = await PieceScope.StartedInAsync(database, query.Range, parameters, functionId: null, cancellationToken);
        var invocations = MergedInvocations.Sql(
            scope with { Function = own }, UnixTime.Nanoseconds(time.GetUtcNow()), parameters,
            ("trace", "anyIf(lower(hex(t.trace_id)), t.trace_id != toFixedString('', 16))"));
        var traces = parameters.Add("UInt64", (ulong)query.ErrorTraces);
        var failed = $"outcome IN ({MergedInvocations.Failed})";
        var rows = await database.QueryAsync(
            $"SELECT count(), countIf({failed}), "
            + $"arraySlice(arrayMap(item -> item.2, arrayReverseSort(groupArrayIf((start_ns, trace), {failed}))), 1, {traces}) "
            + $"FROM ({invocations}) WHERE {MergedInvocations.Started(query.Range, parameters)}",
            parameters, row => (row.Number(0), row.Number(1), row.Items<string>(2)), cancellationToken);
        var (total, errors, ids) = rows[0];
        return new InvocationWindowResult(
            total, errors, [.. ids.Select(id => TraceId.TryParse(id, out var trace) ? trace : default).Where(id => !id.IsEmpty).Distinct()]);
    }

    /// <summary>Counts and quantiles of each bucket, and of all of them together.</summary>
    private async Task<IReadOnlyList<(ulong Id, ListedFigures Figures)>> FiguresAsync(
        FunctionListQuery query, TimeRange part, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var grid = HistogramGrid.Of(query.Range, query.Buckets);
        var started = await rolled.StartedAsync(part, grid, parameters, functionId: null, cancellationToken, named: false);
        var limit = parameters.Add("UInt64", (ulong)query.Limit);
        return await database.QueryAsync(
            $"SELECT function_id, sum(started) AS total, sum(lost), sum(waited), {DurationQuantiles.Of("merged")}, "
            + "groupArray(toInt64(bucket)), groupArray(toInt64(started)), groupArray(toInt64(failed)), groupArray(toInt64(cold)), groupArray(toInt64(timeouts)), groupArray(p95), sum(died), sum(throttled) "
            + "FROM (SELECT function_id, bucket, sum(invocations) AS started, "
            + $"sumIf(invocations, outcome IN ({MergedInvocations.Failed})) AS failed, "
            + $"sumIf(invocations, init_class IN ({MergedInvocations.SeenCold})) AS cold, "
            + $"sumIf(init_ns, init_class IN ({MergedInvocations.SeenCold})) AS waited, "
            + $"sumIf(invocations, outcome = {MergedInvocations.Number(InvocationOutcome.Timeout)}) AS timeouts, "
            + $"sumIf(invocations, outcome = {MergedInvocations.Number(InvocationOutcome.Lost)}) AS lost, "
            + $"sumIf(invocations, outcome IN ({MergedInvocations.Died})) AS died, "
            + $"sumIf(invocations, outcome = {MergedInvocations.Number(InvocationOutcome.Throttled)}) AS throttled, "
            + $"{DurationQuantiles.Merged("durations")} AS merged, {DurationQuantiles.OfOne("merged")}[2] AS p95 "
            + $"FROM ({started}) GROUP BY function_id, bucket) GROUP BY function_id ORDER BY total DESC, function_id LIMIT {limit}",
            parameters, row => ReadFigures(row, grid), cancellationToken);
    }

    private static (ulong Id, ListedFigures Figures) ReadFigures(DbDataReader row, HistogramGrid grid)
    {
        var quantiles = row.Items<double>(4);
        FunctionBucket[] series = [.. Enumerable.Range(0, grid.Count).Select(i => new FunctionBucket(grid.StartOf(i), 0, 0, 0, 0, 0))];
        var (buckets, started, failed, cold, timeouts, p95) = (
            row.Items<long>(5), row.Items<long>(6), row.Items<long>(7), row.Items<long>(8), row.Items<long>(9), row.Items<double>(10));
        for (var i = 0; i < buckets.Length; i++)
        {
            var index = (int)buckets[i];
            series[index] = new FunctionBucket(grid.StartOf(index), started[i], failed[i], cold[i], timeouts[i], Nanoseconds(p95[i]));
        }
        return (
            (ulong)row.GetValue(0),
            new ListedFigures(row.Number(2), row.Number(11), row.Number(12), (long)row.Fraction(3), [.. quantiles.Select(Nanoseconds)], series));
    }

    /// <summary>What the functions are called, and what they cost: priced by what differs in price, and added up.</summary>
    private async Task<IReadOnlyDictionary<ulong, NamedFunction>> NamesAsync(
        FunctionListQuery query, TimeRange part, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var started = await rolled.StartedAsync(part, HistogramGrid.Of(query.Range, query.Buckets), parameters, functionId: null, cancellationToken);
        var rows = await database.QueryAsync(
            "SELECT function_id, any(account), any(environment), any(function), argMax(version, newest_ns), max(newest_ns), "
            + "any(provider), any(platform), any(region), architecture, memory_bytes, sum(weight), sum(billed_ns), sum(billed_init_ns) "
            + $"FROM ({started}) GROUP BY function_id, architecture, memory_bytes",
            parameters, ReadName, cancellationToken);
        return rows.GroupBy(row => row.Id).ToDictionary(
            group => group.Key,
            group => group.MaxBy(row => row.Newest).Function with { Cost = group.Select(row => row.Function.Cost).Aggregate(UsageCost.Add) });
    }

    private (ulong Id, long Newest, NamedFunction Function) ReadName(DbDataReader row)
    {
        var usage = UsageReading.Usage(row, 6);
        var identity = new FunctionIdentity(usage.Provider, row.GetString(1), usage.Region, row.GetString(2), row.GetString(3));
        return ((ulong)row.GetValue(0), row.Number(5), new NamedFunction(identity, row.GetString(4), costs.Marginal(usage)));
    }

    private async Task<IReadOnlyDictionary<ulong, (int Peak, double Average)>> ConcurrencyAsync(
        TimeRange range, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var rows = await database.QueryAsync(
            $"SELECT function_id, max(peak), sum(busy_ns) FROM ({await rolled.RunningAsync(range, parameters, functionId: null, cancellationToken)}) GROUP BY function_id",
            parameters, row => (Id: (ulong)row.GetValue(0), Peak: (int)row.Number(1), Busy: row.Fraction(2)), cancellationToken);
        return rows.ToDictionary(row => row.Id, row => (row.Peak, row.Busy / Math.Max(1, range.Nanoseconds)));
    }

    /// <summary>Not a number when nothing has ended yet.</summary>
    private static long Nanoseconds(double value) => double.IsFinite(value) ? (long)value : 0;

    /// <param name="Version">Of its newest invocation.</param>
    private sealed record NamedFunction(FunctionIdentity Identity, string Version, UsageCost Cost);

    /// <param name="Durations">Quantiles 0.5, 0.95 and 0.99, nanoseconds; 0 when nothing has ended.</param>
    private sealed record ListedFigures(long Lost, long Deaths, long Throttles, long InitWaited, long[] Durations, FunctionBucket[] Series)
    {
        public FunctionSummary Of(NamedFunction function) => new()
        {
            Identity = function.Identity,
            Version = function.Version,
            Cost = function.Cost,
            Invocations = Series.Sum(bucket => bucket.Invocations),
            Errors = Series.Sum(bucket => bucket.Errors),
            ColdStarts = Series.Sum(bucket => bucket.ColdStarts),
            Timeouts = Series.Sum(bucket => bucket.Timeouts),
            Lost = Lost,
            Deaths = Deaths,
            Throttles = Throttles,
            InitWaited = InitWaited,
            P50 = Durations[0],
            P95 = Durations[1],
            P99 = Durations[2],
            Series = Series,
        };
    }
}
