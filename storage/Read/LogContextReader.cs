using Observe.Storage.Engine;

namespace Observe.Storage.Read;

/// <summary>Looks from a line both ways, in the order of the table.</summary>
internal sealed class LogContextReader(LogReader logs) : ILogContextReader
{
    public async Task<LogContextResult?> ReadAsync(LogContextQuery query, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var found = await logs.ReadAsync($"WHERE {Line(query, parameters)} LIMIT 1", parameters, cancellationToken);
        if (found.Count == 0)
        {
            return null;
        }
        var before = SideAsync(query, found[0], isBefore: true, cancellationToken);
        var after = SideAsync(query, found[0], isBefore: false, cancellationToken);
        await Task.WhenAll(before, after);
        var (earlier, later) = (await before, await after);
        return new LogContextResult(
            [.. earlier.Take(query.Before).Reverse()], found[0], [.. later.Take(query.After)], earlier.Count > query.Before, later.Count > query.After);
    }

    private Task<IReadOnlyList<LogRecord>> SideAsync(LogContextQuery query, LogRecord line, bool isBefore, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var reach = (long)LogContextQuery.Reach.TotalNanoseconds;
        var range = isBefore
            ? new TimeRange(query.UnixNanoseconds - reach, query.UnixNanoseconds + 1)
            : new TimeRange(query.UnixNanoseconds, query.UnixNanoseconds + reach);
        var where = $"service = {parameters.Add("String", line.Service)} AND {LogReader.Where(range, null, parameters)}";
        var (than, order, most) = isBefore ? ("<", "DESC", query.Before) : (">", "ASC", query.After);
        var time = parameters.Add("Int64", query.UnixNanoseconds);
        where += $" AND (toUnixTimestamp64Nano(time) {than} {time} OR (toUnixTimestamp64Nano(time) = {time} AND record_id {than} {parameters.Add("String", query.Id)}))";
        if (query.Scope == LogContextScope.Instance)
        {
            where += $" AND resource_fingerprint = (SELECT resource_fingerprint FROM (SELECT resource_fingerprint, {LogReader.Id} AS record_id FROM logs WHERE {Line(query, parameters)} LIMIT 1))";
        }
        return logs.ReadAsync(
            $"WHERE {where} ORDER BY time {order}, record_id {order} LIMIT 1 BY time, record_id LIMIT {parameters.Add("UInt64", (ulong)most + 1)}",
            parameters, cancellationToken);
    }

    private static string Line(LogContextQuery query, SqlParameters parameters) =>
        $"time = fromUnixTimestamp64Nano({parameters.Add("Int64", query.UnixNanoseconds)}, 'UTC') AND record_id = {parameters.Add("String", query.Id)}";
}
