using System.Data.Common;
using Observe.Functions.Kinds;
using Observe.Storage.Engine;
using Observe.Storage.Rollup;
using Observe.Storage.Search;
using Observe.Storage.Write;

namespace Observe.Storage.Read;

/// <summary>
/// Reads the service map out of the rollups, and out of the spans where those cannot answer. First the peers, which are few: what each of them is decides what
/// their calls are summed by.
/// </summary>
internal sealed class ServiceMapReader(
    ClickHouseDatabase database, RolledSpans spans, RolledCalls calls, CalledPeers peers, ServiceHosts hosts) : IServiceMapReader
{
    /// <summary>Different peers of a range that are looked at; calls of others are not on the map.</summary>
    private const int MostPeers = 10_000;

    /// <summary>A shorter range is read to the nanosecond.</summary>
    private const int FewestSlots = 12;

    private static readonly SearchExpression Requests = SearchParser.Parse("kind = server or kind = consumer").Expression!;

    public async Task<ServiceMap> GetAsync(ServiceMapQuery query, CancellationToken cancellationToken)
    {
        var (map, scanned) = await NewestFirst.AtOnce(WithWholeSlot(query.Range), database.Limits).ReadAsync(
            (part, token) => GetAsync(query, part, token), cancellationToken);
        return (map ?? new ServiceMap([], [], scanned)) with { Scanned = scanned };
    }

    /// <summary>
    /// A long range begins with a whole slot, as that of a chart does: calls of a piece of one would be looked for among the spans of two hours.
    /// </summary>
    private static TimeRange WithWholeSlot(TimeRange range) => range.Nanoseconds < FewestSlots * RollupSlot.Nanoseconds
        ? range
        : range with { FromUnixNanoseconds = RollupSlot.StartOf(RollupSlot.Of(range.FromUnixNanoseconds)) };

    private async Task<ServiceMap> GetAsync(ServiceMapQuery query, TimeRange part, CancellationToken cancellationToken)
    {
        var services = ServicesAsync(query, part, cancellationToken);
        var resources = hosts.GetAsync(part, query.Limit, cancellationToken);
        var known = new KnownPeers(await PeersAsync(part, cancellationToken));
        var answered = AnsweredAsync(query, part, known, cancellationToken);
        var called = CalledAsync(query, part, known, cancellationToken);
        await Task.WhenAll(services, resources, answered, called);
        var (nodes, edges) = new ServiceMapBuilder(known, await services, await resources).Build(await answered, await called);
        return new ServiceMap(nodes, edges, new Scanned(part, true, default));
    }

    private Task<IReadOnlyList<ServiceRequests>> ServicesAsync(ServiceMapQuery query, TimeRange part, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var service = new GroupColumn("service", "service", "service");
        var function = new GroupColumn("function", RolledSpans.Function, "function");
        var failed = new GroupColumn("failed", "status = 2", "status = 2");
        var counts = spans.Sql(part, Requests, durations: true, fromSlots: true, parameters, service, function, failed);
        return database.QueryAsync(
            $"SELECT {service.Alias}, max({function.Alias}), sum(spans) AS total, sumIf(spans, {failed.Alias}), {DurationQuantiles.Of("durations")} "
            + $"FROM ({counts}) GROUP BY {service.Alias} ORDER BY total DESC, {service.Alias} LIMIT {Limit(query, parameters)}",
            parameters,
            row => new ServiceRequests(row.GetString(0), row.GetString(1), Figures(row, 2)),
            cancellationToken);
    }

    private Task<IReadOnlyList<CalledPeer>> PeersAsync(TimeRange part, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        return database.QueryAsync(
            $"SELECT peer, mapKeys(any(attributes)), mapValues(any(attributes)) FROM ({peers.PeersSql(part, parameters)}) GROUP BY peer "
            + $"ORDER BY peer LIMIT {parameters.Add("UInt64", (ulong)MostPeers)}",
            parameters,
            row => CalledPeer.Of(
                (ulong)row.GetValue(0),
                [.. row.Items<string>(1).Zip(row.Items<string>(2), (key, value) => new TelemetryAttribute(key, AttributeValue.Of(value)))]),
            cancellationToken);
    }

    /// <summary>Calls that a service answered. What keeps messages stands in the place of who sent, or takes, them.</summary>
    private Task<IReadOnlyList<AnsweredCalls>> AnsweredAsync(ServiceMapQuery query, TimeRange part, KnownPeers known, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var numbers = parameters.Add("Array(UInt64)", known.Numbers);
        var nodes = parameters.Add("Array(UInt32)", known.Nodes);
        var keepers = parameters.Add("Array(UInt32)", known.Keepers);
        return database.QueryAsync(
            $"SELECT transform(caller_peer, {numbers}, {keepers}, toUInt32(0)) AS from_node, if(from_node = 0, caller, '') AS from_service, "
            + $"if(kind = 5, transform(callee_peer, {numbers}, {keepers}, toUInt32(0)), toUInt32(0)) AS to_node, if(to_node = 0, callee, '') AS to_service, "
            + $"kind, sum(calls) AS total, sum(errors), {DurationQuantiles.Of("durations")}, sum(caller_errors), "
            + $"groupUniqArray(transform(caller_peer, {numbers}, {nodes}, toUInt32(0))) "
            + $"FROM ({calls.Sql(part, parameters)}) GROUP BY from_node, from_service, to_node, to_service, kind "
            + $"ORDER BY total DESC, from_service, from_node, to_service, to_node, kind LIMIT {Limit(query, parameters)}",
            parameters,
            row => new AnsweredCalls(
                (int)row.Number(0), row.GetString(1), (int)row.Number(2), row.GetString(3), (SpanKind)row.Number(4), Figures(row, 5), row.Number(8),
                [.. row.Items<uint>(9).Where(node => node != 0).Select(node => (int)node)]),
            cancellationToken);
    }

    /// <summary>Calls as their callers saw them, by caller and node, and by node alone.</summary>
    private Task<IReadOnlyList<CalledNode>> CalledAsync(ServiceMapQuery query, TimeRange part, KnownPeers known, CancellationToken cancellationToken)
    {
        if (known.IsEmpty)
        {
            return Task.FromResult<IReadOnlyList<CalledNode>>([]);
        }
        var parameters = new SqlParameters();
        var numbers = parameters.Add("Array(UInt64)", known.Numbers);
        var nodes = parameters.Add("Array(UInt32)", known.Nodes);
        var takes = parameters.Add("Array(UInt8)", known.Takes);
        return database.QueryAsync(
            "SELECT by_service, grouping(by_service) AS is_sum, node, way, sum(calls) AS total, sum(errors), "
            + $"{DurationQuantiles.Of("durations")}, max(kind) FROM ("
            + $"SELECT toString(service) AS by_service, transform(peer, {numbers}, {nodes}, toUInt32(0)) AS node, "
            + $"multiIf(kind = 5, 2, transform(peer, {numbers}, {takes}, toUInt8(0)) = 1, 1, 0) AS way, kind, calls, errors, durations "
            + $"FROM ({peers.Sql(part, parameters)})) WHERE node != 0 GROUP BY GROUPING SETS ((by_service, node, way), (node, way)) "
            + $"ORDER BY total DESC, by_service, node, way LIMIT {parameters.Add("UInt64", 2 * (ulong)query.Limit)}",
            parameters,
            row => new CalledNode(
                row.Number(1) == 1 ? null : row.GetString(0), (int)row.Number(2), (MessageWay)row.Number(3), (SpanKind)row.Number(7), Figures(row, 4)),
            cancellationToken);
    }

    private static string Limit(ServiceMapQuery query, SqlParameters parameters) => parameters.Add("UInt64", (ulong)query.Limit);

    /// <summary>Calls, errors and the quantiles of durations, from a column on.</summary>
    private static CallFigures Figures(DbDataReader row, int first)
    {
        var quantiles = row.Items<double>(first + 2);
        return new CallFigures(row.Number(first), row.Number(first + 1), (long)quantiles[0], (long)quantiles[1], (long)quantiles[2]);
    }
}

/// <summary>The peers of a range as columns of a statement: the number of each, and that of its node.</summary>
internal sealed class KnownPeers
{
    private readonly List<CalledPeer> _nodes = [];

    public KnownPeers(IReadOnlyList<CalledPeer> peers)
    {
        var known = peers.Where(peer => peer.Node is not null).ToArray();
        var indices = new Dictionary<GraphNode, uint>();
        foreach (var peer in known)
        {
            if (indices.TryAdd(peer.Node!, (uint)_nodes.Count + 1))
            {
                _nodes.Add(peer);
            }
        }
        // Never empty: an empty list has no type to look a number up in.
        Numbers = [0, .. known.Select(peer => peer.Number)];
        Nodes = [0, .. known.Select(peer => indices[peer.Node!])];
        Keepers = [0, .. known.Select(peer => peer.KeepsMessages ? indices[peer.Node!] : 0)];
        Takes = [0, .. known.Select(peer => (byte)(peer.Takes ? 1 : 0))];
    }

    public bool IsEmpty => _nodes.Count == 0;

    public ulong[] Numbers { get; }

    /// <summary>For each peer the number of its node, from 1; 0 for none.</summary>
    public uint[] Nodes { get; }

    /// <summary>The same, 0 for what keeps no messages.</summary>
    public uint[] Keepers { get; }

    /// <summary>1 for what spans take messages from.</summary>
    public byte[] Takes { get; }

    /// <summary>One of the peers that are this node.</summary>
    public CalledPeer this[int node] => _nodes[node - 1];
}
