using Observe.Storage.Engine;
using Observe.Storage.Rollup;
using Observe.Storage.Search;
using Observe.Storage.Write;

namespace Observe.Storage.Read;

/// <summary>Reads the service map out of the rollups, and out of the spans where those cannot answer.</summary>
internal sealed class ServiceMapReader(ClickHouseDatabase database, RolledSpans spans, RolledCalls calls) : IServiceMapReader
{
    private static readonly SearchExpression Requests = SearchParser.Parse("kind = server or kind = consumer").Expression!;

    public async Task<ServiceMap> GetAsync(ServiceMapQuery query, CancellationToken cancellationToken)
    {
        var (map, scanned) = await NewestFirst.AtOnce(query.Range, database.Limits).ReadAsync(
            (part, token) => GetAsync(query, part, token), cancellationToken);
        return (map ?? new ServiceMap([], [], scanned)) with { Scanned = scanned };
    }

    private async Task<ServiceMap> GetAsync(ServiceMapQuery query, TimeRange part, CancellationToken cancellationToken)
    {
        var nodes = NodesAsync(query, part, cancellationToken);
        var edges = EdgesAsync(query, part, cancellationToken);
        await Task.WhenAll(nodes, edges);
        var (requested, called) = (await nodes, await edges);
        var others = called.SelectMany(edge => new[] { edge.Caller, edge.Callee }).Except(requested.Select(node => node.Service));
        return new ServiceMap(
            [.. requested, .. others.Order(StringComparer.Ordinal).Select(service => new ServiceNode(service, 0, 0, 0, 0, 0))], called, new Scanned(part, true, default));
    }

    private Task<IReadOnlyList<ServiceNode>> NodesAsync(ServiceMapQuery query, TimeRange part, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var service = new GroupColumn("service", "service", "service");
        var failed = new GroupColumn("failed", "status = 2", "status = 2");
        var counts = spans.Sql(part, Requests, durations: true, fromSlots: true, parameters, service, failed);
        return database.QueryAsync(
            $"SELECT {service.Alias}, sum(spans) AS total, sumIf(spans, {failed.Alias}), {DurationQuantiles.Of("durations")} "
            + $"FROM ({counts}) GROUP BY {service.Alias} ORDER BY total DESC, {service.Alias} LIMIT {parameters.Add("UInt64", (ulong)query.Limit)}",
            parameters,
            row =>
            {
                var quantiles = row.Items<double>(3);
                return new ServiceNode(row.GetString(0), row.Number(1), row.Number(2), (long)quantiles[0], (long)quantiles[1], (long)quantiles[2]);
            },
            cancellationToken);
    }

    private Task<IReadOnlyList<ServiceEdge>> EdgesAsync(ServiceMapQuery query, TimeRange part, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        return database.QueryAsync(
            $"SELECT caller, callee, kind, sum(calls) AS total, sum(errors), {DurationQuantiles.Of("durations")} "
            + $"FROM ({calls.Sql(part, parameters)}) GROUP BY caller, callee, kind ORDER BY total DESC, caller, callee, kind "
            + $"LIMIT {parameters.Add("UInt64", (ulong)query.Limit)}",
            parameters,
            row =>
            {
                var quantiles = row.Items<double>(5);
                return new ServiceEdge(
                    row.GetString(0), row.GetString(1), (SpanKind)row.Number(2), row.Number(3), row.Number(4),
                    (long)quantiles[0], (long)quantiles[1], (long)quantiles[2]);
            },
            cancellationToken);
    }
}
