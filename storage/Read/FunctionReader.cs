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
        var summaries = SummariesAsync(query, part, cancellationToken);
        if (!query.WithConcurrency)
        {
            return [.. (await summaries).Select(item => item.Summary)];
        }
        var concurrency = ConcurrencyAsync(part, cancellationToken);
        await Task.WhenAll(summaries, concurrency);
        var peaks = await concurrency;
        return [.. (await summaries).Select(item =>
        {
            var (peak, average) = peaks.GetValueOrDefault(item.Id);
            return item.Summary with { PeakConcurrency = peak, AverageConcurrency = average };
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

    /// <summary>
    /// Who each function is, what it did, in all and by bucket, and what was used of it by what differs in price. One statement, because planning one takes
    /// longer than reading: it groups by all of that first, then puts a function's buckets together, and then the function.
    /// </summary>
    private async Task<IReadOnlyList<(ulong Id, FunctionSummary Summary)>> SummariesAsync(
        FunctionListQuery query, TimeRange part, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var grid = HistogramGrid.Of(query.Range, query.Buckets);
        var started = await rolled.StartedAsync(part, grid, parameters, functionId: null, cancellationToken);
        var limit = parameters.Add("UInt64", (ulong)query.Limit);
        return await database.QueryAsync(
            $"SELECT function_id, sum(all_started) AS total, sum(all_lost), sum(all_waited), {DurationQuantiles.Of("all_durations")}, "
            + "groupArray(toInt64(bucket)), groupArray(toInt64(all_started)), groupArray(toInt64(all_failed)), groupArray(toInt64(all_cold)), groupArray(toInt64(all_timeouts)), "
            + "groupArray(p95), sum(all_died), sum(all_throttled), "
            + "any(its_provider), any(its_account), any(its_region), any(its_environment), any(its_function), any(its_platform), argMax(its_version, newest), groupArrayArray(used) "
            + "FROM (SELECT function_id, bucket, sum(started) AS all_started, sum(failed) AS all_failed, sum(cold) AS all_cold, sum(waited) AS all_waited, "
            + "sum(timeouts) AS all_timeouts, sum(lost) AS all_lost, sum(died) AS all_died, sum(throttled) AS all_throttled, "
            + $"{DurationQuantiles.Merged("merged")} AS all_durations, {DurationQuantiles.OfOne("all_durations")}[2] AS p95, "
            + "any(one_provider) AS its_provider, any(one_account) AS its_account, any(one_region) AS its_region, any(one_environment) AS its_environment, "
            + "any(one_function) AS its_function, any(one_platform) AS its_platform, argMax(one_version, one_newest) AS its_version, max(one_newest) AS newest, "
            + "groupArray((toString(architecture), toInt64(memory_bytes), toFloat64(weighed), toFloat64(billed), toFloat64(billed_init))) AS used "
            + "FROM (SELECT function_id, bucket, architecture, memory_bytes, sum(invocations) AS started, "
            + $"sumIf(invocations, outcome IN ({MergedInvocations.Failed})) AS failed, "
            + $"sumIf(invocations, init_class IN ({MergedInvocations.SeenCold})) AS cold, "
            + $"sumIf(init_ns, init_class IN ({MergedInvocations.SeenCold})) AS waited, "
            + $"sumIf(invocations, outcome = {MergedInvocations.Number(InvocationOutcome.Timeout)}) AS timeouts, "
            + $"sumIf(invocations, outcome = {MergedInvocations.Number(InvocationOutcome.Lost)}) AS lost, "
            + $"sumIf(invocations, outcome IN ({MergedInvocations.Died})) AS died, "
            + $"sumIf(invocations, outcome = {MergedInvocations.Number(InvocationOutcome.Throttled)}) AS throttled, "
            + $"{DurationQuantiles.Merged("durations")} AS merged, "
            + "any(provider) AS one_provider, any(account) AS one_account, any(region) AS one_region, any(environment) AS one_environment, any(function) AS one_function, "
            + "any(platform) AS one_platform, argMax(version, newest_ns) AS one_version, max(newest_ns) AS one_newest, "
            + "sum(weight) AS weighed, sum(billed_ns) AS billed, sum(billed_init_ns) AS billed_init "
            + $"FROM ({started}) GROUP BY function_id, bucket, architecture, memory_bytes) GROUP BY function_id, bucket) "
            + $"GROUP BY function_id ORDER BY total DESC, function_id LIMIT {limit}",
            parameters, row => ((ulong)row.GetValue(0), ReadSummary(row, grid)), cancellationToken);
    }

    private FunctionSummary ReadSummary(DbDataReader row, HistogramGrid grid)
    {
        var durations = row.Items<double>(4);
        FunctionBucket[] series = [.. Enumerable.Range(0, grid.Count).Select(i => new FunctionBucket(grid.StartOf(i), 0, 0, 0, 0, 0))];
        var (buckets, started, failed, cold, timeouts, p95) = (
            row.Items<long>(5), row.Items<long>(6), row.Items<long>(7), row.Items<long>(8), row.Items<long>(9), row.Items<double>(10));
        for (var i = 0; i < buckets.Length; i++)
        {
            var index = (int)buckets[i];
            series[index] = new FunctionBucket(grid.StartOf(index), started[i], failed[i], cold[i], timeouts[i], Nanoseconds(p95[i]));
        }
        var (provider, region, platform) = (row.GetString(13), row.GetString(15), row.GetString(18));
        var used = row.Items<Tuple<string, long, double, double, double>>(20)
            .GroupBy(item => (Architecture: item.Item1, Memory: item.Item2))
            .Select(group => costs.Marginal(new BilledUsage
            {
                Provider = provider,
                Plan = platform,
                Region = region,
                Architecture = group.Key.Architecture,
                MemoryBytes = group.Key.Memory,
                Invocations = (decimal)group.Sum(item => item.Item3),
                BilledNanoseconds = (decimal)group.Sum(item => item.Item4),
                BilledInitNanoseconds = (decimal)group.Sum(item => item.Item5),
            }));
        return new FunctionSummary
        {
            Identity = new FunctionIdentity(provider, row.GetString(14), region, row.GetString(16), row.GetString(17)),
            Version = row.GetString(19),
            Cost = used.Aggregate(UsageCost.Add),
            Invocations = series.Sum(bucket => bucket.Invocations),
            Errors = series.Sum(bucket => bucket.Errors),
            ColdStarts = series.Sum(bucket => bucket.ColdStarts),
            Timeouts = series.Sum(bucket => bucket.Timeouts),
            Lost = row.Number(2),
            Deaths = row.Number(11),
            Throttles = row.Number(12),
            InitWaited = (long)row.Fraction(3),
            P50 = Nanoseconds(durations[0]),
            P95 = Nanoseconds(durations[1]),
            P99 = Nanoseconds(durations[2]),
            Series = series,
        };
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
}
