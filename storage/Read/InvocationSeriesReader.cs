using System.Data.Common;
using Observe.Functions.Cost;
using Observe.Functions.Invocations;
using Observe.Storage.Engine;
using Observe.Storage.Rollup;

namespace Observe.Storage.Read;

/// <summary>Series of invocations: out of the rollups where the buckets are whole slots or one of all, else out of the stored pieces.</summary>
internal sealed class InvocationSeriesReader(
    ClickHouseDatabase database, RolledInvocations rolled, CostCalculator costs, TimeProvider time) : IInvocationSeriesReader
{
    public Task<IReadOnlyList<InvocationCounts>> CountsAsync(InvocationSeriesQuery query, CancellationToken cancellationToken) =>
        OfEachAsync(query, async functionId =>
        {
            var parameters = new SqlParameters();
            var started = await rolled.StartedAsync(query.Range, GridOf(query), parameters, functionId, cancellationToken);
            return await QueryAsync(
                $"SELECT function_id, any(function), {BucketOf(query)} AS at, sum(invocations), "
                + $"sumIf(invocations, outcome IN ({MergedInvocations.Failed})), sumIf(invocations, init_class IN ({MergedInvocations.SeenCold})), "
                + $"sumIf(invocations, outcome IN ({MergedInvocations.Died})), {Ended(InvocationOutcome.Timeout)}, {Ended(InvocationOutcome.Lost)}, {Ended(InvocationOutcome.Throttled)} "
                + $"FROM ({started}) GROUP BY function_id, at ORDER BY at",
                parameters,
                row => new InvocationCounts(
                    (ulong)row.GetValue(0), row.GetString(1), (int)row.Number(2), row.Number(3), row.Number(4), row.Number(5), row.Number(6), row.Number(7), row.Number(8), row.Number(9)),
                cancellationToken);
        }, cancellationToken);

    public Task<IReadOnlyList<InvocationDurations>> DurationsAsync(InvocationSeriesQuery query, BucketWindows windows, CancellationToken cancellationToken) =>
        OfEachAsync(query, async functionId =>
        {
            var parameters = new SqlParameters();
            var started = await rolled.StartedAsync(query.Range, GridOf(query), parameters, functionId, cancellationToken, named: false);
            var step = parameters.Add("Int64", (long)windows.StepBuckets);
            var behind = parameters.Add("Int64", (long)(windows.StepBuckets - windows.WindowBuckets));
            var count = parameters.Add("Int64", (long)windows.Count);
            return await QueryAsync(
                // A bucket is in each window that begins with it or before it and has not ended yet.
                $"SELECT function_id, arrayJoin(range(greatest(0, intDiv(at + {behind}, {step})), least({count}, intDiv(at, {step}) + 1))) AS window, {DurationQuantiles.Of("merged")} "
                + $"FROM (SELECT function_id, {BucketOf(query)} AS at, {DurationQuantiles.Merged("durations")} AS merged FROM ({started}) GROUP BY function_id, at) "
                + "GROUP BY function_id, window ORDER BY window",
                parameters, ReadDurations, cancellationToken);
        }, cancellationToken);

    public Task<IReadOnlyList<InvocationPeak>> PeaksAsync(InvocationSeriesQuery query, CancellationToken cancellationToken) =>
        OfEachAsync(query, async functionId =>
        {
            var parameters = new SqlParameters();
            var grid = GridOf(query);
            var from = parameters.Add("Int64", query.Range.FromUnixNanoseconds);
            var width = parameters.Add("Int64", grid.Width);
            var running = grid.IsOfSlots
                ? $"SELECT function_id, intDiv((cell * {RollupSlot.Nanoseconds}) - {from}, {width}) AS at, peak FROM ({await rolled.RunningAsync(query.Range, parameters, functionId, cancellationToken)})"
                : $"SELECT function_id, toInt64(cell) AS at, peak FROM ({await RunningAsync(query.Range, grid.Width, functionId, parameters, cancellationToken)})";
            return await QueryAsync(
                $"SELECT function_id, at, max(peak) FROM ({running}) GROUP BY function_id, at ORDER BY at",
                parameters, row => new InvocationPeak((ulong)row.GetValue(0), (int)row.Number(1), (int)row.Number(2)), cancellationToken);
        }, cancellationToken);

    public Task<IReadOnlyList<InvocationSpend>> SpendAsync(InvocationSeriesQuery query, CancellationToken cancellationToken) =>
        OfEachAsync<InvocationSpend>(query, async functionId =>
        {
            var parameters = new SqlParameters();
            var started = await rolled.StartedAsync(query.Range, GridOf(query), parameters, functionId, cancellationToken);
            var parts = await QueryAsync(
                $"SELECT function_id, {BucketOf(query)} AS at, any(provider), any(platform), any(region), architecture, memory_bytes, sum(weight), sum(billed_ns), sum(billed_init_ns) "
                + $"FROM ({started}) GROUP BY function_id, at, architecture, memory_bytes ORDER BY at",
                parameters, row => new InvocationSpend((ulong)row.GetValue(0), (int)row.Number(1), costs.Marginal(UsageReading.Usage(row, 2)).TotalUsd), cancellationToken);
            return [.. parts.GroupBy(part => (part.FunctionId, part.Bucket)).Select(same => same.First() with { Dollars = same.Sum(part => part.Dollars) })];
        }, cancellationToken);

    public Task<IReadOnlyList<InvocationCauses>> CausesAsync(InvocationSeriesQuery query, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var bucket = query.Width is { } width ? $"toInt64({SearchClause.Bucket("start_time", query.Range, width, parameters)})" : "toInt64(0)";
        // Pieces as they are: a cause stands in one of them, and to put a week of them together each minute would cost a hundred times as much.
        var own = $"FROM invocations WHERE {SearchClause.Time("start_time", query.Range, parameters)}{Named(query.FunctionName, parameters)}";
        const string First = "toInt64(min(toUnixTimestamp64Nano(start_time)))";
        return QueryAsync(
            $"SELECT * FROM (SELECT function, '' AS why, {bucket} AS at, toUInt64(0) AS failed, {First} AS first {own} GROUP BY function, at UNION ALL "
            + $"SELECT function, cause AS why, {bucket} AS at, uniqExact((function_id, if(invocation_id = '', toString(span_id), invocation_id))) AS failed, {First} AS first "
            + $"{own} AND outcome IN ({MergedInvocations.Failed}) AND cause != '' GROUP BY function, why, at) ORDER BY at",
            parameters, row => new InvocationCauses(row.GetString(0), row.GetString(1), (int)row.Number(2), row.Number(3), row.Number(4)), cancellationToken);
    }

    public async Task<IReadOnlyList<FailedTraces>> FailedTracesAsync(TimeRange range, int most, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var scope = await PieceScope.StartedInAsync(database, range, parameters, functionId: null, cancellationToken);
        var merged = MergedInvocations.Sql(
            scope, UnixTime.Nanoseconds(time.GetUtcNow()), parameters,
            ("its_function", "any(t.function)"), ("why", "argMaxIf(t.cause, t.outcome, t.cause != '')"),
            ("trace", "anyIf(lower(hex(t.trace_id)), t.trace_id != toFixedString('', 16))"));
        var limit = parameters.Add("UInt64", (ulong)most);
        return await QueryAsync(
            "SELECT its_function, why, groupArray(trace) FROM (SELECT its_function, why, trace "
            + $"FROM ({merged}) WHERE {MergedInvocations.Started(range, parameters)} AND outcome IN ({MergedInvocations.Failed}) AND trace != '' "
            + $"ORDER BY start_ns DESC LIMIT {limit} BY its_function, why) GROUP BY its_function, why ORDER BY its_function, why",
            parameters,
            row => new FailedTraces(row.GetString(0), row.GetString(1), [.. row.TraceIds(2).Distinct()]), cancellationToken);
    }

    public async Task<long> CountRecordsAsync(TimeRange range, string? functionName, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var rows = await database.QueryAsync(
            $"SELECT count() FROM invocations WHERE {SearchClause.Time("start_time", range, parameters)}{Named(functionName, parameters)}",
            parameters, row => row.Number(0), cancellationToken);
        return rows[0];
    }

    private async Task<string> RunningAsync(TimeRange range, long width, ulong? functionId, SqlParameters parameters, CancellationToken cancellationToken)
    {
        var pieces = await PieceScope.RunningInAsync(database, range, parameters, functionId, cancellationToken);
        var merged = MergedInvocations.Sql(pieces, UnixTime.Nanoseconds(time.GetUtcNow()), parameters);
        return ConcurrencySql.Of(merged, range, range.FromUnixNanoseconds, width, "1", parameters);
    }

    /// <summary>Functions of one name are read each by its id, which finds their pieces without looking at those of others.</summary>
    private async Task<IReadOnlyList<T>> OfEachAsync<T>(InvocationSeriesQuery query, Func<ulong?, Task<IReadOnlyList<T>>> read, CancellationToken cancellationToken)
    {
        if (query.FunctionName is not { } name)
        {
            return await read(null);
        }
        var parameters = new SqlParameters();
        // What runs in the range may have begun before it.
        var wide = query.Range with { FromUnixNanoseconds = query.Range.FromUnixNanoseconds - InvocationReach.Before };
        var ids = await database.QueryAsync(
            $"SELECT DISTINCT function_id FROM invocations WHERE {SearchClause.Time("start_time", wide, parameters)}{Named(name, parameters)}",
            parameters, row => (ulong)row.GetValue(0), cancellationToken);
        var all = new List<T>();
        foreach (var id in ids)
        {
            all.AddRange(await read(id));
        }
        return all;
    }

    private Task<IReadOnlyList<T>> QueryAsync<T>(string sql, SqlParameters parameters, Func<DbDataReader, T> map, CancellationToken cancellationToken) =>
        SeriesRows.ReadAsync(database, sql, parameters, map, InvocationSeriesQuery.MaxRows, "too many functions over too long a time", cancellationToken);

    private static InvocationDurations ReadDurations(DbDataReader row)
    {
        var quantiles = row.Items<double>(2);
        return new InvocationDurations((ulong)row.GetValue(0), (int)row.Number(1), Nanoseconds(quantiles[0]), Nanoseconds(quantiles[1]), Nanoseconds(quantiles[2]));
    }

    /// <summary>Not a number when nothing has ended yet.</summary>
    private static long Nanoseconds(double value) => double.IsFinite(value) ? (long)value : 0;

    private static string Named(string? functionName, SqlParameters parameters) =>
        functionName is null ? "" : $" AND function = {parameters.Add("String", functionName)}";

    private static HistogramGrid GridOf(InvocationSeriesQuery query) => query.Width is { } width
        ? new HistogramGrid(query.Range.FromUnixNanoseconds, width, (int)((query.Range.Nanoseconds + width - 1) / width))
        : HistogramGrid.Of(query.Range, 1);

    private static string BucketOf(InvocationSeriesQuery query) => query.Width is null ? "toInt64(0)" : "toInt64(bucket)";

    private static string Ended(InvocationOutcome outcome) => $"sumIf(invocations, outcome = {MergedInvocations.Number(outcome)})";
}
