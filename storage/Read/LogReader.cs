using System.Data.Common;
using System.Diagnostics;
using Observe.Storage.Engine;
using Observe.Storage.Search;

namespace Observe.Storage.Read;

/// <summary>Reads log records from the table <c>logs</c>.</summary>
internal sealed class LogReader(ClickHouseDatabase database, ResourceReader resources) : ILogReader
{
    private const string StartRecord = "observe.invocation.started";

    // Told apart by content: the same record sent twice by a client is one record.
    private const string Id =
        "lower(hex(sipHash128(time, observed_time, trace_id, span_id, body, severity_number, event_name, resource_fingerprint, "
        + "attr_string, attr_int, attr_double, attr_bool, attr_json)))";

    private const string Columns =
        "toUnixTimestamp64Nano(time) AS time_ns, toUnixTimestamp64Nano(observed_time), severity_number, severity_text, event_name, "
        + "body, body_is_json, service, lower(hex(trace_id)), lower(hex(span_id)), scope_name, resource_fingerprint, "
        + RowReading.AttributeColumns;

    public async Task<LogListResult> FindAsync(LogListQuery query, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var parameters = new SqlParameters();
        var where = Where(query.Range, query.Search, parameters);
        if (PageCursor.Parse(query.Cursor) is { } cursor)
        {
            var time = parameters.Add("Int64", cursor.UnixNanoseconds);
            var id = parameters.Add("String", cursor.Id);
            where += $" AND (toUnixTimestamp64Nano(time) < {time} OR (toUnixTimestamp64Nano(time) = {time} AND record_id < {id}))";
        }
        var limit = parameters.Add("UInt64", (ulong)query.Limit + 1);
        var rows = await ReadAsync($"WHERE {where} ORDER BY time DESC, record_id DESC LIMIT 1 BY time, record_id LIMIT {limit}", parameters, cancellationToken);
        var page = rows.Take(query.Limit).ToArray();
        var next = rows.Count > query.Limit ? new PageCursor(page[^1].TimeUnixNanoseconds, page[^1].Id).ToString() : null;
        return new LogListResult(page, next, new Scanned(query.Range, true, watch.Elapsed));
    }

    public async Task<LogHistogramResult> HistogramAsync(LogHistogramQuery query, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var parameters = new SqlParameters();
        var width = SearchClause.Width(query.Range, query.Buckets);
        var rows = await database.QueryAsync(
            $"SELECT {SearchClause.Bucket("time", query.Range, width, parameters)} AS bucket, count(), countIf(severity_number >= 17), "
            + $"countIf(severity_number BETWEEN 13 AND 16) FROM logs WHERE {Where(query.Range, query.Search, parameters)} GROUP BY bucket",
            parameters,
            row => (Bucket: (int)row.Number(0), Count: row.Number(1), Errors: row.Number(2), Warnings: row.Number(3)),
            cancellationToken);
        var byBucket = rows.ToDictionary(row => row.Bucket);
        var buckets = Enumerable.Range(0, query.Buckets).Select(index =>
        {
            var row = byBucket.GetValueOrDefault(index);
            return new LogHistogramBucket(query.Range.FromUnixNanoseconds + (index * width), row.Count, row.Errors, row.Warnings);
        });
        return new LogHistogramResult([.. buckets], new Scanned(query.Range, true, watch.Elapsed));
    }

    public async Task<IReadOnlyList<LogRecord>> ForTraceAsync(TraceId traceId, int limit, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var id = parameters.Add("String", traceId.ToString());
        var started = parameters.Add("String", StartRecord);
        var most = parameters.Add("UInt64", (ulong)limit);
        return await ReadAsync(
            $"WHERE trace_id = toFixedString(unhex({id}), 16) AND event_name != {started} ORDER BY time, record_id LIMIT 1 BY time, record_id LIMIT {most}",
            parameters, cancellationToken);
    }

    private static string Where(TimeRange range, SearchExpression? search, SqlParameters parameters)
    {
        var where = SearchClause.Time("time", range, parameters) + SearchClause.Matching(search, SearchTarget.Logs, parameters);
        if (search is null || !search.ToString()!.Contains(StartRecord, StringComparison.Ordinal))
        {
            where += $" AND event_name != {parameters.Add("String", StartRecord)}";
        }
        return where;
    }

    private async Task<IReadOnlyList<LogRecord>> ReadAsync(string tail, SqlParameters parameters, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync(
            $"SELECT {Columns}, {Id} AS record_id FROM logs {tail}", parameters, Read, cancellationToken);
        if (rows.Count == 0)
        {
            return [];
        }
        var shared = await resources.GetAsync(rows.Select(row => row.Fingerprint), cancellationToken);
        return [.. rows.Select(row => row.Log with { Resource = shared.GetValueOrDefault(row.Fingerprint) ?? [] })];
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
