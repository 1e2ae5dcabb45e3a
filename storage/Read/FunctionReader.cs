using System.Data.Common;
using Observe.Functions.Invocations;
using Observe.Storage.Engine;

namespace Observe.Storage.Read;

/// <summary>
/// Reads functions from the pieces in the table <c>invocations</c>. The pieces of one invocation are merged first (same
/// function, invocation id and instance; without an id, same trace and span), then counted.
/// </summary>
internal sealed class FunctionReader(ClickHouseDatabase database, TimeProvider time) : IFunctionReader
{
    /// <summary>Serverless platforms let an invocation run for at most an hour; what runs at the range's start began within it.</summary>
    private const long LongestInvocation = 3_600 * UnixTime.NanosecondsPerSecond;

    /// <summary>A start without an end reads as lost this long after its deadline.</summary>
    private const long Grace = 30 * UnixTime.NanosecondsPerSecond;

    private static readonly string ColdClasses =
        string.Join(", ", InitClasses.SeenByUser.Select(initClass => ((byte)initClass).ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private static readonly string FailedOutcomes = string.Join(
        ", ",
        new[] { InvocationOutcome.Error, InvocationOutcome.Timeout, InvocationOutcome.OutOfMemory, InvocationOutcome.Lost }
            .Select(outcome => ((byte)outcome).ToString(System.Globalization.CultureInfo.InvariantCulture)));

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
        var figures = FiguresAsync(part, query.Limit, cancellationToken);
        var concurrency = ConcurrencyAsync(part, cancellationToken);
        var series = SeriesAsync(query, part, cancellationToken);
        await Task.WhenAll(figures, concurrency, series);
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
            };
        })];
    }

    public async Task<InvocationWindowResult> WindowAsync(InvocationWindowQuery query, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var invocations = Invocations(query.Range, parameters);
        var filter = query.FunctionName is null ? "1" : $"function = {parameters.Add("String", query.FunctionName)}";
        var traces = parameters.Add("UInt64", (ulong)query.ErrorTraces);
        var rows = await database.QueryAsync(
            $"SELECT count(), countIf(outcome IN ({FailedOutcomes})), "
            + $"arraySlice(arrayMap(item -> item.2, arrayReverseSort(groupArrayIf((start_ns, trace), outcome IN ({FailedOutcomes})))), 1, {traces}) "
            + $"FROM ({invocations}) WHERE {filter}",
            parameters, row => (row.Number(0), row.Number(1), row.Items<string>(2)), cancellationToken);
        var (total, errors, ids) = rows[0];
        return new InvocationWindowResult(
            total, errors, [.. ids.Select(id => TraceId.TryParse(id, out var trace) ? trace : default).Where(id => !id.IsEmpty).Distinct()]);
    }

    /// <summary>One row an invocation that started in the range.</summary>
    private string Invocations(TimeRange range, SqlParameters parameters, long before = 0)
    {
        var wide = new TimeRange(range.FromUnixNanoseconds - before, range.ToUnixNanoseconds);
        var now = parameters.Add("Int64", UnixTime.Nanoseconds(time.GetUtcNow()));
        return
            "SELECT function_id, key, any(piece_provider) AS provider, any(piece_account) AS account, any(piece_region) AS region, "
            + "any(piece_environment) AS environment, any(piece_function) AS function, max(piece_version) AS version, "
            + "min(toUnixTimestamp64Nano(start_time)) AS start_ns, max(piece_end) AS end_ns, max(piece_deadline) AS deadline_ns, "
            + "max(piece_init) AS init_class, anyIf(piece_trace, piece_trace != '00000000000000000000000000000000') AS trace, "
            + "max(piece_outcome) AS reported, "
            + $"if(end_ns = 0 AND deadline_ns > 0 AND deadline_ns + {Grace} < {now}, {(byte)InvocationOutcome.Lost}, reported) AS outcome, "
            + $"multiIf(end_ns > 0, end_ns, outcome = {(byte)InvocationOutcome.Lost}, deadline_ns, greatest({now}, start_ns)) AS until_ns "
            + "FROM (SELECT function_id, if(invocation_id != '', concat(invocation_id, '\\0', instance), concat(hex(trace_id), hex(span_id))) AS key, "
            + "provider AS piece_provider, account AS piece_account, region AS piece_region, environment AS piece_environment, "
            + "function AS piece_function, version AS piece_version, start_time, end_ns AS piece_end, deadline_ns AS piece_deadline, "
            + "init_class AS piece_init, lower(hex(trace_id)) AS piece_trace, outcome AS piece_outcome FROM invocations "
            + $"WHERE {SearchClause.Time("start_time", wide, parameters)}) GROUP BY function_id, key";
    }

    private async Task<IReadOnlyList<(ulong Id, FunctionSummary Summary)>> FiguresAsync(
        TimeRange range, int most, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var invocations = Invocations(range, parameters);
        var limit = parameters.Add("UInt64", (ulong)most);
        return await database.QueryAsync(
            "SELECT function_id, any(provider), any(account), any(region), any(environment), any(function), argMax(version, start_ns), "
            + $"count() AS total, countIf(outcome IN ({FailedOutcomes})), countIf(init_class IN ({ColdClasses})), "
            + $"countIf(outcome = {(byte)InvocationOutcome.Timeout}), countIf(outcome = {(byte)InvocationOutcome.Lost}), "
            + $"quantilesIf(0.5, 0.95, 0.99)(end_ns - start_ns, end_ns > 0) FROM ({invocations}) "
            + $"GROUP BY function_id ORDER BY total DESC, function_id LIMIT {limit}",
            parameters, ReadSummary, cancellationToken);
    }

    /// <summary>
    /// Peak and average of the intervals <c>[start, end)</c>, cut to the range. Equal times are ordered ends first, so that
    /// an invocation that starts when another ends does not overlap it.
    /// </summary>
    private async Task<IReadOnlyDictionary<ulong, (int Peak, double Average)>> ConcurrencyAsync(
        TimeRange range, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var invocations = Invocations(range, parameters, LongestInvocation);
        var from = parameters.Add("Int64", range.FromUnixNanoseconds);
        var to = parameters.Add("Int64", range.ToUnixNanoseconds);
        var rows = await database.QueryAsync(
            "SELECT function_id, max(running), sum(busy) FROM (SELECT function_id, busy, sum(step) OVER "
            + "(PARTITION BY function_id ORDER BY at, step ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running FROM "
            + $"(SELECT function_id, greatest(start_ns, {from}) AS begun, least(until_ns, {to}) AS ended, "
            + "arrayJoin([(begun, 1, ended - begun), (ended, -1, 0)]) AS mark, mark.1 AS at, mark.2 AS step, mark.3 AS busy "
            + $"FROM ({invocations}) WHERE until_ns > {from} AND start_ns < {to} AND until_ns > start_ns)) GROUP BY function_id",
            parameters, row => (Id: (ulong)row.GetValue(0), Peak: (int)row.Number(1), Busy: row.Fraction(2)), cancellationToken);
        return rows.ToDictionary(row => row.Id, row => (row.Peak, row.Busy / Math.Max(1, range.Nanoseconds)));
    }

    private async Task<IReadOnlyDictionary<ulong, IReadOnlyList<FunctionBucket>>> SeriesAsync(
        FunctionListQuery query, TimeRange part, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var width = SearchClause.Width(query.Range, query.Buckets);
        var invocations = Invocations(part, parameters);
        var from = parameters.Add("Int64", query.Range.FromUnixNanoseconds);
        var size = parameters.Add("Int64", width);
        var rows = await database.QueryAsync(
            $"SELECT function_id, intDiv(start_ns - {from}, {size}) AS bucket, count(), countIf(outcome IN ({FailedOutcomes})), "
            + $"countIf(init_class IN ({ColdClasses})), countIf(outcome = {(byte)InvocationOutcome.Timeout}), "
            + $"quantileIf(0.95)(end_ns - start_ns, end_ns > 0) FROM ({invocations}) GROUP BY function_id, bucket",
            parameters,
            row => (Id: (ulong)row.GetValue(0), Index: (int)row.Number(1), Bucket: new FunctionBucket(
                0, row.Number(2), row.Number(3), row.Number(4), row.Number(5), (long)row.Fraction(6))),
            cancellationToken);
        return rows.GroupBy(row => row.Id).ToDictionary(group => group.Key, group => Filled(group, query, width));

        static IReadOnlyList<FunctionBucket> Filled(
            IEnumerable<(ulong Id, int Index, FunctionBucket Bucket)> rows, FunctionListQuery query, long width)
        {
            var byIndex = rows.ToDictionary(row => row.Index, row => row.Bucket);
            return
            [
                .. Enumerable.Range(0, query.Buckets).Select(index =>
                    (byIndex.GetValueOrDefault(index) ?? new FunctionBucket(0, 0, 0, 0, 0, 0)) with
                    {
                        StartUnixNanoseconds = query.Range.FromUnixNanoseconds + (index * width),
                    }),
            ];
        }
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

        // Not a number when nothing has ended yet.
        static long Nanoseconds(double value) => double.IsFinite(value) ? (long)value : 0;
    }
}
