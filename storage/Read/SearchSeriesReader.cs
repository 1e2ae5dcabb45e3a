using System.Data.Common;
using System.Globalization;
using Observe.Storage.Engine;
using Observe.Storage.Rollup;
using Observe.Storage.Search;

namespace Observe.Storage.Read;

/// <summary>Reads them from the stored spans and logs, by the SQL that lists are searched with.</summary>
internal sealed class SearchSeriesReader(ClickHouseDatabase database) : ISearchSeriesReader
{
    public Task<IReadOnlyList<SearchCount>> CountsAsync(SearchSeriesQuery query, SearchExpression? part, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var inPart = part is null ? "0" : SearchSql.Compile(part, query.Target, parameters, query.Range);
        var (found, matching) = query.Target == SearchTarget.Logs
            ? ("count()", $"countIf({inPart})")
            : (RolledSpans.Once, $"uniqExactIf({RolledSpans.Sameness}, {inPart})");
        return QueryAsync(
            query,
            $"SELECT {Values(query, parameters)} AS labels, {Bucket(query, parameters)} AS at, {found}, {matching} "
            + $"FROM {From(query, parameters)} GROUP BY labels, at ORDER BY at",
            parameters, row => new SearchCount(row.Items<string>(0), (int)row.Number(1), row.Number(2), row.Number(3)), cancellationToken);
    }

    public Task<IReadOnlyList<SearchPercentile>> PercentilesAsync(
        SearchSeriesQuery query, SearchField field, double percentile, BucketWindows windows, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var number = SearchFieldSql.Number(field, query.Target, parameters) ?? throw new ArgumentException($"{field} has no numbers.", nameof(field));
        // A level is a part of the function's name and cannot be a parameter: it is a number that is written here.
        var level = Math.Clamp(percentile / 100, 0, 1).ToString("0.######", CultureInfo.InvariantCulture);
        var step = parameters.Add("Int64", (long)windows.StepBuckets);
        var behind = parameters.Add("Int64", (long)(windows.StepBuckets - windows.WindowBuckets));
        var count = parameters.Add("Int64", (long)windows.Count);
        return QueryAsync(
            query,
            // A bucket is in each window that begins with it or before it and has not ended yet.
            $"SELECT labels, arrayJoin(range(greatest(0, intDiv(at + {behind}, {step})), least({count}, intDiv(at, {step}) + 1))) AS window, "
            + $"quantileExactMerge({level})(numbers) FROM (SELECT labels, at, quantileExactState({level})(assumeNotNull(number)) AS numbers "
            + $"FROM (SELECT {Values(query, parameters)} AS labels, {Bucket(query, parameters)} AS at, {number} AS number FROM {From(query, parameters)}) "
            + "WHERE isNotNull(number) GROUP BY labels, at) "
            + "GROUP BY labels, window ORDER BY window",
            parameters, row => new SearchPercentile(row.Items<string>(0), (int)row.Number(1), row.GetDouble(2)), cancellationToken);
    }

    public Task<IReadOnlyList<SearchTraces>> TracesAsync(
        SearchSeriesQuery query, SearchField? highest, IReadOnlyList<IReadOnlyList<string>> labelSets, int most, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var time = query.Target == SearchTarget.Logs ? "time" : "start_time";
        var rank = highest is null ? time : SearchFieldSql.Number(highest, query.Target, parameters) ?? throw new ArgumentException($"{highest} has no numbers.", nameof(highest));
        var wanted = parameters.Add("Array(Array(String))", labelSets.Select(values => values.ToArray()).ToArray());
        var limit = parameters.Add("UInt64", (ulong)most);
        // A trace counts once, by the highest of its records.
        return QueryAsync(
            query,
            "SELECT labels, groupArray(trace) FROM (SELECT labels, trace FROM "
            + $"(SELECT {Values(query, parameters)} AS labels, lower(hex(trace_id)) AS trace, {rank} AS rank FROM {From(query, parameters)} AND trace_id != toFixedString('', 16)) "
            + $"WHERE has({wanted}, labels) AND isNotNull(rank) GROUP BY labels, trace ORDER BY max(rank) DESC, trace LIMIT {limit} BY labels) GROUP BY labels",
            parameters, row => new SearchTraces(row.Items<string>(0), row.TraceIds(1)), cancellationToken);
    }

    private Task<IReadOnlyList<T>> QueryAsync<T>(
        SearchSeriesQuery query, string sql, SqlParameters parameters, Func<DbDataReader, T> map, CancellationToken cancellationToken) =>
        SeriesRows.ReadAsync(database, sql, parameters, map, query.MaxRows, $"there are more than {query.MaxRows} label sets", cancellationToken);

    private static string Values(SearchSeriesQuery query, SqlParameters parameters) => query.GroupBy.Count == 0
        ? "emptyArrayString()"
        : $"[{string.Join(", ", query.GroupBy.Select(field => SearchFieldSql.Text(field, query.Target, parameters) ?? throw new ArgumentException($"Records cannot be grouped by {field}.", nameof(query))))}]";

    private static string Bucket(SearchSeriesQuery query, SqlParameters parameters) => query.Width is { } width
        ? $"toInt64({SearchClause.Bucket(query.Target == SearchTarget.Logs ? "time" : "start_time", query.Range, width, parameters)})"
        : "toInt64(0)";

    private static string From(SearchSeriesQuery query, SqlParameters parameters) => query.Target == SearchTarget.Logs
        ? $"logs WHERE {LogReader.Where(query.Range, query.Search, parameters)}"
        : $"spans WHERE {SearchClause.Time("start_time", query.Range, parameters)}{SearchClause.Matching(query.Search, SearchTarget.Spans, query.Range, parameters)}";
}
