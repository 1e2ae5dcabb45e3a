using Observe.Storage.Engine;
using Observe.Storage.Search;

namespace Observe.Storage.Read;

/// <summary>Asks which batches are new, by two narrow columns of the last hour, and reads those only.</summary>
internal sealed class TailReader(ClickHouseDatabase database, LogReader logs, TraceReader traces, TimeProvider time) : ITailReader
{
    private const long Day = 86_400 * UnixTime.NanosecondsPerSecond;

    public async Task<TailPosition> BeginAsync(SearchTarget target, CancellationToken cancellationToken)
    {
        var position = new TailPosition();
        var now = UnixTime.Nanoseconds(time.GetUtcNow());
        position.Move(now, []);
        position.Move(now, await BatchesAsync(target, position, cancellationToken));
        return position;
    }

    public Task<TailResult<LogRecord>> LogsAsync(TailPosition position, SearchExpression? search, int most, CancellationToken cancellationToken) =>
        ReadAsync(SearchTarget.Logs, position, (range, batches) => LogsOfAsync(range, batches, search, most, cancellationToken), cancellationToken);

    public Task<TailResult<TraceSummary>> TracesAsync(TailPosition position, SearchExpression? search, int most, CancellationToken cancellationToken) =>
        ReadAsync(SearchTarget.Spans, position, (range, batches) => TracesOfAsync(range, batches, search, most, cancellationToken), cancellationToken);

    /// <summary>A read that fails leaves the position where it was: the next one reads the same.</summary>
    private async Task<TailResult<T>> ReadAsync<T>(
        SearchTarget target, TailPosition position, Func<TimeRange, ulong[], Task<TailResult<T>>> read, CancellationToken cancellationToken)
    {
        var now = UnixTime.Nanoseconds(time.GetUtcNow());
        var batches = (await BatchesAsync(target, position, cancellationToken)).Where(item => !position.Knows(item.Batch)).ToArray();
        var result = batches.Length == 0
            ? new TailResult<T>([], 0)
            : await read(new TimeRange(position.RecordsFrom, now + Day), [.. batches.Select(item => item.Batch)]);
        position.Move(now, batches);
        return result;
    }

    private Task<IReadOnlyList<(ulong Batch, long Received)>> BatchesAsync(SearchTarget target, TailPosition position, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var (table, column) = target == SearchTarget.Logs ? ("logs", "time") : ("spans", "start_time");
        return database.QueryAsync(
            $"SELECT batch_id, max(toUnixTimestamp64Nano(received_time)) FROM {table} "
            + $"WHERE {column} >= fromUnixTimestamp64Nano({parameters.Add("Int64", position.RecordsFrom)}, 'UTC') "
            + $"AND received_time >= fromUnixTimestamp64Nano({parameters.Add("Int64", position.ReceivedFrom)}, 'UTC') GROUP BY batch_id",
            parameters, row => ((ulong)row.GetValue(0), row.Number(1)), cancellationToken);
    }

    private async Task<TailResult<LogRecord>> LogsOfAsync(
        TimeRange range, ulong[] batches, SearchExpression? search, int most, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var where = $"batch_id IN {parameters.Add("Array(UInt64)", batches)} AND {LogReader.Where(range, search, parameters)}";
        var found = await logs.ReadAsync(
            $"WHERE {where} ORDER BY time DESC, record_id DESC LIMIT 1 BY time, record_id LIMIT {parameters.Add("UInt64", (ulong)most + 1)}", parameters, cancellationToken);
        var skipped = found.Count <= most ? 0 : await CountAsync("count()", "logs", batches, (all) => LogReader.Where(range, search, all), cancellationToken) - most;
        return new TailResult<LogRecord>([.. found.Take(most).Reverse()], Math.Max(0, skipped));
    }

    private async Task<TailResult<TraceSummary>> TracesOfAsync(
        TimeRange range, ulong[] batches, SearchExpression? search, int most, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        string Where(SqlParameters all) => SearchClause.Time("start_time", range, all) + SearchClause.Matching(search, SearchTarget.Spans, range, all);
        var ids = await database.QueryAsync(
            $"SELECT lower(hex(trace_id)), max(start_time) AS newest FROM spans WHERE batch_id IN {parameters.Add("Array(UInt64)", batches)} AND {Where(parameters)} "
            + $"GROUP BY trace_id ORDER BY newest DESC, trace_id LIMIT {parameters.Add("UInt64", (ulong)most + 1)}",
            parameters, row => row.TraceId(0), cancellationToken);
        if (ids.Count == 0)
        {
            return new TailResult<TraceSummary>([], 0);
        }
        var skipped = ids.Count <= most ? 0 : await CountAsync("uniqExact(trace_id)", "spans", batches, Where, cancellationToken) - most;
        var wide = new TimeRange(range.FromUnixNanoseconds - SearchSql.TraceSpread, range.ToUnixNanoseconds);
        var summaries = await traces.SummariesAsync([.. ids.Take(most)], wide, [], wide, cancellationToken);
        return new TailResult<TraceSummary>([.. summaries.Values.OrderBy(trace => trace.StartUnixNanoseconds)], Math.Max(0, skipped));
    }

    private async Task<long> CountAsync(string what, string table, ulong[] batches, Func<SqlParameters, string> where, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var rows = await database.QueryAsync(
            $"SELECT {what} FROM {table} WHERE batch_id IN {parameters.Add("Array(UInt64)", batches)} AND {where(parameters)}",
            parameters, row => row.Number(0), cancellationToken);
        return rows[0];
    }
}
