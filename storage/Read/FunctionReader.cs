using Observe.Functions.Cost;
using Observe.Storage.Engine;
using Observe.Storage.Rollup;

namespace Observe.Storage.Read;

/// <summary>Reads functions from their invocations: out of the rollups, and out of stored pieces that are put together first.</summary>
internal sealed class FunctionReader(
    ClickHouseDatabase database, RolledInvocations rolled, CostCalculator costs, TimeProvider time) : IFunctionReader
{
    private readonly FunctionNames _names = new(database, rolled);

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

    private async Task<IReadOnlyList<(ulong Id, FunctionSummary Summary)>> SummariesAsync(
        FunctionListQuery query, TimeRange part, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var grid = HistogramGrid.Of(query.Range, query.Buckets);
        var started = await rolled.StartedAsync(part, grid, parameters, functionId: null, cancellationToken, named: false);
        var listing = new FunctionListing(grid, query.Limit);
        await database.QueryAsync(FunctionListing.Sql(started), parameters, listing.Add, cancellationToken);
        return [.. listing.Summaries(await _names.OfAsync(listing.Functions, part, cancellationToken), costs)];
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
}
