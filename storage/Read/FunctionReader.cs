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
    /// <summary>Failures, cold starts that were waited for, and timeouts.</summary>
    private static readonly string Counted =
        $"sumIf(invocations, outcome IN ({MergedInvocations.Failed})), sumIf(invocations, init_class IN ({MergedInvocations.SeenCold})), "
        + $"sumIf(invocations, outcome = {MergedInvocations.Number(InvocationOutcome.Timeout)})";

    private const string Quantiles = "arrayMap(x -> toFloat64(x), quantilesTDigestMerge(0.5, 0.95, 0.99)(durations))";

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
        var series = SeriesAsync(query, part, cancellationToken);
        var concurrency = ConcurrencyAsync(part, cancellationToken);
        var billed = CostAsync(query, part, cancellationToken);
        await Task.WhenAll(figures, series, concurrency, billed);
        var bills = await billed;
        var peaks = await concurrency;
        var buckets = await series;
        return [.. (await figures).Select(item =>
        {
            var (peak, average) = peaks.GetValueOrDefault(item.Id);
            return item.Summary with
            {
                PeakConcurrency = peak,
                AverageConcurrency = average,
                Series = buckets.GetValueOrDefault(item.Id) ?? [],
                Cost = bills.GetValueOrDefault(item.Id),
            };
        })];
    }

    public async Task<InvocationWindowResult> WindowAsync(InvocationWindowQuery query, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var own = query.FunctionName is null ? "" : $" AND function = {parameters.Add("String", query.FunctionName)}";
        var invocations = MergedInvocations.Sql(
            MergedInvocations.PiecesOfStartedIn(query.Range, parameters) + own, UnixTime.Nanoseconds(time.GetUtcNow()), parameters,
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

    private async Task<IReadOnlyList<(ulong Id, FunctionSummary Summary)>> FiguresAsync(
        FunctionListQuery query, TimeRange range, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var started = rolled.Started(range, HistogramGrid.Of(query.Range, query.Buckets), parameters);
        var limit = parameters.Add("UInt64", (ulong)query.Limit);
        return await database.QueryAsync(
            "SELECT function_id, any(provider), any(account), any(region), any(environment), any(function), argMax(version, newest_ns), "
            + $"sum(invocations) AS total, {Counted}, sumIf(invocations, outcome = {MergedInvocations.Number(InvocationOutcome.Lost)}), {Quantiles} "
            + $"FROM ({started}) GROUP BY function_id ORDER BY total DESC, function_id LIMIT {limit}",
            parameters, ReadSummary, cancellationToken);
    }

    private async Task<IReadOnlyDictionary<ulong, FunctionBucket[]>> SeriesAsync(
        FunctionListQuery query, TimeRange part, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var grid = HistogramGrid.Of(query.Range, query.Buckets);
        var rows = await database.QueryAsync(
            $"SELECT function_id, bucket, sum(invocations), {Counted}, {Quantiles} FROM ({rolled.Started(part, grid, parameters)}) GROUP BY function_id, bucket",
            parameters,
            row => (Id: (ulong)row.GetValue(0), Index: (int)row.Number(1), Bucket: new FunctionBucket(
                grid.StartOf((int)row.Number(1)), row.Number(2), row.Number(3), row.Number(4), row.Number(5), Nanoseconds(row.Items<double>(6)[1]))),
            cancellationToken);
        var series = new Dictionary<ulong, FunctionBucket[]>();
        foreach (var (id, index, bucket) in rows)
        {
            if (!series.TryGetValue(id, out var buckets))
            {
                series[id] = buckets = [.. Enumerable.Range(0, grid.Count).Select(i => new FunctionBucket(grid.StartOf(i), 0, 0, 0, 0, 0))];
            }
            buckets[index] = bucket;
        }
        return series;
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

    /// <summary>Priced by what differs in price, and added up.</summary>
    private async Task<IReadOnlyDictionary<ulong, UsageCost>> CostAsync(
        FunctionListQuery query, TimeRange range, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var started = rolled.Started(range, HistogramGrid.Of(query.Range, query.Buckets), parameters);
        var rows = await database.QueryAsync(
            "SELECT function_id, any(provider), any(platform), any(region), architecture, memory_bytes, sum(weight), sum(billed_ns), sum(billed_init_ns) "
            + $"FROM ({started}) GROUP BY function_id, architecture, memory_bytes",
            parameters,
            row => (Id: (ulong)row.GetValue(0), Cost: costs.Marginal(UsageReading.Usage(row, 1))),
            cancellationToken);
        return rows.GroupBy(row => row.Id).ToDictionary(group => group.Key, group => group.Select(row => row.Cost).Aggregate(UsageCost.Add));
    }

    private static (ulong Id, FunctionSummary Summary) ReadSummary(DbDataReader row)
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
        };
        return ((ulong)row.GetValue(0), summary);
    }

    /// <summary>Not a number when nothing has ended yet.</summary>
    private static long Nanoseconds(double value) => double.IsFinite(value) ? (long)value : 0;
}
