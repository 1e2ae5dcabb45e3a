using System.Data.Common;
using Observe.Storage.Engine;
using Observe.Storage.Rollup;
using Observe.Storage.Search;
using Observe.Storage.Write;

namespace Observe.Storage.Read;

/// <summary>Sums the requests of services out of the rollups, and out of the spans where those cannot answer.</summary>
internal sealed class ServiceReader(ClickHouseDatabase database, RolledSpans spans) : IServiceReader
{
    private const int MostNames = 10;

    private static readonly SearchExpression Requests = SearchParser.Parse("kind = server or kind = consumer").Expression!;

    private static readonly GroupColumn Service = new("service", "service", "service");
    private static readonly GroupColumn Function = new("function", RolledSpans.Function, "function");
    private static readonly GroupColumn Version = new("version", RolledSpans.Version, "version");
    private static readonly GroupColumn Name = new("name", "name", "name");
    private static readonly GroupColumn Kind = new("kind", "kind", "kind");
    private static readonly GroupColumn Failed = new("failed", "status = 2", "status = 2");

    public async Task<ServiceListResult> ListAsync(ServiceListQuery query, CancellationToken cancellationToken)
    {
        var (rows, scanned) = await SumsAsync(
            query, null, [Service], [Function, Version],
            (row, grid) => new ServiceSummary(row.GetString(0), Figures(row, 3, grid), row.Items<string>(1), row.Items<string>(2)),
            cancellationToken);
        return new ServiceListResult(rows, scanned);
    }

    public async Task<OperationListResult> OperationsAsync(string service, ServiceListQuery query, CancellationToken cancellationToken)
    {
        var (rows, scanned) = await SumsAsync(
            query, service, [Name, Kind], [], (row, grid) => new OperationSummary(row.GetString(0), (SpanKind)row.Number(1), Figures(row, 2, grid)), cancellationToken);
        return new OperationListResult(rows, scanned);
    }

    /// <param name="service">Only of it; null for all.</param>
    /// <param name="by">What is summed by.</param>
    /// <param name="names">What else is in it, as a list of texts each.</param>
    private async Task<(IReadOnlyList<T> Rows, Scanned Scanned)> SumsAsync<T>(
        ServiceListQuery query, string? service, GroupColumn[] by, GroupColumn[] names, Func<DbDataReader, HistogramGrid, T> read, CancellationToken cancellationToken)
    {
        var grid = HistogramGrid.Of(query.Range, query.Buckets);
        var search = service is null ? Requests : new AndExpression(new CompareExpression(
            new SearchField("service"), SearchOperator.Equal, SearchValue.OfQuoted(service)), Requests);
        // Buckets that are made of slots are whole, the first one too.
        var range = grid.IsOfSlots ? query.Range with { FromUnixNanoseconds = grid.Start } : query.Range;
        var (rows, scanned) = await NewestFirst.AtOnce(range, database.Limits, grid.Width, grid.Start).ReadAsync(
            (part, token) =>
            {
                var parameters = new SqlParameters();
                var bucket = new GroupColumn(
                    "bucket", grid.IndexOf("toUnixTimestamp64Nano(start_time)", parameters), grid.IndexOf("toInt64(toUnixTimestamp(slot)) * 1000000000", parameters));
                var counts = spans.Sql(part, search, durations: true, grid.IsOfSlots, parameters, [.. by, .. names, bucket, Failed]);
                var groups = string.Join(", ", by.Select(column => column.Alias));
                var inner = string.Concat(names.Select(column => $"groupUniqArray({MostNames})(toString({column.Alias})) AS {column.Alias}s, "));
                var outer = string.Concat(names.Select(column => $"arraySort(arrayFilter(x -> x != '', groupUniqArrayArray({MostNames})({column.Alias}s))), "));
                return database.QueryAsync(
                    $"SELECT {groups}, {outer}sum(n) AS total, sum(e), {DurationQuantiles.Of("d")}, groupArray({bucket.Alias}), groupArray(n), groupArray(e), "
                    + $"groupArray({DurationQuantiles.OfOne("d")}[2]) FROM ("
                    + $"SELECT {groups}, {bucket.Alias}, {inner}sum(spans) AS n, sumIf(spans, {Failed.Alias}) AS e, {DurationQuantiles.Merged("durations")} AS d "
                    + $"FROM ({counts}) GROUP BY {groups}, {bucket.Alias}) GROUP BY {groups} "
                    + $"ORDER BY total DESC, {groups} LIMIT {parameters.Add("UInt64", (ulong)query.Limit)}",
                    parameters, row => read(row, grid), token);
            },
            cancellationToken);
        return (rows ?? [], scanned);
    }

    private static RequestFigures Figures(DbDataReader row, int first, HistogramGrid grid)
    {
        var quantiles = row.Items<double>(first + 2);
        var (indices, requests) = (row.Items<long>(first + 3), row.Items<ulong>(first + 4));
        var (errors, p95) = (row.Items<ulong>(first + 5), row.Items<double>(first + 6));
        var series = new RequestBucket[grid.Count];
        for (var index = 0; index < series.Length; index++)
        {
            series[index] = new RequestBucket(grid.StartOf(index), 0, 0, 0);
        }
        for (var i = 0; i < indices.Length; i++)
        {
            if (indices[i] >= 0 && indices[i] < series.Length)
            {
                series[indices[i]] = new RequestBucket(grid.StartOf((int)indices[i]), (long)requests[i], (long)errors[i], (long)p95[i]);
            }
        }
        return new RequestFigures(row.Number(first), row.Number(first + 1), (long)quantiles[0], (long)quantiles[1], (long)quantiles[2], series);
    }
}
