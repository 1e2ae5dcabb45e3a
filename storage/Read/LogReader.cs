using System.Data.Common;
using Observe.Storage.Engine;
using Observe.Storage.Search;

namespace Observe.Storage.Read;

/// <summary>Reads log records from the table <c>logs</c>.</summary>
internal sealed class LogReader(ClickHouseDatabase database, ResourceReader resources) : ILogReader
{
    private const string StartRecord = "observe.invocation.started";

    /// <summary>What platforms say of invocations is read as invocations.</summary>
    private const string PlatformRecords = "platform.";

    /// <summary>A step is read as a whole: a small one comes first.</summary>
    private const int FirstStep = 32;

    // Told apart by content: the same record sent twice by a client is one record.
    internal const string Id =
        "lower(hex(sipHash128(time, observed_time, trace_id, span_id, body, severity_number, event_name, resource_fingerprint, "
        + "attr_string, attr_int, attr_double, attr_bool, attr_json)))";

    private const string Columns =
        "toUnixTimestamp64Nano(time) AS time_ns, toUnixTimestamp64Nano(observed_time), severity_number, severity_text, event_name, "
        + "body, body_is_json, service, lower(hex(trace_id)), lower(hex(span_id)), scope_name, resource_fingerprint, "
        + RowReading.AttributeColumns;

    public async Task<LogListResult> FindAsync(LogListQuery query, CancellationToken cancellationToken)
    {
        var cursor = PageCursor.Parse(query.Cursor);
        var found = new List<LogRecord>();
        var scanned = await NewestFirst.InSteps(cursor?.Rest(query.Range) ?? query.Range, database.Limits, FirstStep).RunAsync(
            async (part, token) =>
            {
                found.AddRange(await FindInAsync(query, cursor, part, query.Limit + 1 - found.Count, token));
                return found.Count > query.Limit;
            },
            cancellationToken);
        var page = found.Take(query.Limit).ToArray();
        var next = found.Count > query.Limit ? new PageCursor(page[^1].TimeUnixNanoseconds, page[^1].Id)
            : scanned.Complete ? (PageCursor?)null : PageCursor.Before(scanned);
        return new LogListResult(
            page, next?.ToString(), scanned with { Range = scanned.Range with { ToUnixNanoseconds = query.Range.ToUnixNanoseconds } });
    }

    public async Task<LogHistogramResult> HistogramAsync(LogHistogramQuery query, CancellationToken cancellationToken)
    {
        var width = SearchClause.Width(query.Range, query.Buckets);
        var byBucket = new Dictionary<int, LogHistogramBucket>();
        var scanned = await NewestFirst.AtOnce(query.Range, database.Limits, width).RunAsync(
            async (part, token) =>
            {
                foreach (var (index, bucket) in await BucketsAsync(query, part, width, token))
                {
                    byBucket[index] = bucket;
                }
                return false;
            },
            cancellationToken);
        var buckets = Enumerable.Range(0, query.Buckets).Select(index =>
            (byBucket.GetValueOrDefault(index) ?? new LogHistogramBucket(0, 0, 0, 0)) with
            {
                StartUnixNanoseconds = query.Range.FromUnixNanoseconds + (index * width),
            });
        return new LogHistogramResult([.. buckets], scanned);
    }

    public async Task<IReadOnlyList<LogRecord>> ForTraceAsync(TraceId traceId, int limit, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var id = parameters.Add("String", traceId.ToString());
        var started = parameters.Add("String", StartRecord);
        var platform = parameters.Add("String", PlatformRecords);
        var most = parameters.Add("UInt64", (ulong)limit);
        return await ReadAsync(
            $"WHERE trace_id = toFixedString(unhex({id}), 16) AND event_name != {started} AND NOT startsWith(event_name, {platform}) ORDER BY time, record_id LIMIT 1 BY time, record_id LIMIT {most}",
            parameters, cancellationToken);
    }

    private Task<IReadOnlyList<LogRecord>> FindInAsync(
        LogListQuery query, PageCursor? cursor, TimeRange part, int most, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var where = Where(part, query.Search, parameters);
        if (cursor is { } place)
        {
            var time = parameters.Add("Int64", place.UnixNanoseconds);
            var id = parameters.Add("String", place.Id);
            where += $" AND (toUnixTimestamp64Nano(time) < {time} OR (toUnixTimestamp64Nano(time) = {time} AND record_id < {id}))";
        }
        var limit = parameters.Add("UInt64", (ulong)most);
        return ReadAsync(
            $"WHERE {where} ORDER BY time DESC, record_id DESC LIMIT 1 BY time, record_id LIMIT {limit}", parameters, cancellationToken);
    }

    private Task<IReadOnlyList<(int Index, LogHistogramBucket Bucket)>> BucketsAsync(
        LogHistogramQuery query, TimeRange part, long width, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        return database.QueryAsync(
            $"SELECT {SearchClause.Bucket("time", query.Range, width, parameters)} AS bucket, count(), countIf(severity_number >= 17), "
            + $"countIf(severity_number BETWEEN 13 AND 16) FROM logs WHERE {Where(part, query.Search, parameters)} GROUP BY bucket",
            parameters,
            row => ((int)row.Number(0), new LogHistogramBucket(0, row.Number(1), row.Number(2), row.Number(3))),
            cancellationToken);
    }

    /// <summary>Of the records that are not read as invocations, unless the search asks for those.</summary>
    internal static string Where(TimeRange range, SearchExpression? search, SqlParameters parameters)
    {
        var where = SearchClause.Time("time", range, parameters) + SearchClause.Matching(search, SearchTarget.Logs, range, parameters);
        if (search is null || !search.ToString()!.Contains(StartRecord, StringComparison.Ordinal))
        {
            where += $" AND event_name != {parameters.Add("String", StartRecord)}";
        }
        if (search is null || !search.ToString()!.Contains(PlatformRecords, StringComparison.Ordinal))
        {
            where += $" AND NOT startsWith(event_name, {parameters.Add("String", PlatformRecords)})";
        }
        return where;
    }

    /// <param name="tail">What follows after FROM; it may name <c>record_id</c>.</param>
    internal async Task<IReadOnlyList<LogRecord>> ReadAsync(string tail, SqlParameters parameters, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync(
            $"SELECT {Columns}, {Id} AS record_id FROM logs {tail}", parameters, Read, cancellationToken);
        if (rows.Count == 0)
        {
            return [];
        }
        var shared = await resources.GetAsync(rows.Select(row => row.Fingerprint), cancellationToken);
        return [.. rows.Select(row => row.Log with { Resource = shared.GetValueOrDefault(row.Fingerprint)?.Attributes ?? [] })];
    }

    private static (LogRecord Log, ulong Fingerprint) Read(DbDataReader row)
    {
        var log = new LogRecord
        {
            TimeUnixNanoseconds = row.Number(0),
            ObservedUnixNanoseconds = row.Number(1),
            SeverityNumber = (byte)row.Number(2),
            SeverityText = row.GetString(3),
            EventName = row.GetString(4),
            Body = row.GetString(5),
            BodyIsJson = row.GetBoolean(6),
            Service = row.GetString(7),
            TraceId = row.TraceId(8),
            SpanId = row.SpanId(9),
            ScopeName = row.GetString(10),
            Attributes = row.Attributes(12),
            Id = row.GetString(12 + RowReading.AttributeColumnCount),
        };
        return (log, (ulong)row.GetValue(11));
    }
}
